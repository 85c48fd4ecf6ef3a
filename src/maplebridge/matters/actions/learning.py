"""Training the model that suggests categories, from concerns that people have sorted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer

from .. import policy, queries
from ..models import TrainingRun, TriageModel
from ..rules import catalogue as catalogues
from ..rules import training, triage

log = structlog.get_logger("maplebridge.matters")

EXAMPLES_MAX = 200_000
"""Most texts that one model learns from: their pieces are held in memory, about 3 kB each."""


def train(
    *,
    viewer: Viewer,
    examples: Iterable[training.Example],
    source: str,
    keep: bool = True,
    said: Callable[[int], None] = lambda _: None,
    now: datetime,
) -> training.Report:
    """Learn from (words, category code) and, with `keep`, use the model from now on.

    Takes about 3 seconds of one core a thousand texts, outside any transaction.
    """
    if not viewer.system:
        raise Forbidden("place_not_yours")
    rulebook = queries.catalogue(calendar.today(now))
    some = itertools.islice(examples, EXAMPLES_MAX + 1)
    folded = [(queries.fold(text[: triage.TEXT_MAX]), code) for text, code in some]
    if len(folded) > EXAMPLES_MAX:
        raise RuleBroken("examples_too_many", most=EXAMPLES_MAX)

    def first(text: str) -> str | None:
        found = catalogues.suggest(text, rulebook)
        return found[0].category.code if found else None

    try:
        model, report = training.learn(folded, keywords=first, said=said)
    except training.TooFew:
        raise RuleBroken("examples_too_few", least=training.LEAST) from None
    if keep:
        _keep(viewer, model, report, source, now)
    return report


@transaction.atomic
def _keep(
    viewer: Viewer,
    model: triage.Model,
    report: training.Report,
    source: str,
    now: datetime,
    *,
    adopt: bool = True,
) -> TriageModel:
    """Store the model with its report, in use from now on with `adopt`; let go of the oldest."""
    content = triage.packed(model)
    kept = TriageModel.objects.create(
        made_at=now, source=source[:200], content=content, adopted_at=now if adopt else None,
        facts={**model.facts, "report": asdict(report)},
    )  # fmt: skip
    used = TriageModel.objects.filter(adopted_at__isnull=False).order_by("-adopted_at", "-id")
    stays = [*used.values_list("pk", flat=True)[:2]]
    stays += TriageModel.objects.order_by("-id").values_list("pk", flat=True)[:MODELS_KEPT]
    TriageModel.objects.exclude(pk__in=stays).delete()
    audit.record(
        viewer=viewer, verb="triage.train", thing=kept, now=now, bytes=len(content), adopted=adopt
    )
    transaction.on_commit(queries.forget_triage_model)
    return kept


MODELS_KEPT = 10
"""So many of the newest stay to be gone back to, and always the one in use and the one before."""
OWN_LEAST = 200
"""Fewest confirmed matters that a model is learned from: below, keywords do better."""
OWN_MOST = 20_000
"""The newest so many: about a minute of one core, and more of them add little."""
NEW_LEAST = 50
"""So many confirmed matters closed since the last time make the nightly duty learn again."""
OWN_SOURCE = "own closed matters"


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning from the own matters. `before` is how the present model, or without
    one the keywords, did on the very same texts; the new one is kept unless it does worse."""

    report: training.Report
    texts: int
    after: float
    before: float
    kept: bool
    model: TriageModel | None = None


def train_on_own(
    *,
    viewer: Viewer,
    keep: bool = True,
    adopt: bool = True,
    said: Callable[[int], None] = lambda _: None,
    now: datetime,
) -> Learned:
    """Learn from closed matters whose kind people confirmed. Raises RuleBroken below OWN_LEAST.

    Without `adopt` it is kept for somebody to look at, whatever it is worth, and not used yet.
    """
    if not viewer.system:
        raise Forbidden("place_not_yours")
    rulebook = queries.catalogue(calendar.today(now))
    taught, held = _own()
    texts = len(taught) + len(held)
    if texts < OWN_LEAST:
        raise RuleBroken("examples_own_too_few", found=texts, least=OWN_LEAST)

    def by_keywords(text: str) -> str | None:
        found = catalogues.suggest(text, rulebook)
        return found[0].category.code if found else None

    try:
        model, report = training.teach(taught, held, keywords=by_keywords, said=said)
    except training.TooFew:
        raise RuleBroken("examples_too_few", least=training.LEAST) from None
    present = queries.triage_model()
    before = training.macro_f1(_guesser(present) if present else by_keywords, held)
    after = training.macro_f1(_guesser(model), held)
    kept = keep and (after >= before or not adopt)
    row = None
    if kept:
        own = {**model.facts, "own": texts, "before": round(before, 4), "after": round(after, 4)}
        named = replace(model, facts=own)
        row = _keep(viewer, named, report, OWN_SOURCE, now, adopt=adopt)
    return Learned(report, texts, after, before, kept, row)


def learn_nightly(*, now: datetime) -> None:
    """Every night: learn again once there is enough that is new. Says in the log what came of it.

    While a newer model than the one in use waits for somebody, or was gone back from, the night
    adopts nothing: people are at it.
    """
    last = TriageModel.objects.filter(source=OWN_SOURCE).order_by("-id").first()
    if last and not queries.enough_new(last.made_at, NEW_LEAST):
        log.info("nothing new to learn", since=last.made_at.isoformat())
        return
    newest = TriageModel.objects.order_by("-id").first()
    adopt = newest is None or newest.pk == queries.model_in_use()
    try:
        learned = train_on_own(viewer=SYSTEM, adopt=adopt, now=now)
    except RuleBroken as broken:
        log.info("nothing learned", reason=broken.code)
        return
    log.info(
        "learned", texts=learned.texts, after=round(learned.after, 4),
        before=round(learned.before, 4), kept=learned.kept,
    )  # fmt: skip


def _own() -> tuple[list[training.Example], list[training.Example]]:
    taught: list[training.Example] = []
    held: list[training.Example] = []
    for back, (words, kind) in queries.confirmed(most=OWN_MOST):
        (held if back else taught).append((queries.fold(words[: triage.TEXT_MAX]), kind))
    return taught, held


def _guesser(model: triage.Model) -> Callable[[str], str | None]:
    def guess(text: str) -> str | None:
        found = triage.best(model, text, top=1)
        return found[0].code if found else None

    return guess


def ask_for_training(*, viewer: Viewer, now: datetime) -> TrainingRun:
    """Let a worker learn from the own closed matters. Raises RuleBroken while one is at it."""
    if not policy.may_train(viewer):
        raise Forbidden("training_not_yours")
    lately = now - timedelta(hours=1)
    at_work = TrainingRun.objects.filter(state__in=["waiting", "running"], moved_at__gt=lately)
    if at_work.exists():
        raise RuleBroken("training_at_work")
    try:
        with transaction.atomic():
            TrainingRun.objects.filter(state__in=["waiting", "running"]).update(state="failed")
            run = TrainingRun.objects.create(asked_at=now, moved_at=now)
            audit.record(viewer=viewer, verb="triage.ask", thing=run, now=now)
            outbox.tell(facts.TrainingRequested(run.pk), now=now)
            return run
    except IntegrityError:
        raise RuleBroken("training_at_work") from None


def learn_on_request(*, run_id: UUID, now: datetime) -> None:
    """The worker's part. Begun again after a killed worker it learns again, and ends once."""
    run = TrainingRun.objects.filter(pk=run_id, state__in=["waiting", "running"])

    def said(texts: int) -> None:
        run.update(state="running", texts=texts, moved_at=timezone.now())

    said(0)
    try:
        learned = train_on_own(viewer=SYSTEM, adopt=False, said=said, now=now)
    except RuleBroken as broken:
        run.update(state="failed", problem=broken.sentence[:300], moved_at=timezone.now())
        return
    run.update(state="done", model=learned.model, moved_at=timezone.now())


@transaction.atomic
def adopt_model(*, viewer: Viewer, model_id: UUID, now: datetime) -> TriageModel:
    """Take a model into use, a new one or one from before. Raises RuleBroken when it cannot be read."""
    if not policy.may_train(viewer):
        raise Forbidden("training_not_yours")
    found = TriageModel.objects.select_for_update().filter(pk=model_id).first()
    if found is None:
        raise Missing("model_missing")
    try:
        triage.unpacked(bytes(found.content))
    except triage.ModelUnusable:
        raise RuleBroken("model_unusable") from None
    found.adopted_at = now
    found.save(update_fields=["adopted_at"])
    audit.record(viewer=viewer, verb="triage.adopt", thing=found, now=now)
    transaction.on_commit(queries.forget_triage_model)
    return found

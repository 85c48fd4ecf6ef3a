"""Training the model that suggests categories, from concerns that people have sorted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer

from .. import queries
from ..models import TriageModel
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
        _keep(viewer, model, source, now)
    return report


@transaction.atomic
def _keep(viewer: Viewer, model: triage.Model, source: str, now: datetime) -> None:
    content = triage.packed(model)
    kept = TriageModel.objects.create(
        made_at=now, source=source[:200], content=content, facts=dict(model.facts)
    )
    audit.record(viewer=viewer, verb="triage.train", thing=kept, now=now, bytes=len(content))
    transaction.on_commit(queries.forget_triage_model)


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


def train_on_own(
    *,
    viewer: Viewer,
    keep: bool = True,
    said: Callable[[int], None] = lambda _: None,
    now: datetime,
) -> Learned:
    """Learn from closed matters whose kind people confirmed. Raises RuleBroken below OWN_LEAST."""
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
    kept = keep and after >= before
    if kept:
        facts = {**model.facts, "own": texts, "before": round(before, 4), "after": round(after, 4)}
        _keep(viewer, replace(model, facts=facts), OWN_SOURCE, now)
    return Learned(report, texts, after, before, kept)


def learn_nightly(*, now: datetime) -> None:
    """Every night: learn again once there is enough that is new. Says in the log what came of it."""
    last = TriageModel.objects.filter(source=OWN_SOURCE).order_by("-id").first()
    if last and not queries.enough_new(last.made_at, NEW_LEAST):
        log.info("nothing new to learn", since=last.made_at.isoformat())
        return
    try:
        learned = train_on_own(viewer=SYSTEM, now=now)
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

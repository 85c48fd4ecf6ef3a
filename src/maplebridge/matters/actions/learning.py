"""Training the model that suggests categories, from concerns that people have sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import TriageModel
from ..rules import catalogue as catalogues
from ..rules import training, triage

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
    folded = [(queries.fold(text[: triage.TEXT_MAX]), code) for text, code in examples]
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

"""What waits for a resident's own word: an answer that they have neither confirmed nor disputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery

from maplebridge.core.viewer import Viewer

from ..messages import CODES
from ..models import Matter, MatterEvent
from ..rules.input import title_of
from ..rules.states import ClosingCode, State, Verb
from .rulebook import catalogue_version

AWAITING_MAX = 3


@dataclass(frozen=True, slots=True)
class Awaiting:
    """An answered matter; without a word it closes by itself at `closes_at`."""

    id: UUID
    reference: str
    title: str
    answer: str
    ending: str
    closes_at: datetime


def awaiting_word(viewer: Viewer, *, limit: int = AWAITING_MAX) -> list[Awaiting]:
    """The viewer's own answered matters, the one that closes first in front. One statement."""
    if viewer.person_id is None:
        return []
    said = MatterEvent.objects.filter(matter=OuterRef("pk"), verb=Verb.ANSWER.value)
    found = Matter.objects.filter(
        reporter=viewer.person_id, state=State.ANSWERED, answered_at__isnull=False
    ).annotate(answer=Subquery(said.order_by("-at", "-id").values("text")[:1]))
    rows = found.order_by("answered_at", "id").values_list(
        "id", "reference", "words", "answer", "proposed_code", "answered_at", "rulebook"
    )[:limit]
    return [
        Awaiting(
            id=pk,
            reference=reference,
            title=title_of(words),
            answer=answer or "",
            ending=str(CODES[ClosingCode(code)]) if code else "",
            closes_at=answered_at + timedelta(days=catalogue_version(rulebook).close_days),
        )
        for pk, reference, words, answer, code, answered_at, rulebook in rows
        if answered_at is not None
    ]

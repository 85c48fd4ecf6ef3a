"""What programs outside are told of a matter: ids and codes, never words or persons."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from maplebridge.channels import public as channels

from ..models import Matter, MatterEvent
from ..rules.states import Verb


def announce(*, matter_id: UUID, kind: channels.HookType, now: datetime) -> None:
    """Queue a message to each program that wants this kind; nothing is read where none does."""
    channels.announce(kind=kind, data=lambda: _told(matter_id), now=now)


OF_THEIR_OWN = frozenset(
    {
        Verb.ANSWER, Verb.RATE, Verb.WITHDRAW, Verb.MARK_DUPLICATE, Verb.CLOSE_UNDISPUTED,
        Verb.DISPUTE, Verb.SPLIT,
    }
)  # fmt: skip
"""Programs are told of these as answered, closed or reopened."""


def announce_step(*, matter_id: UUID, line_id: UUID, now: datetime) -> None:
    """Tell of a step that no other kind of message says; words of a resident are none."""
    line = MatterEvent.objects.filter(pk=line_id).only("verb", "by_reporter").first()
    if line is None or line.verb in OF_THEIR_OWN:
        return
    if not (line.verb == Verb.ADD_WORDS and line.by_reporter):
        announce(matter_id=matter_id, kind=channels.HookType.MOVED, now=now)


def _told(matter_id: UUID) -> dict[str, Any]:
    """As the matter stands now. The place is its grid or community: never a door or a point."""
    found = Matter.objects.select_related("grid", "community", "place")
    matter = found.get(pk=matter_id)
    place = matter.grid or matter.community or matter.place
    return {
        "id": str(matter.pk),
        "reference": matter.reference,
        "state": matter.state,
        "closing_code": matter.closing_code,
        "category": matter.category,
        "place": {"id": str(place.pk), "name": place.name},
    }

"""Whose own report was joined to another hears of each step as its first reporter does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation

from .. import queries
from ..messages import STEPS
from ..messages.conversing import JOINED, JOINED_SAFE, SHORT, TOLD
from ..models import Matter, MatterEvent
from ..rules.states import Verb
from . import hearing
from .co_reporters import muted_people, tell_co_reporters
from .nudging import nudge_joined
from .telling import say

JOINED_MAX = 500
"""Most reports joined to one whose reporters are written to about one step, the oldest first."""


def tell_all_joined(*, line_id: UUID, now: datetime) -> None:
    """Each person once: by their own report where one was joined, else as somebody who said "me too"."""
    line = MatterEvent.objects.select_related("matter").filter(pk=line_id).first()
    if line is None or line.verb not in TOLD or (line.by_reporter and line.verb == Verb.ADD_WORDS):
        return
    told = _tell_reporters(line, now)
    tell_co_reporters(line=line, but=told, now=now)


def _tell_reporters(line: MatterEvent, now: datetime) -> set[UUID]:
    """Those who reported what was joined; written to, or not because they wished so."""
    joined = queries.repetitions_of(line.matter_id)
    found = Matter.objects.filter(pk__in=joined).select_related("reporter")
    muted = muted_people(line.matter_id) | {line.actor_id, line.matter.reporter_id} - {None}
    told: set[UUID] = set()
    for own in found.order_by("reported_at", "id")[:JOINED_MAX]:
        if own.reporter_id is not None:
            if own.reporter_id in told:
                continue
            told.add(own.reporter_id)
            if own.reporter_id in muted:
                continue
        _write(own, line, now)
    return told


def _write(own: Matter, line: MatterEvent, now: datetime) -> None:
    """The step, never the words in it, with the link to their own matter, which says how it goes on."""
    verb, other = Verb(line.verb), line.matter
    nudge_joined(own, line, now=now)
    way = hearing.way_of(own, verb, now=now)
    if way is None:
        return
    with translation.override(way.language):
        facts = {"own": own.reference, "reference": other.reference}
        text = str(JOINED) % {**facts, "step": str(STEPS[verb][0])}
        say(
            channel=way.channel, account=way.account, address=way.address, text=text, matter=own,
            short=SHORT[line.verb],
            safe="" if hearing.came_by(way, own) else JOINED_SAFE[line.verb],
            not_before=None if way.channel == "mail" else hearing.for_others(other, now=now),
            now=now,
        )  # fmt: skip

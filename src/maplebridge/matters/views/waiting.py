"""What an open matter waits for: who has to act next, and by when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from maplebridge.core import calendar
from maplebridge.people import public as people

from .. import queries
from ..messages import RESTS
from ..models import Matter, MatterEvent
from ..rules.states import OPEN, RestReason, State, Verb
from .wording import deadline


def waiting_for(matter: Matter, events: list[MatterEvent], now: datetime) -> dict[str, Any]:
    """For the page of one matter. At most one query more for each post that is named.

    `acting` holds the duty today, `first_asked` answers until a hand-over is taken on, `decides` is
    the post that says where a returned matter belongs, `rest` why and until when nobody works.
    """
    state, today = State(matter.state), calendar.today(now)
    shown: dict[str, Any] = {"acting": None, "first_asked": None, "decides": None, "rest": None}
    if state not in OPEN:
        return shown
    if matter.handler_id:
        shown["acting"] = people.acting_for(matter.handler_id, today)
    if matter.first_asked_id:
        shown["first_asked"] = people.acting_for(matter.first_asked_id, today)
    if state is State.RETURNED:
        shown["decides"] = queries.arbiter_asked(matter)
    if state is State.SUSPENDED:
        shown["rest"] = _rest(events)
    if matter.act_at is not None and (matter.first_asked_id or state is State.RETURNED):
        shown["act_by"] = deadline(matter.act_at)
    return shown


def _rest(events: list[MatterEvent]) -> dict[str, Any] | None:
    rests = [e for e in events if e.verb == Verb.SUSPEND and e.code and e.until is not None]
    if not rests:
        return None
    last = rests[-1]
    return {"reason": RESTS[RestReason(last.code)], "until": last.until}

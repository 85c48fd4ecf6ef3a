"""What an open matter waits for: who has to act next, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from maplebridge.core import calendar
from maplebridge.core.viewer import Role, Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..messages import RECOURSES, RESTS, STATES
from ..models import Matter, MatterEvent
from ..queries import Row
from ..rules.states import OPEN, TAKEN_ON, Recourse, RestReason, State, Verb
from .wording import Line, deadline


def waiting_for(matter: Matter, events: list[MatterEvent], now: datetime) -> dict[str, Any]:
    """For the page of one matter. At most one query more for each post that is named.

    `team` is the team of a service point that has it, `taken_by` its member who took it on.

    `stuck`: nobody above is left who could decide. `acting` holds the duty today, `first_asked` answers until a hand-over is taken on, `decides` is
    the post that says where a returned matter belongs, `rest` why and until when nobody works.
    """
    state, today = State(matter.state), calendar.today(now)
    shown: dict[str, Any] = {"acting": None, "first_asked": None, "decides": None, "rest": None}
    if state not in OPEN:
        return shown
    if matter.handler is not None and matter.handler.role == Role.SERVICE_TEAM:
        shown["team"] = people.office_name(matter.handler)
        shown["taken_by"] = _taken_by(events) if state in TAKEN_ON else ""
    elif matter.handler_id:
        shown["acting"] = people.acting_for(matter.handler_id, today)
    if matter.first_asked_id:
        shown["first_asked"] = people.acting_for(matter.first_asked_id, today)
    if state is State.RETURNED:
        shown["decides"] = queries.arbiter_asked(matter)
    if state is State.SUSPENDED:
        shown["rest"] = _rest(events)
    if matter.decide_by is not None:
        shown["act_by"] = deadline(matter.decide_by)
    if state is State.RETURNED:
        shown["stuck"] = queries.is_stuck(state, matter.decide_by, 0, now)
    return shown


def may_decide(viewer: Viewer, matter: Matter, decides: people.Post | None) -> bool:
    """Whether the viewer's post is the one asked, or stands above it; others are not offered it."""
    post = policy.handling_post(viewer, matter)
    return post is not None and (decides is None or decides.path.startswith(post.path))


def decided_by(rows: Sequence[Row], lines: Sequence[Line], now: datetime) -> list[Line]:
    """The lines of a worker's list, where a matter that was handed back says who decides by when, and one
    whose resident spoke last, or whose helper said that it is done, says so.

    One query where the list holds such a matter, else none. `rows` and `lines` go in pairs.
    """
    returned = {row.id: row.decide_by for row in rows if row.state is State.RETURNED}
    asked = queries.arbiters_asked(list(returned)) if returned else {}
    wrote = {row.id for row in rows if row.wrote_at is not None}
    helped = {row.id for row in rows if row.helped_at is not None}
    said = {True: gettext("Helpers say it is done"), False: gettext("The resident wrote")}
    marked = [
        replace(line, wrote=said[line.id in helped]) if line.id in wrote | helped else line
        for line in lines
    ]
    return [
        _undecided(line, asked.get(line.id), returned[line.id], now)
        if line.id in returned
        else line
        for line in marked
    ]


def _undecided(line: Line, post: people.Post | None, by: datetime | None, now: datetime) -> Line:
    words, tone, icon = STATES[State.RETURNED]
    return replace(
        line,
        decides=post.place.name if post else "",
        due_at=deadline(by) if by else None,
        late=by is not None and by < now,
        state=str(words), tone=tone, icon=icon,
    )  # fmt: skip


def late_or_still(
    matter: Matter, events: Sequence[MatterEvent], standing: policy.Standing, now: datetime
) -> dict[str, Any]:
    """Whether a deadline passed, and the names of what the resident named that is going on.

    Nothing is late once it was heard and a petition or a court is at work. Neighbours do not read what.
    """
    since = matter.recourse_since
    still = since is not None and matter.first_answered_at is not None
    named: list[str] = []
    if since is not None and policy.may_see_photos(standing):
        named = [e.code for e in events if e.verb == Verb.NAME_RECOURSE and e.at >= since]
    return {
        "late": matter.due_at is not None and matter.due_at < now and not still,
        "recourse": [RECOURSES[Recourse(code)] for code in dict.fromkeys(named)],
    }


def _taken_by(events: list[MatterEvent]) -> str:
    """Who of the team took it on: the name stands in the timeline too."""
    taken = [e for e in events if e.verb == Verb.ACCEPT and e.actor_id is not None]
    if not taken or taken[-1].actor_id is None:
        return ""
    return queries.names_of_workers(taken[-1:]).get(taken[-1].actor_id, "")


def _rest(events: list[MatterEvent]) -> dict[str, Any] | None:
    rests = [e for e in events if e.verb == Verb.SUSPEND and e.code and e.until is not None]
    if not rests:
        return None
    last = rests[-1]
    return {"reason": RESTS[RestReason(last.code)], "until": last.until}

"""Who learns on a device that there is news: the reporter of an answer, the worker of a new matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from maplebridge.channels import public as channels
from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.people import public as people

from .. import queries
from ..models import Matter, MatterEvent
from ..rules.states import State, Verb


def nudge_reporter(*, matter_id: UUID, now: datetime) -> None:
    """There is news about one's own matter, unless it is the reporter who made it."""
    matter = Matter.objects.filter(pk=matter_id).first()
    if matter is None or matter.reporter_id is None:
        return
    if matter.state == State.CLOSED.value and _moved_by_reporter(matter, State.CLOSED):
        return
    if matter.state == State.TRIAGED.value and _moved_by_reporter(matter, State.TRIAGED):
        return
    _nudge(matter, [matter.reporter_id], now, fresh=False)


ALREADY = frozenset(
    {
        Verb.TRIAGE, Verb.ANSWER, Verb.RATE, Verb.WITHDRAW, Verb.MARK_DUPLICATE,
        Verb.CLOSE_UNDISPUTED,
    }
)  # fmt: skip
"""What nudge_reporter is for."""


def nudge_of_step(line: MatterEvent, *, now: datetime) -> None:
    """News of a step on the reporter's own devices, whatever way they chose; not of their own steps."""
    matter, verb = line.matter, Verb(line.verb)
    if matter.reporter_id is None or line.by_reporter:
        return
    if verb not in ALREADY:
        _nudge(matter, [matter.reporter_id], now, fresh=False)


def nudge_joined(own: Matter, line: MatterEvent, *, now: datetime) -> None:
    """News of the matter that theirs was joined to, on the devices of who reported it."""
    if own.reporter_id is not None and own.reporter_id != line.actor_id:
        _nudge(own, [own.reporter_id], now, fresh=False)


def nudge_worker(*, matter_id: UUID, now: datetime) -> None:
    """A matter is new in the inbox of whoever acts in its post today; of a team, of each member."""
    matter = Matter.objects.select_related("handler").filter(pk=matter_id).first()
    if matter is None or matter.handler is None:
        return
    told = acting_in(matter.handler, now) - {matter.reporter_id}
    _nudge(matter, sorted(told), now, fresh=True)


def acting_in(post: people.Post, now: datetime) -> set[UUID]:
    """Who acts in a post today, by person; of a team, each member."""
    today = calendar.today(now)
    if post.role == Role.SERVICE_TEAM:
        return {one.person.pk for one in people.acting_in_team(post.pk, today)}
    acting = people.acting_for(post.pk, today)
    return {acting.person.pk} if acting else set()


def _nudge(matter: Matter, person_ids: Sequence[UUID], now: datetime, *, fresh: bool) -> None:
    channels.nudge(
        person_ids=person_ids,
        matter_id=matter.pk,
        reference=matter.reference,
        fresh=fresh,
        not_before=now if _urgent(matter) else channels.not_at_night(now),
        now=now,
    )


def _urgent(matter: Matter) -> bool:
    """What is promised round the clock is told at night, too."""
    return queries.category_of(matter)[1].promise.round_the_clock


def _moved_by_reporter(matter: Matter, state: State) -> bool:
    moving = MatterEvent.objects.filter(matter=matter, to_state=state.value)
    last = moving.order_by("-at", "-id").first()
    return last is not None and last.by_reporter

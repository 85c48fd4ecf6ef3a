"""The tabs of a worker's inbox: which matters each one holds. Lists and figures both ask here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import Combinable

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer

from ..models import EPOCH, Matter
from ..rules.filters import Tab
from ..rules.ladder import OVERDUE_HOURS
from ..rules.states import WAITING, State
from .ranges import DECIDED, NEWEST, URGENT, Ranges
from .reach import handed_on, parts_of

NOT_TAKEN_ON = WAITING - {State.RETURNED}
OWED = frozenset({Tab.DUE, Tab.LATE, Tab.TODAY, Tab.NEW})
"""What the handler owes. While those above decide where a matter belongs, its handler owes nothing:
it stands in a tab of its own. The promise to the resident runs on."""


HAS_DEADLINE = Q(due_at__gte=EPOCH)
"""Written as a range: PostgreSQL takes the likeness of each `IS NOT NULL` for one more fact, and
then expects so few that it reads them all to sort them."""
RUNS = Q(recourse_since__isnull=True) | Q(first_answered_at__isnull=True)
"""Whether time passes: not once it was heard and a petition or a court is at work."""


def in_tab(viewer: Viewer, tab: Tab, now: datetime) -> Ranges:
    """The matters of one tab, without an order. What is open is found by its deadline's index."""
    if tab is Tab.HANDED:
        return Ranges(Matter.objects.all(), handed_on(viewer))
    states = NOT_TAKEN_ON if tab is Tab.NEW else frozenset[State]()
    found = Matter.objects.filter(Q() if tab is Tab.ALL else _condition(tab, now))
    return Ranges(found, parts_of(viewer), order_of(tab), states)


def order_of(tab: Tab) -> Sequence[str | Combinable]:
    """What is owed comes with the earliest deadline first, what waits for a decision with the
    earliest hour by which it is to be taken; the rest newest first."""
    if tab in OWED or tab is Tab.STUCK:
        return URGENT
    return DECIDED if tab is Tab.DECIDE else NEWEST


def _condition(tab: Tab, now: datetime) -> Q:
    if tab is Tab.ANSWERED:
        return Q(state=State.ANSWERED)
    if tab is Tab.DECIDE:
        return Q(state=State.RETURNED)
    if tab is Tab.STUCK:
        return _stuck(now)
    if tab is Tab.NEW:
        return HAS_DEADLINE  # and the states, which in_tab names
    owed = HAS_DEADLINE & ~Q(state=State.RETURNED)
    if tab is Tab.LATE:
        return owed & Q(due_at__lt=now) & RUNS
    if tab is Tab.TODAY:
        return owed & Q(due_at__gte=now, due_at__lt=tomorrow(now))
    return owed


def _stuck(now: datetime) -> Q:
    """Nobody stood above who could decide, or the last who was asked did not in time; or the last
    rung was told that a deadline passed."""
    undecided = Q(decide_by__isnull=True) | Q(decide_by__lt=now)
    last_rung = Q(rung__gte=len(OVERDUE_HOURS))
    return HAS_DEADLINE & (Q(state=State.RETURNED) & undecided | last_rung)


STUCK_MAX = 1_000


def stuck(now: datetime) -> list[tuple[UUID, UUID | None]]:
    """All matters at the end of the ladder, the longest owed in front, each with its community; at
    most STUCK_MAX."""
    found = Matter.objects.filter(_stuck(now)).order_by("due_at", "id")
    return list(found.values_list("id", "community_id")[:STUCK_MAX])


def is_stuck(state: State, decide_by: datetime | None, rung: int, now: datetime) -> bool:
    """Whether the ladder has come to its end, by the same condition as in_tab."""
    undecided = state is State.RETURNED and (decide_by is None or decide_by < now)
    return undecided or rung >= len(OVERDUE_HOURS)


def tomorrow(now: datetime) -> datetime:
    """The first instant of the next day on the jurisdiction's calendar."""
    return calendar.start_of(calendar.today(now) + timedelta(days=1))

"""How many matters each tab of the inbox holds: for the tabs, and for the tiles of the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from maplebridge.core.viewer import Viewer

from ..models import Matter
from ..rules.filters import Tab
from ..rules.states import State
from .reach import of_posts
from .tabs import holds, in_tab, is_stuck

COUNT_MAX = 99
"""Badges say "99+" beyond this; nobody counts a big table to paint a badge."""
WINDOW = 300
"""So many open matters are looked at in one go; more are counted tab by tab."""

OPEN_TABS = (Tab.DUE, Tab.LATE, Tab.TODAY, Tab.NEW, Tab.DECIDE, Tab.STUCK)
_BY_STATE = OPEN_TABS[:-1]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the tabs of open matters hold, by their names; no figure grows beyond COUNT_MAX + 1."""

    due: int = 0
    late: int = 0
    today: int = 0
    new: int = 0
    decide: int = 0
    stuck: int = 0


def inbox_counts(viewer: Viewer, *, now: datetime) -> Counts:
    """The figures of the open tabs. One query for WINDOW rows of an index.

    Where more are open, each tab is counted by itself, up to COUNT_MAX + 1.
    """
    if not viewer.works:
        return Counts()
    found = of_posts(viewer).filter(due_at__isnull=False).order_by("due_at", "id")
    window = found.values_list(
        "state", "due_at", "decide_by", "rung", "recourse_since", "first_answered_at"
    )[:WINDOW]
    rows = [
        (State(state), due, by, rung, recourse is not None and heard is not None)
        for state, due, by, rung, recourse, heard in window
        if due is not None
    ]
    if len(rows) == WINDOW:
        return Counts(**{tab.value: _counted(in_tab(viewer, tab, now)) for tab in OPEN_TABS})
    held = {
        tab.value: sum(holds(tab, state, due, now, still) for state, due, _, _, still in rows)
        for tab in _BY_STATE
    }
    held["stuck"] = sum(is_stuck(state, by, rung, now) for state, _, by, rung, _ in rows)
    return Counts(**{tab: min(count, COUNT_MAX + 1) for tab, count in held.items()})


def other_counts(viewer: Viewer, *, now: datetime) -> dict[Tab, int]:
    """The figures of what waits for somebody else: handed on, and answered. Two queries."""
    return {
        Tab.HANDED: count_up(in_tab(viewer, Tab.HANDED, now)),
        Tab.ANSWERED: count_up(in_tab(viewer, Tab.ANSWERED, now).order_by("answered_at", "id")),
    }


def _counted(found: QuerySet[Matter]) -> int:
    return count_up(found.order_by("due_at", "id"))


def count_up(found: QuerySet[Matter]) -> int:
    """How many there are; COUNT_MAX + 1 stands for any number beyond COUNT_MAX."""
    return len(found.values_list("pk", flat=True)[: COUNT_MAX + 1])


def figure(count: int) -> str:
    """A figure as a badge says it."""
    return str(count) if count <= COUNT_MAX else f"{COUNT_MAX}+"

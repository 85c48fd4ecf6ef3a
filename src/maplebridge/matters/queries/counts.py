"""How many matters each tab of the inbox holds: for the tabs, and for the tiles of the home page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from maplebridge.core.viewer import Viewer

from ..rules.filters import Tab
from .ranges import counted
from .tabs import in_tab

COUNT_MAX = 99
"""Badges say "99+" beyond this; nobody counts a big table to paint a badge."""
OPEN_TABS = (Tab.DUE, Tab.LATE, Tab.TODAY, Tab.NEW, Tab.DECIDE, Tab.STUCK)
OTHER_TABS = (Tab.HANDED, Tab.ANSWERED)
"""What waits for somebody else."""


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
    """The figures of the open tabs. One query; see tab_counts."""
    if not viewer.works:
        return Counts()
    held = tab_counts(viewer, OPEN_TABS, now=now)
    return Counts(**{tab.value: count for tab, count in held.items()})


def tab_counts(viewer: Viewer, tabs: Iterable[Tab], *, now: datetime) -> dict[Tab, int]:
    """How many each tab holds, up to COUNT_MAX + 1 by an index of its own. One query for all."""
    return counted({tab: in_tab(viewer, tab, now) for tab in tabs}, COUNT_MAX + 1)


def figure(count: int) -> str:
    """A figure as a badge says it."""
    return str(count) if count <= COUNT_MAX else f"{COUNT_MAX}+"

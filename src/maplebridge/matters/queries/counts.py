"""The figures of a worker's home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer

from ..rules.states import WAITING
from .reach import of_posts

COUNT_MAX = 99
"""Badges say "99+" beyond this; nobody counts a big table to paint a badge."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the viewer's inbox holds; no figure grows beyond COUNT_MAX."""

    due_today: int
    overdue: int
    new: int
    open: int


def inbox_counts(viewer: Viewer, *, now: datetime) -> Counts:
    """The figures of the worker's home page. One query, at most COUNT_MAX rows of an index."""
    if not viewer.works:
        return Counts(0, 0, 0, 0)
    open_rows = of_posts(viewer).filter(due_at__isnull=False).order_by("due_at", "id")
    found = open_rows.values_list("state", "due_at")[:COUNT_MAX]
    rows = [(state, due) for state, due in found if due is not None]
    tomorrow = calendar.start_of(calendar.today(now) + timedelta(days=1))
    return Counts(
        due_today=sum(now <= due < tomorrow for _, due in rows),
        overdue=sum(due < now for _, due in rows),
        new=sum(state in WAITING for state, _ in rows),
        open=len(rows),
    )

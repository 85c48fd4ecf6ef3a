"""The board: a worker's open matters in columns by how far they are, most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from maplebridge.core.viewer import Viewer

from ..rules.states import WAITING, State
from .counts import count_up
from .reach import of_posts
from .rows import Page, most_urgent, newest

COLUMN_PAGE = 8

COLUMNS: dict[str, frozenset[State]] = {
    "new": WAITING - {State.RETURNED},
    "decide": frozenset({State.RETURNED}),
    "hand": frozenset({State.ACCEPTED, State.WORKING}),
    "rest": frozenset({State.SUSPENDED}),
    "answered": frozenset({State.ANSWERED}),
}
"""Every open state stands in one column, and what was answered waits in the last."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its page, and how many it holds; more than COUNT_MAX are not counted."""

    key: str
    page: Page
    count: int


def board(viewer: Viewer, marks: Mapping[str, str], *, limit: int = COLUMN_PAGE) -> list[Column]:
    """Each column from its own page mark on. Two queries a column at most."""
    return [_column(viewer, key, marks.get(key, ""), limit) for key in COLUMNS]


def _column(viewer: Viewer, key: str, after: str, limit: int) -> Column:
    found = of_posts(viewer).filter(state__in=COLUMNS[key], closed_at__isnull=True)
    answered = key == "answered"
    page = newest(found, after, limit) if answered else most_urgent(found, after, limit)
    whole = not after and not page.after
    return Column(key, page, len(page.rows) if whole else count_up(found.order_by()))

"""The board: a worker's open matters in columns by how far they are, most urgent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maplebridge.core.viewer import Viewer

from ..models import Matter
from ..rules.states import TAKEN_ON, State
from .counts import COUNT_MAX
from .ranges import DECIDED, URGENT, Part, Ranges, counted
from .reach import parts_of
from .rows import Page, first_decided, most_urgent, newest
from .tabs import HAS_DEADLINE, NOT_TAKEN_ON

COLUMN_PAGE = 8

COLUMNS: dict[str, frozenset[State]] = {
    "new": NOT_TAKEN_ON,
    "decide": frozenset({State.RETURNED}),
    "hand": TAKEN_ON - {State.SUSPENDED},
    "rest": frozenset({State.SUSPENDED}),
    "answered": frozenset({State.ANSWERED}),
}
"""Every open state stands in one column, and what was answered waits in the last."""
_CUT = {"decide": first_decided, "answered": newest}
"""In the order of the tab that holds the same."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its page, and how many it holds; more than COUNT_MAX are not counted."""

    key: str
    page: Page
    count: int


def board(viewer: Viewer, marks: Mapping[str, str], *, limit: int = COLUMN_PAGE) -> list[Column]:
    """Each column from its own page mark on. A query a column, and one that counts them."""
    parts = parts_of(viewer)
    found = {key: _held(key, states, parts) for key, states in COLUMNS.items()}
    pages = {
        key: _CUT.get(key, most_urgent)(held, marks.get(key, ""), limit)
        for key, held in found.items()
    }
    whole = {key for key, page in pages.items() if not marks.get(key) and not page.after}
    counts = counted({key: found[key] for key in found if key not in whole}, COUNT_MAX + 1)
    return [Column(key, page, counts.get(key, len(page.rows))) for key, page in pages.items()]


def _held(key: str, states: frozenset[State], parts: Sequence[Part]) -> Ranges:
    if key == "answered":
        return Ranges(Matter.objects.filter(state=State.ANSWERED), parts)
    if key == "decide":
        return Ranges(Matter.objects.filter(state=State.RETURNED), parts, DECIDED)
    return Ranges(Matter.objects.filter(HAS_DEADLINE), parts, URGENT, states)

"""What narrows a list of matters: read from an address, kept in a saved view, written back alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from .grams import QUERY_MAX

CODE_MAX = 20


class Tab(StrEnum):
    """The tabs of a worker's inbox; the first is where it opens."""

    DUE = "due"
    LATE = "late"
    TODAY = "today"
    NEW = "new"
    DECIDE = "decide"
    STUCK = "stuck"
    HANDED = "handed"
    ANSWERED = "answered"
    ALL = "all"


class Due(StrEnum):
    """By when something is owed."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything empty shows everything. `place` means the place and all below it; the days are
    those of the report, both included."""

    tab: str = ""
    words: str = ""
    category: str = ""
    state: str = ""
    place: UUID | None = None
    due: str = ""
    channel: str = ""
    first_day: date | None = None
    last_day: date | None = None

    @property
    def narrows_more(self) -> bool:
        """Whether anything is set besides the tab and the words."""
        return bool(
            self.category
            or self.state
            or self.place
            or self.due
            or self.channel
            or self.first_day
            or self.last_day
        )


NAMES = {
    "tab": "tab",
    "q": "words",
    "category": "category",
    "state": "state",
    "place": "place",
    "due": "due",
    "channel": "channel",
    "from": "first_day",
    "to": "last_day",
}
"""The name in an address → the field."""


def read(sent: Mapping[str, str]) -> Filters:
    """The filters of an address. What cannot be read narrows nothing."""
    return Filters(
        tab=_code(sent.get("tab", "")),
        words=sent.get("q", "")[:QUERY_MAX],
        category=_code(sent.get("category", "")),
        state=_code(sent.get("state", "")),
        place=_uuid(sent.get("place", "")),
        due=sent.get("due", "") if sent.get("due", "") in set(Due) else "",
        channel=_code(sent.get("channel", "")),
        first_day=_day(sent.get("from", "")),
        last_day=_day(sent.get("to", "")),
    )


def written(filters: Filters) -> dict[str, str]:
    """What `read` reads back; only what is set."""
    return {name: str(value) for name, field in NAMES.items() if (value := getattr(filters, field))}


def without_tab(filters: Filters) -> Filters:
    return replace(filters, tab="")


def _code(text: str) -> str:
    return text[:CODE_MAX]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:36]) if text else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None

"""Figures of a month that can be trusted: each with what it is a part of, none about few people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

SUPPRESSED_BELOW = 5
"""A share of fewer than so many is not shown: it would be about persons."""


@dataclass(frozen=True, slots=True)
class Share:
    """n of N."""

    part: int
    whole: int

    @property
    def shown(self) -> bool:
        return self.whole >= SUPPRESSED_BELOW

    @property
    def per_mille(self) -> int | None:
        """Rounded half up; None below the limit."""
        if not self.shown:
            return None
        return (2000 * self.part + self.whole) // (2 * self.whole)


@dataclass(slots=True)
class Month:
    """What happened at one place, or with one kind, in one month. Counts of matters.

    `closed` leaves out what was taken back or reported before; `late` are matters of which a rung
    above was told that a deadline had passed, by how many rungs. Withdrawals, petitions and courts
    are in no figure that says how well it went.
    """

    reported: int = 0
    closed: int = 0
    fixed: int = 0
    first_kept: int = 0
    first_owed: int = 0
    settle_kept: int = 0
    settle_owed: int = 0
    returned: int = 0
    misrouted: int = 0
    sorted_anew: int = 0
    reopened: int = 0
    late_one: int = 0
    late_two: int = 0
    late_three: int = 0
    rated: int = 0
    content: int = 0
    solved: int = 0

    @property
    def unsolved(self) -> int:
        """Closed although the reporter said that it is not solved; they left it at that."""
        return self.rated - self.solved

    def add(self, other: Month) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


SHARES: dict[str, tuple[str, str]] = {
    "first_kept": ("first_kept", "first_owed"),
    "settle_kept": ("settle_kept", "settle_owed"),
    "fixed": ("fixed", "closed"),
    "misrouted": ("misrouted", "reported"),
    "returned": ("returned", "reported"),
    "sorted_anew": ("sorted_anew", "reported"),
    "reopened": ("reopened", "closed"),
    "rated": ("rated", "closed"),
    "content": ("content", "rated"),
    "solved": ("solved", "rated"),
    "unsolved": ("unsolved", "closed"),
}
"""Each share by its name: part and whole."""


def share(month: Month, name: str) -> Share:
    part, whole = SHARES[name]
    return Share(getattr(month, part), getattr(month, whole))


def reasons_of(figures: Mapping[str, Any]) -> list[tuple[str, str, Share]]:
    """Kind, reason, and how many of its ratings gave it, most first. Nothing of a kind with few
    ratings: which reason was given would be about persons. A rating may give several."""
    found = []
    for kind, reason, count in figures.get("reasons", []):
        given = Share(count, unpacked(figures["kinds"].get(kind, {})).rated)
        if given.shown:
            found.append((kind, reason, given))
    return sorted(found, key=lambda one: (one[0], -one[2].part, one[1]))


def packed(month: Month) -> dict[str, int]:
    return {name: count for name, count in asdict(month).items() if count}


def unpacked(data: Mapping[str, Any]) -> Month:
    known = {one.name for one in fields(Month)}
    return Month(**{name: int(count) for name, count in data.items() if name in known})


def summed(months: Iterable[Month]) -> Month:
    found = Month()
    for one in months:
        found.add(one)
    return found


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_before(month: date) -> date:
    return month_of(month - timedelta(days=1))


def month_after(month: date) -> date:
    return month_of(month + timedelta(days=32))


def last_day(month: date) -> date:
    return month_after(month) - timedelta(days=1)


def year_before(month: date) -> date:
    return month.replace(year=month.year - 1)

"""Figures that everybody reads: n of N, and nothing below five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

LEAST = 5
"""A count of one to four might point at somebody; it is never shown (docs/privacy.md)."""
WEEKS = 52


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; `part` is None where it is one to four."""

    part: int | None
    whole: int

    @property
    def percent(self) -> int | None:
        """Rounded half up; None where the part is not shown."""
        return None if self.part is None else (200 * self.part + self.whole) // (2 * self.whole)


def shown(count: int) -> int | None:
    """The count, or None where it is one to four."""
    return count if count == 0 or count >= LEAST else None


def share(part: int, whole: int) -> Share | None:
    """A share with its denominator; None where the denominator itself is below five."""
    return Share(shown(part), whole) if whole >= LEAST else None


def split(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The parts of a whole that is shown too: a single hidden part would be the difference.

    Then the smallest part that is left, and not nought, is hidden as well.
    """
    kept = {code: shown(count) for code, count in counts.items()}
    hidden = [code for code, count in kept.items() if count is None]
    rest = sorted((count, code) for code, count in kept.items() if count)
    if len(hidden) == 1 and rest:
        kept[rest[0][1]] = None
    return kept


def weeks_until(today: date) -> tuple[date, date]:
    """The first day of 52 whole weeks, and the Monday after them.

    Figures move once a week, so that nobody watches a single report come in.
    """
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS), monday

"""Figures that everybody reads: n of N, and nothing below five."""

from __future__ import annotations

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


def share(part: int | None, whole: int | None) -> Share | None:
    """A share with its denominator; None where the denominator is hidden or below five."""
    if whole is None or whole < LEAST:
        return None
    return Share(None if part is None else shown(part), whole)


def ended(code: str) -> str:
    """The name under which the matters closed with a code are counted."""
    return f"ended_{code}"


def weeks_until(today: date) -> tuple[date, date]:
    """The first day of 52 whole weeks, and the Monday after them.

    Figures move once a week, so that nobody watches a single report come in.
    """
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS), monday

"""When an office is open: hours of all days, and rows of their own for some weekdays.

Which days are worked the calendar says; a row for Saturday counts on Saturdays that are worked alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

Interval = tuple[time, time]
Intervals = tuple[Interval, ...]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAKEUP = "makeup"
"""The row of days that are worked in place of a holiday."""
ROWS = (*WEEKDAYS, MAKEUP)
_SATURDAY = 5


def hours_on(day: date, usual: Intervals, rows: Mapping[str, Intervals]) -> Intervals:
    """The hours of a worked day: a weekend that is worked has the row of make-up workdays, else that
    of its weekday; where there is no row, the hours of all days."""
    weekday = day.weekday()
    if weekday >= _SATURDAY and MAKEUP in rows:
        return rows[MAKEUP]
    return rows.get(WEEKDAYS[weekday], usual)


def read(pairs: Any) -> Intervals:
    """Pairs such as ["08:30", "12:00"]. Raises ValueError for what is no time or closes first."""
    found = tuple(
        (time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs
    )
    if not found or any(opens >= closes for opens, closes in found):
        raise ValueError("office hours must open before they close")
    return found


def written(hours: Intervals) -> list[list[str]]:
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in hours]

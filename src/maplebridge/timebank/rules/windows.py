"""Times of day: what somebody offers each week, what a request asks for, and where the two meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

DAY_MINUTES = 24 * 60
WINDOWS_MAX = 28


@dataclass(frozen=True, slots=True, order=True)
class Weekly:
    """Each week on this day (0 is Monday) from and until so many minutes after midnight."""

    weekday: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """On one day, from and until so many minutes after midnight, by the clock on the wall."""

    day: date
    first: int
    last: int


def sound(first: int, last: int) -> bool:
    return 0 <= first < last <= DAY_MINUTES


def meet(window: Window, offered: Iterable[Weekly], minutes: int) -> Window | None:
    """The earliest stretch of the window in which somebody is free for so long; None when never."""
    free = [one for one in offered if one.weekday == window.day.weekday()]
    shared = (
        Window(window.day, max(window.first, o.first), min(window.last, o.last)) for o in free
    )
    long_enough = [one for one in shared if one.last - one.first >= minutes]
    return min(long_enough, default=None)


def first_meeting(
    windows: Sequence[Window], offered: Sequence[Weekly], minutes: int
) -> Window | None:
    """The earliest visit of just so many minutes within one of the windows."""
    found = [met for one in windows if (met := meet(one, offered, minutes))]
    first = min(found, default=None)
    return Window(first.day, first.first, first.first + minutes) if first else None


def overlap(one: Window, other: Window) -> bool:
    return one.day == other.day and one.first < other.last and other.first < one.last


def clock(minutes: int) -> str:
    """540 → 09:00; the end of the day is 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of(hour: int, minute: int) -> int:
    return hour * 60 + minute

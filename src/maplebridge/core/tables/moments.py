"""Days and times as spreadsheets keep them: days since one of two beginnings."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

LAST = 2_958_465
"""9999-12-31 counted from 1900."""
_SHIFT_1904 = 1_462
_DAYS = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
"""Formats that every workbook has and that show a day or a time; 27 to 36 and 50 to 58 are those of
East Asia. 46 counts hours beyond a day and stays a number."""
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")


def shows_a_moment(number: int, code: str) -> bool:
    """Whether a number format shows days or times; `code` is "" for those every workbook has."""
    if not code:
        return number in _DAYS
    plain = _QUOTED.sub("", code)
    if _ELAPSED.search(plain):
        return False
    plain = _BRACKETS.sub("", plain).partition(";")[0].lower()
    return "general" not in plain and any(sign in plain for sign in "ymdhs")


def moment_of(number: float, *, since_1904: bool = False) -> datetime:
    """The wall-clock time of a spreadsheet's count of days, to the second.

    Raises ValueError before 1904 and after 9999: a small number is hardly a day.
    """
    if not _SHIFT_1904 <= number <= LAST:
        raise ValueError(number)
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # no zone in a cell
    return start + timedelta(seconds=round(number * 86_400))


def moment_text(text: str, *, since_1904: bool) -> str:
    """The day, the time of a day or both that a cell shows; its number where there is none."""
    try:
        number = float(text)
        seconds = timedelta(seconds=round(number % 1 * 86_400))
        if 0 <= number < 1:
            return (datetime(1900, 1, 1) + seconds).time().isoformat()  # noqa: DTZ001  # no zone in a cell
        days = int(number) + (_SHIFT_1904 if since_1904 else 0)
        if days < 1 or days == 60:  # 1900 had no 29 February, but spreadsheets believe it
            return text
        start = datetime(1899, 12, 31 if days < 60 else 30)  # noqa: DTZ001  # no zone in a cell
        return written(start + timedelta(days=days) + seconds)
    except (ValueError, OverflowError):
        return text


def written(moment: date) -> str:
    """2026-01-02, or 2026-01-02 08:30:00 by the clock on the wall."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    plain = moment.replace(tzinfo=None, microsecond=0)
    return plain.date().isoformat() if plain.time() == plain.min.time() else plain.isoformat(" ")


def serial_of(moment: date) -> float | None:
    """Days since 1900 as a spreadsheet keeps them; None before 1 March 1900."""
    plain = (
        moment.replace(tzinfo=None, microsecond=0)
        if isinstance(moment, datetime)
        else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001  # no zone in a cell
    )
    passed = plain - datetime(1899, 12, 30)  # noqa: DTZ001  # no zone in a cell
    return passed.days + passed.seconds / 86_400 if passed.days >= 61 else None

"""Which day it is here, which days are worked, and when a promise of working days runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from .models import CalendarDay

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayKind:
    """Whether a day is worked. `known` is False in a year whose holidays were not announced."""

    workday: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Due:
    """The instant at which a promise is broken; `certain` is False when a year was unknown."""

    at: datetime
    certain: bool


def zone() -> ZoneInfo:
    """The jurisdiction's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def today(now: datetime) -> date:
    """The date on the wall clock of the jurisdiction at the instant `now`."""
    return now.astimezone(zone()).date()


def start_of(day: date) -> datetime:
    """The first instant of `day` in the jurisdiction."""
    return datetime.combine(day, time.min, tzinfo=zone())


def is_workday(day: date) -> DayKind:
    """Whether `day` is worked: the table first, else the plain week."""
    return _kind(day, _exceptions(day.year, day.year))


def add_working_days(start: datetime, days: int) -> Due:
    """The end (24:00) of the `days`-th working day after the day of `start`, which is not counted.

    In a year that was not announced every day counts, weekends too: a Saturday may turn out to be
    worked, so any other count could promise more time than the law gives. `certain` says so.

    Law: 民法典 art. 201, 203 (in force 2021-01-01).
    """
    assert days >= 0
    day = today(start)
    exceptions = _exceptions(day.year, day.year + 1 + days // 200)
    certain = True
    while days:
        day += timedelta(days=1)
        kind = _kind(day, exceptions)
        certain = certain and kind.known
        days -= kind.workday or not kind.known
    return Due(at=start_of(day + timedelta(days=1)), certain=certain)


def known_years() -> list[int]:
    """The years whose holidays are in the table, in order."""
    return [found.year for found in CalendarDay.objects.dates("date", "year")]


def exceptions(first_year: int, last_year: int) -> dict[date, bool]:
    """Whether each day that differs from the plain week is worked, for rules that count by
    themselves. A year without any was not announced. One query."""
    return _exceptions(first_year, last_year)


def _exceptions(first_year: int, last_year: int) -> dict[date, bool]:
    rows = CalendarDay.objects.filter(
        date__gte=date(first_year, 1, 1), date__lte=date(last_year, 12, 31)
    )
    return dict(rows.values_list("date", "workday"))


def _kind(day: date, exceptions: dict[date, bool]) -> DayKind:
    known = any(exception.year == day.year for exception in exceptions)
    return DayKind(workday=exceptions.get(day, day.weekday() < SATURDAY), known=known)

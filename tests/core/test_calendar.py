"""Days: today on the jurisdiction's wall clock, holidays, made-up days and promises in working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from maplebridge.core import calendar
from maplebridge.core.calendar import DayKind
from maplebridge.core.models import CalendarDay

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 4, 15, 59, 59, tzinfo=UTC), date(2026, 3, 4)),
        (datetime(2026, 3, 4, 16, 0, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_today_changes_at_midnight_in_china(instant: datetime, day: date) -> None:
    assert calendar.today(instant) == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "workday", "known"),
    [
        (date(2026, 3, 4), True, True),  # a plain Wednesday
        (date(2026, 3, 7), False, True),  # a plain Saturday
        (date(2026, 10, 1), False, True),  # National Day, a Thursday
        (date(2026, 10, 10), True, True),  # a Saturday made up for it
        (date(2035, 10, 1), True, False),  # nobody knows yet
        (date(2035, 10, 6), False, False),
    ],
)
def test_a_day_is_worked_or_not_and_known_or_not(day: date, workday: bool, known: bool) -> None:
    assert calendar.is_workday(day) == DayKind(workday, known)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "days", "last_day", "certain"),
    [
        (date(2026, 3, 4), 0, date(2026, 3, 4), True),
        (date(2026, 3, 4), 1, date(2026, 3, 5), True),
        (date(2026, 3, 5), 2, date(2026, 3, 9), True),  # over a weekend
        (date(2026, 9, 29), 2, date(2026, 10, 8), True),  # over National Day
        (date(2026, 10, 8), 2, date(2026, 10, 10), True),  # a made-up Saturday counts
        (date(2035, 3, 2), 2, date(2035, 3, 4), False),  # an unknown weekend counts
    ],
)
def test_a_promise_runs_out_at_the_end_of_its_last_working_day(
    start: date, days: int, last_day: date, certain: bool
) -> None:
    due = calendar.add_working_days(
        datetime(start.year, start.month, start.day, 9, tzinfo=CHINA), days
    )
    end = datetime(last_day.year, last_day.month, last_day.day, tzinfo=CHINA) + timedelta(days=1)
    assert (due.at, due.certain) == (end, certain)


@pytest.mark.django_db
def test_two_hundred_working_days_reach_over_two_new_years() -> None:
    due = calendar.add_working_days(datetime(2024, 11, 1, 9, tzinfo=CHINA), 300)
    assert due.certain
    assert due.at.year == 2026


@pytest.mark.django_db
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.dates(date(2005, 1, 1), date(2025, 6, 1)), st.integers(0, 60))
def test_a_promise_in_an_unknown_year_is_never_longer_than_the_law_allows(
    start: date, days: int
) -> None:
    """Forget what is known of the years concerned: the promise may shorten, it never lengthens."""
    begin = datetime(start.year, start.month, start.day, 9, tzinfo=CHINA)
    known = calendar.add_working_days(begin, days)
    kept = list(CalendarDay.objects.filter(date__year__gte=start.year))
    CalendarDay.objects.filter(date__year__gte=start.year).delete()
    try:
        unknown = calendar.add_working_days(begin, days)
    finally:
        CalendarDay.objects.bulk_create(kept)
    assert known.certain
    assert unknown.at <= known.at
    assert unknown.certain == (days == 0)


@pytest.mark.django_db
def test_the_known_years_come_from_the_table() -> None:
    assert calendar.known_years()[0] == 2004
    assert 2026 in calendar.known_years()

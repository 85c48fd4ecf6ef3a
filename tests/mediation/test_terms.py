"""Clocks: no day too many, no statutory reminder missed, an unknown year counted against ourselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.mediation.rules.terms import (
    DAY,
    TERMS,
    Code,
    Days,
    Gap,
    Term,
    Unit,
    alerts,
    first_day_of_notice,
    last_day,
    later,
    limitation,
    limitation_alerts,
    next_ring,
    ringing,
    second_visit,
)

NATIONAL_DAY = {date(2026, 10, day): False for day in range(1, 8)}
MADE_UP = {date(2026, 9, 27): True, date(2026, 10, 10): True}
REAL = Days({**NATIONAL_DAY, **MADE_UP}, frozenset({2026}))
PLAIN = Days({}, frozenset({2026, 2027}))
UNKNOWN = Days({}, frozenset())


@pytest.mark.parametrize(
    ("code", "start", "ends"),
    [
        # a Monday: the day itself is not counted
        (Code.DECIDE, date(2026, 11, 23), date(2026, 11, 26)),
        # a Friday: the weekend is no working day
        (Code.DECIDE, date(2026, 11, 27), date(2026, 12, 2)),
        # the last working day before the holiday: the eighth of October is the first that counts
        (Code.CHOOSE, date(2026, 9, 30), date(2026, 10, 9)),
        # Saturday the tenth is worked instead
        (Code.DECIDE, date(2026, 9, 30), date(2026, 10, 10)),
        # thirty days end on a Wednesday
        (Code.CONFIRM, date(2026, 11, 23), date(2026, 12, 23)),
        # thirty days end in the holiday: the eighth of October is the last day
        (Code.CONFIRM, date(2026, 9, 4), date(2026, 10, 8)),
        # thirty days end on a Sunday that is worked: it stays
        (Code.CONFIRM, date(2026, 8, 28), date(2026, 9, 27)),
        # three days end on a Sunday
        (Code.CERTIFICATE_REVIEW, date(2026, 11, 26), date(2026, 11, 30)),
    ],
)
def test_last_days_by_hand(code: Code, start: date, ends: date) -> None:
    found = last_day(TERMS[code], start, REAL)
    assert found is not None
    assert (found.day, found.certain) == (ends, True)


def test_in_a_year_that_is_not_announced_no_day_is_promised_too_many() -> None:
    """A Saturday may be worked, and a last day is not moved."""
    working = last_day(TERMS[Code.DECIDE], date(2027, 1, 1), UNKNOWN)
    calendar = last_day(TERMS[Code.CONFIRM], date(2026, 11, 26), UNKNOWN)
    assert working is not None
    assert calendar is not None
    assert (working.day, working.certain) == (date(2027, 1, 4), False)
    assert (calendar.day, calendar.certain) == (date(2026, 12, 26), False)


def test_days_of_an_appraisal_are_not_counted() -> None:
    term, start = TERMS[Code.MEDIATE], date(2026, 11, 2)
    free = last_day(term, start, PLAIN)
    gap = Gap(date(2026, 11, 10), date(2026, 11, 20))
    held = last_day(term, start, PLAIN, [gap])
    assert free is not None
    assert held is not None
    assert free.day == date(2026, 12, 2)
    assert held.day == date(2026, 12, 14), "the twelfth is a Saturday"
    assert last_day(term, start, PLAIN, [Gap(date(2026, 11, 10), None)]) is None
    assert alerts(term, start, PLAIN, [Gap(date(2026, 11, 10), None)]) == ()


def test_a_reminder_on_a_day_off_comes_on_the_working_day_before() -> None:
    found = {one.after: one.day for one in alerts(TERMS[Code.CONFIRM], date(2026, 9, 4), REAL)}
    assert found == {
        20: date(2026, 9, 24),
        25: date(2026, 9, 29),
        28: date(2026, 9, 30),  # the second of October is a holiday
        30: date(2026, 9, 30),  # the fourth is one too; the last day is the eighth
    }


def five_years(offset: int, long_one: int, short_one: int, made_up: int, known: int) -> Days:
    """Holidays of five years: a long one that moves each year, short ones, days worked instead;
    years after `known` are not announced."""
    exceptions: dict[date, bool] = {}
    for year in range(2026, 2031):
        if year > known:
            continue
        spring = date(year, 1, 20) + timedelta(days=(offset + 11 * year) % 30)
        autumn = date(year, 10, 1)
        for first, length in ((spring, long_one), (autumn, 7), (date(year, 5, 1), short_one)):
            for number in range(length):
                exceptions[first + timedelta(days=number)] = False
            for number in range(1, made_up + 1):
                before = first - timedelta(days=number * 7)
                exceptions.setdefault(before - timedelta(days=(before.weekday() - 5) % 7), True)
    return Days(exceptions, frozenset(range(2026, known + 1)))


STATUTORY = [one for one in TERMS.values() if one.statutory and one.alerts]


@settings(max_examples=9, deadline=None)
@given(
    offset=st.integers(0, 29), long_one=st.integers(7, 9), short_one=st.integers(1, 5),
    made_up=st.integers(0, 2), known=st.integers(2026, 2030), beat=st.integers(1, 3),
    skew=st.integers(0, 6),
)  # fmt: skip
def test_in_five_years_of_holidays_no_statutory_reminder_is_missed(
    offset: int, long_one: int, short_one: int, made_up: int, known: int, beat: int, skew: int
) -> None:
    """Every seventh day of five years a term begins; the clock looks each `beat` days. Each reminder
    is given once, none before the start, none after the last day; and where the clock looks every
    day, the first of them on a day on which an office can still act."""
    days = five_years(offset, long_one, short_one, made_up, known)
    start = date(2026, 1, 1) + timedelta(days=skew)
    while start < date(2030, 11, 1):
        for term in STATUTORY:
            end = last_day(term, start, days)
            due = alerts(term, start, days)
            assert end is not None
            assert len(due) == len(term.alerts)
            assert all(start <= one.day <= end.day for one in due)
            if beat == 1:
                given, today = list[tuple[date, str]](), start
                while today <= end.day:
                    rung = {key for _, key in given}
                    given += [(today, one.key) for one in ringing(due, rung, today)]
                    today += DAY
                assert sorted(key for _, key in given) == sorted(one.key for one in due)
            else:
                today = start + timedelta(days=beat)
                rung = set[str]()
                while today <= end.day + timedelta(days=beat):
                    rung |= {one.key for one in ringing(due, rung, today)}
                    today += timedelta(days=beat)
                assert rung == {one.key for one in due}, "a clock that stood still catches up"
                assert next_ring(due, rung) is None
        start += timedelta(days=7 * 3)


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(date(2026, 1, 1), date(2030, 6, 1)), known=st.integers(2025, 2030),
    offset=st.integers(0, 29),
)  # fmt: skip
def test_an_unknown_year_never_gives_more_time_than_a_known_one(
    start: date, known: int, offset: int
) -> None:
    whole, part = five_years(offset, 8, 3, 1, 2030), five_years(offset, 8, 3, 1, known)
    for term in TERMS.values():
        sure, unsure = last_day(term, start, whole), last_day(term, start, part)
        assert sure is not None
        assert unsure is not None
        assert unsure.day <= sure.day, term.code


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(date(2026, 1, 1), date(2029, 1, 1)),
    first=st.integers(0, 40),
    long=st.integers(1, 90),
)
def test_a_gap_moves_the_end_by_its_days_and_never_to_before(
    start: date, first: int, long: int
) -> None:
    term = Term(Code.MEDIATE, 30, Unit.CALENDAR, "", rolls=False)
    begins = start + timedelta(days=first)
    moved = last_day(term, start, PLAIN, [Gap(begins, begins + timedelta(days=long))])
    assert moved is not None
    nominal = start + timedelta(days=30)
    inside = begins <= nominal
    lost = long - (1 if first == 0 else 0)
    assert moved.day == nominal + timedelta(days=lost if inside else 0)


def test_months_end_where_there_is_no_such_day() -> None:
    assert later(date(2026, 8, 31), months=6) == date(2027, 2, 28)
    assert later(date(2024, 2, 29), years=1) == date(2025, 2, 28)
    assert later(date(2026, 3, 31), months=-1) == date(2026, 2, 28)
    assert second_visit(date(2026, 8, 31)) == date(2027, 2, 28)


def test_mediation_lets_the_time_to_sue_begin_anew() -> None:
    assert limitation(date(2026, 3, 1)) == date(2029, 3, 1)
    assert limitation(date(2026, 3, 1), date(2026, 11, 23)) == date(2029, 11, 23)
    assert limitation(date(2020, 3, 1), date(2026, 11, 23)) == date(2023, 3, 1)  # over by then
    days = [one.day for one in limitation_alerts(date(2029, 11, 23))]
    assert days == [date(2029, 5, 23), date(2029, 10, 24), date(2029, 11, 16)]


def test_a_session_is_told_of_three_days_before() -> None:
    assert first_day_of_notice(date(2026, 11, 30)) == date(2026, 11, 27)

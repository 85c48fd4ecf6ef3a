"""Paying in parts: within the stated means, adding up to the fen, on working days; and how it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Fen
from maplebridge.mediation.rules.instalments import (
    Late,
    Means,
    Part,
    Reminder,
    account,
    even,
    plan,
    reminder,
    working_day,
)
from tests.bank.shop import refused

FIRST = date(2027, 1, 31)


def weekend(day: date) -> bool:
    return day.weekday() >= 5


def never(day: date) -> bool:
    return False


def test_a_plan_within_the_means() -> None:
    """2,500 yuan, 400 at once, 1,000 a month. The 31st of January 2027 is a Sunday, the 28th of
    February too."""
    parts = plan(Fen(250_000), Means(Fen(40_000), Fen(100_000)), FIRST, weekend)
    assert [(one.due_on.isoformat(), one.amount) for one in parts] == [
        ("2027-02-01", 40_000),
        ("2027-03-01", 100_000),
        ("2027-03-31", 100_000),
        ("2027-04-30", 10_000),
    ]


@given(
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**8),
    st.dates(date(2024, 1, 1), date(2040, 1, 1)),
)
def test_the_parts_add_up_are_within_the_means_and_fall_on_working_days(
    sum_: int, at_once: int, monthly: int, first: date
) -> None:
    try:
        parts = plan(Fen(sum_), Means(Fen(at_once), Fen(monthly)), first, weekend)
    except RuleBroken as broken:
        assert broken.code == "instalments_means_short"
        assert at_once + 120 * monthly < sum_ + monthly
        return
    assert sum(one.amount for one in parts) == sum_
    assert all(0 < one.amount <= max(at_once if one.number == 1 else 0, monthly) for one in parts)
    days = [one.due_on for one in parts]
    assert not any(weekend(day) for day in days)
    assert days == sorted(set(days))


@given(st.integers(1, 10**9), st.integers(1, 120))
def test_even_parts_differ_by_less_than_there_are_parts(sum_: int, count: int) -> None:
    if count > sum_:
        return
    amounts = [one.amount for one in even(Fen(sum_), count, FIRST, never)]
    assert sum(amounts) == sum_
    assert max(amounts) - min(amounts) < count


def test_a_short_month_ends_earlier_and_the_next_has_its_day_back() -> None:
    days = [one.due_on for one in even(Fen(300), 3, FIRST, never)]
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


THREE = even(Fen(300), 3, date(2027, 1, 10), never)


@pytest.mark.parametrize(
    ("today", "paid", "standings", "due"),
    [
        (date(2027, 1, 9), [], "to_come to_come to_come", 0),
        (date(2027, 1, 10), [], "due to_come to_come", 100),
        (date(2027, 1, 15), [], "grace to_come to_come", 100),
        (date(2027, 1, 16), [], "late to_come to_come", 100),
        (date(2027, 1, 16), [40, 70], "paid to_come to_come", 0),
        (date(2027, 2, 16), [100], "paid late to_come", 100),
        (date(2027, 2, 16), [], "late late to_come", 300),
        (date(2027, 5, 1), [300], "paid paid paid", 0),
    ],
)
def test_how_a_plan_stands(today: date, paid: list[int], standings: str, due: int) -> None:
    """Five days of grace; all is due after two late parts."""
    made = account(THREE, [Fen(one) for one in paid], Late(5, 2), today)
    assert [line.standing for line in made.lines] == standings.split()
    assert (made.due, made.rest) == (due, 300 - sum(paid))


def test_nothing_is_due_early_unless_both_agreed_on_it() -> None:
    made = account(THREE, [], Late(), date(2027, 2, 16))
    assert (made.due, made.all_due) == (200, False)


def test_what_is_paid_above_the_sum_is_shown() -> None:
    assert account(THREE, [Fen(310)], Late(), FIRST).over == 10


@given(st.lists(st.integers(1, 200), max_size=5), st.integers(-30, 120))
def test_paid_and_owed_make_the_sum(payments: list[int], days: int) -> None:
    made = account(THREE, [Fen(one) for one in payments], Late(3, 1), FIRST + timedelta(days))
    assert sum(line.paid for line in made.lines) + made.rest == 300
    assert made.over == max(0, sum(payments) - 300)
    assert made.due <= made.rest


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-4, None), (-3, Reminder.BEFORE), (-1, Reminder.BEFORE), (0, Reminder.ON_THE_DAY),
     (2, Reminder.ON_THE_DAY), (3, Reminder.AFTER), (10, Reminder.AFTER), (11, None)],
)  # fmt: skip
def test_reminders_three_days_before_on_the_day_and_three_days_after(
    days: int, kind: Reminder | None
) -> None:
    today = THREE[0].due_on + timedelta(days)
    unpaid = account(THREE, [], Late(), today).lines[0]
    assert reminder(unpaid, today) is kind
    paid = account(THREE, [Fen(100)], Late(), today).lines[0]
    assert reminder(paid, today) is None


@pytest.mark.parametrize("sum_", [0, -5, 10**12 + 1])
def test_a_sum_that_cannot_be_paid_in_parts_is_refused(sum_: int) -> None:
    for make in (
        lambda: plan(Fen(sum_), Means(Fen(0), Fen(1)), FIRST, never),
        lambda: even(Fen(sum_), 2, FIRST, never),
    ):
        with refused("instalments_sum_odd"):
            make()


def test_means_of_nothing_bear_nothing() -> None:
    for means in (Means(Fen(1), Fen(0)), Means(Fen(0), Fen(1))):
        with refused("instalments_means_short"):
            plan(Fen(500), means, FIRST, never)
    assert plan(Fen(5), Means(Fen(9), Fen(0)), FIRST, never) == (Part(1, FIRST, Fen(5)),)


def test_a_calendar_without_working_days_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="working days"):
        working_day(FIRST, lambda day: True)

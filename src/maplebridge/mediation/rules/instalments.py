"""Paying in parts: a plan within the means that the payer states, and how it stands on a day.

The parts add up to the sum exactly. A part that would fall due on a day of rest is due on the next
working day. Who pays late owes what is written: all at once only where both agreed on that.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Fen

PARTS_MAX = 120
FIGURE_MAX = Fen(10**12)
GRACE_MAX = 60
REMIND_BEFORE, REMIND_AFTER = 3, 3
_REST_MAX = 40
"""No rest lasts so many days; a calendar that says so is broken."""


class Standing(StrEnum):
    """How one part stands on a day."""

    PAID = "paid"
    TO_COME = "to_come"
    DUE = "due"
    GRACE = "grace"
    LATE = "late"


class Reminder(StrEnum):
    """Which of the three reminders of a part."""

    BEFORE = "before"
    ON_THE_DAY = "on_the_day"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its number from 1, the day it is due, fen."""

    number: int
    due_on: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Means:
    """What the payer says can be spared: at once, and each month. Nobody checks it but the payer."""

    at_once: Fen
    monthly: Fen


@dataclass(frozen=True, slots=True)
class Late:
    """What follows when a part is late. `all_due_after`: so many late parts make everything due;
    None when the two did not agree on that."""

    grace_days: int = 0
    all_due_after: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A part on a day: what of it is paid, and how it stands."""

    part: Part
    paid: Fen
    standing: Standing

    @property
    def owed(self) -> Fen:
        return Fen(self.part.amount - self.paid)


@dataclass(frozen=True, slots=True)
class Account:
    """All parts on a day. `due`: what should be paid by now and is not; all of the rest once
    `all_due`; `over` is what was paid above the sum."""

    lines: tuple[Line, ...]
    due: Fen
    rest: Fen
    over: Fen
    all_due: bool


def plan(
    sum_: Fen, means: Means, first_on: date, is_rest: Callable[[date], bool]
) -> tuple[Part, ...]:
    """Parts that the means bear, monthly from `first_on`, adding up to `sum_`; the last is the rest.

    What can be paid at once is the first part. Raises RuleBroken: instalments_sum_odd,
    instalments_means_short.
    """
    if not 0 < sum_ <= FIGURE_MAX or min(means.at_once, means.monthly) < 0:
        raise RuleBroken("instalments_sum_odd")
    amounts = [min(sum_, means.at_once)] if means.at_once else []
    left = sum_ - sum(amounts)
    if left and not means.monthly:
        raise RuleBroken("instalments_means_short", parts=PARTS_MAX)
    full, rest = divmod(left, means.monthly or 1)
    if len(amounts) + full + bool(rest) > PARTS_MAX:
        raise RuleBroken("instalments_means_short", parts=PARTS_MAX)
    amounts += [means.monthly] * full + ([Fen(rest)] if rest else [])
    return _dated([Fen(one) for one in amounts], first_on, is_rest)


def even(
    sum_: Fen, parts: int, first_on: date, is_rest: Callable[[date], bool]
) -> tuple[Part, ...]:
    """So many parts, equal but for the last, which carries the odd fen. Raises
    RuleBroken(instalments_sum_odd)."""
    if not 1 <= parts <= PARTS_MAX or not parts <= sum_ <= FIGURE_MAX:
        raise RuleBroken("instalments_sum_odd")
    each = sum_ // parts
    amounts = [Fen(each)] * (parts - 1) + [Fen(sum_ - each * (parts - 1))]
    return _dated(amounts, first_on, is_rest)


def account(parts: Sequence[Part], payments: Sequence[Fen], late: Late, today: date) -> Account:
    """How a plan stands: payments fill the parts in the order in which they are due.

    Days of grace keep a part from being late; they do not move its day.
    """
    pot: int = sum(payments)
    lines = []
    for part in sorted(parts, key=lambda one: (one.due_on, one.number)):
        paid = Fen(min(pot, part.amount))
        pot -= paid
        lines.append(Line(part, paid, _standing(part, paid, late, today)))
    missed = sum(line.standing is Standing.LATE for line in lines)
    all_due = late.all_due_after is not None and missed >= late.all_due_after
    rest = sum(line.owed for line in lines)
    passed = sum(line.owed for line in lines if line.part.due_on <= today)
    return Account(tuple(lines), Fen(rest if all_due else passed), Fen(rest), Fen(pot), all_due)


def reminder(line: Line, today: date) -> Reminder | None:
    """Which reminder a part asks for on `today`; the latest one when days were missed.

    None for a part that is paid or further away, and a week after the day that the last one is for:
    after that people speak.
    """
    days = (today - line.part.due_on).days
    if line.standing is Standing.PAID or not -REMIND_BEFORE <= days <= REMIND_AFTER + 7:
        return None
    if days < 0:
        return Reminder.BEFORE
    return Reminder.ON_THE_DAY if days < REMIND_AFTER else Reminder.AFTER


def working_day(day: date, is_rest: Callable[[date], bool]) -> date:
    """`day`, or the first working day after it.

    Law: 民法典 art. 203 (in force 2021-01-01).
    """
    for later in range(_REST_MAX):
        found = day + timedelta(days=later)
        if not is_rest(found):
            return found
    raise ValueError("a calendar without working days")


def _dated(
    amounts: Sequence[Fen], first_on: date, is_rest: Callable[[date], bool]
) -> tuple[Part, ...]:
    return tuple(
        Part(number, working_day(_months_later(first_on, number - 1), is_rest), amount)
        for number, amount in enumerate(amounts, start=1)
    )


def _months_later(day: date, months: int) -> date:
    """The same day of a later month; its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _standing(part: Part, paid: Fen, late: Late, today: date) -> Standing:
    if paid >= part.amount:
        return Standing.PAID
    if today < part.due_on:
        return Standing.TO_COME
    if today == part.due_on:
        return Standing.DUE
    return Standing.GRACE if today <= part.due_on + timedelta(late.grace_days) else Standing.LATE

"""How a deed goes from its entry to the household's points, and how much a household may enter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from maplebridge.core.values import Points

from .catalogue import DeedKind
from .charter import Charter


class DeedState(StrEnum):
    """Where a deed stands. Its points are promised from APPROVED on and given with POSTED."""

    ENTERED = "entered"
    APPROVED = "approved"
    NOTICED = "noticed"
    POSTED = "posted"
    VOIDED = "voided"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Mapping[DeedState, frozenset[DeedState]] = {
    DeedState.ENTERED: frozenset({DeedState.APPROVED, DeedState.REFUSED, DeedState.WITHDRAWN}),
    DeedState.APPROVED: frozenset({DeedState.NOTICED, DeedState.WITHDRAWN}),
    DeedState.NOTICED: frozenset({DeedState.POSTED, DeedState.VOIDED}),
    DeedState.POSTED: frozenset(),
    DeedState.VOIDED: frozenset(),
    DeedState.REFUSED: frozenset(),
    DeedState.WITHDRAWN: frozenset(),
}

COUNTED = frozenset({DeedState.ENTERED, DeedState.APPROVED, DeedState.NOTICED, DeedState.POSTED})
"""What counts toward a household's caps: all but what was refused, withdrawn or voided."""


def month_of(day: date) -> date:
    """The first day of a day's month: how months are named here."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    return month_of(month_of(month) + timedelta(days=32))


def day_fits(done_on: date, today: date, founded_on: date, late_days: int) -> bool:
    """Whether a deed of this day may still be entered: not ahead, not too old, not before the bank."""
    return max(founded_on, today - timedelta(days=late_days)) <= done_on <= today


@dataclass(frozen=True, slots=True)
class Counted:
    """A deed of the household in the same calendar month that counts toward its caps."""

    kind: str
    done_on: date
    points: int


@dataclass(frozen=True, slots=True)
class CapReached:
    """Which cap says no, what it allows, and what is taken of it. `code` names the sentence."""

    code: str
    most: int
    taken: int


def cap_reached(
    charter: Charter, kind: DeedKind, done_on: date, month: Iterable[Counted]
) -> CapReached | None:
    """The first cap that one more deed of this kind and day would break; None when all hold.

    `month` are the household's counted deeds of the calendar month of `done_on`.
    """
    month = list(month)
    day = [deed for deed in month if deed.done_on == done_on]
    times_day = sum(deed.kind == kind.code for deed in day)
    times_month = sum(deed.kind == kind.code for deed in month)
    points_day, points_month = (sum(deed.points for deed in part) for part in (day, month))
    if kind.per_day is not None and times_day >= kind.per_day:
        return CapReached("deed_kind_day", kind.per_day, times_day)
    if kind.per_month is not None and times_month >= kind.per_month:
        return CapReached("deed_kind_month", kind.per_month, times_month)
    if points_day + kind.points > charter.household_day_points:
        return CapReached("deed_points_day", charter.household_day_points, points_day)
    if points_month + kind.points > charter.household_month_points:
        return CapReached("deed_points_month", charter.household_month_points, points_month)
    return None


def total(points: Iterable[int]) -> Points:
    return Points(sum(points))

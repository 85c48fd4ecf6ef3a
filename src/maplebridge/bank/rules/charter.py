"""How one bank decides: witnesses, caps, the window for objections. Data of the council, validated here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from maplebridge.core.values import Fen, Points

DAYS_KEPT = 14
_LATER = {"redeem_months", "collect_days"}


class Enters(StrEnum):
    """Who may enter deeds beside the council, which always may."""

    VILLAGERS = "villagers"
    """Who lives in the bank's village: for their own household or a neighbour's."""
    WORKERS = "workers"
    """Grid workers and operators of the place, for whoever tells them by phone or at the desk."""


@dataclass(frozen=True, slots=True)
class Charter:
    """One version of a bank's rules.

    `witnesses` from other households must have said that they saw the deed before it is approved.
    `objection_days` are working days from the publication of a month's notice; `late_days` are
    calendar days in which a deed may still be entered. The two caps count the points of one
    household's deeds of one day and of one calendar month. `fen_per_point` is what a point is worth
    when promises are compared with what covers them; below `coverage_floor_bp` (ten-thousandths)
    the bank makes no new promise; 0: no floor. `redeem_months` are the months of the year in which
    points are exchanged, none for all; a reserved piece is kept for `collect_days` days. Versions
    from before these two exchange always and keep for DAYS_KEPT.
    """

    witnesses: int
    objection_days: int
    late_days: int
    household_day_points: Points
    household_month_points: Points
    entered_by: frozenset[Enters]
    enterer_may_approve: bool
    fen_per_point: Fen
    coverage_floor_bp: int
    redeem_months: frozenset[int] = frozenset()
    collect_days: int = DAYS_KEPT


BOUNDS: Mapping[str, tuple[int, int]] = {
    "witnesses": (0, 3),
    "objection_days": (1, 30),
    "late_days": (0, 92),
    "household_day_points": (1, 1_000),
    "household_month_points": (1, 10_000),
    "fen_per_point": (0, 10_000),
    "coverage_floor_bp": (0, 20_000),
}
"""The least and the most of each number, whatever a council writes."""


def read_charter(body: object) -> Charter:
    """Validate a bank's rules as entered. Raises ValueError naming the first field that is wrong."""
    if not isinstance(body, Mapping):
        raise ValueError("body")
    if unknown := set(body) - {*BOUNDS, *_LATER, "entered_by", "enterer_may_approve"}:
        raise ValueError(min(str(name) for name in unknown))
    numbers = {name: _number(body, name) for name in BOUNDS}
    entered_by = body.get("entered_by")
    if not isinstance(entered_by, list) or not set(entered_by) <= set(Enters):
        raise ValueError("entered_by")
    may_approve = body.get("enterer_may_approve")
    if not isinstance(may_approve, bool):
        raise ValueError("enterer_may_approve")
    return Charter(
        witnesses=numbers["witnesses"],
        objection_days=numbers["objection_days"],
        late_days=numbers["late_days"],
        household_day_points=Points(numbers["household_day_points"]),
        household_month_points=Points(numbers["household_month_points"]),
        entered_by=frozenset(Enters(code) for code in entered_by),
        enterer_may_approve=may_approve,
        fen_per_point=Fen(numbers["fen_per_point"]),
        coverage_floor_bp=numbers["coverage_floor_bp"],
        redeem_months=_months(body.get("redeem_months", [])),
        collect_days=_kept(body.get("collect_days", DAYS_KEPT)),
    )


def _months(value: object) -> frozenset[int]:
    if not isinstance(value, list) or not all(type(one) is int and 1 <= one <= 12 for one in value):
        raise ValueError("redeem_months")
    return frozenset(value)


def _kept(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 60:
        raise ValueError("collect_days")
    return value


def _number(body: Mapping[str, object], name: str) -> int:
    value = body.get(name)
    least, most = BOUNDS[name]
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(name)
    return value

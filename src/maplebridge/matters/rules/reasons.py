"""Why a rating is what it is: a closed list of what was done, never of who did it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Reason(StrEnum):
    TOO_SLOW = "too_slow"
    NOT_PUT_RIGHT = "not_put_right"
    NOT_TOLD = "not_told"
    NOT_CLEAR = "not_clear"
    QUICK = "quick"
    PUT_RIGHT_WELL = "put_right_well"
    WELL_EXPLAINED = "well_explained"


MISSING = (Reason.TOO_SLOW, Reason.NOT_PUT_RIGHT, Reason.NOT_TOLD, Reason.NOT_CLEAR)
GOOD = (Reason.QUICK, Reason.PUT_RIGHT_WELL, Reason.WELL_EXPLAINED)
FITTING: dict[int, tuple[Reason, ...]] = {
    1: MISSING,
    2: MISSING,
    3: MISSING + GOOD,
    4: MISSING + GOOD,
    5: GOOD,
}
"""By the stars: in the middle something can be good and something missing."""


def known(codes: Iterable[str]) -> list[Reason] | None:
    """Each once, in the order of the list; None when one is not on it."""
    given = set(codes)
    found = [reason for reason in Reason if reason.value in given]
    return found if len(found) == len(given) else None


def unfit(stars: int, reasons: Iterable[Reason]) -> Reason | None:
    """The first that does not go with so many stars."""
    return next((reason for reason in reasons if reason not in FITTING[stars]), None)

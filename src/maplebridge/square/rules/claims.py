"""A claim: somebody takes a matter upon themselves until a day, says it is done, is confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class ClaimStage(StrEnum):
    HELD = "held"
    DONE = "done"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"
    LAPSED = "lapsed"
    ENDED = "ended"


LIVE = (ClaimStage.HELD, ClaimStage.DONE)
"""At most one claim of a matter is live: two would mend the same lamp."""

NEXT: dict[ClaimStage, frozenset[ClaimStage]] = {
    ClaimStage.HELD: frozenset(
        {ClaimStage.DONE, ClaimStage.GIVEN_UP, ClaimStage.LAPSED, ClaimStage.ENDED}
    ),
    ClaimStage.DONE: frozenset(
        {ClaimStage.CONFIRMED, ClaimStage.HELD, ClaimStage.GIVEN_UP, ClaimStage.ENDED}
    ),
}
DAYS_MAX = 30


def may_follow(now: ClaimStage, then: ClaimStage) -> bool:
    return then in NEXT.get(now, frozenset())


def day_allowed(until: date, today: date) -> bool:
    """From today on, and so near that the resident need not wait for nothing."""
    return today <= until <= today + timedelta(days=DAYS_MAX)


def lapsed(until: date, today: date) -> bool:
    return until < today

"""Minutes of a visit, who pays them, and what of them is above the cap. Whole minutes, rounded down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from maplebridge.core.values import Minutes


class Payer(StrEnum):
    """Where the minutes of a visit come from, in this order."""

    OWN = "own"
    POOL = "pool"
    COMMUNITY = "community"
    """The community's open promise: it has no floor, so that nobody goes without help for want of minutes."""


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a visit's minutes and who pays it; never 0."""

    payer: Payer
    minutes: Minutes


def minutes_between(came: datetime, left: datetime, most: int) -> Minutes:
    """Whole minutes between two instants, rounded down, at most `most`; 0 when the order is wrong."""
    whole = int((left - came).total_seconds() // 60)
    return Minutes(max(0, min(whole, most)))


def portions(minutes: Minutes, *, own: int, pool: int) -> tuple[Portion, ...]:
    """Share a visit's minutes out: first what the elder has, then the pool, the rest the community.

    `own` and `pool` are what each may spend for it, 0 where the rules leave them out.
    """
    left, found = int(minutes), []
    for payer, has in ((Payer.OWN, own), (Payer.POOL, pool), (Payer.COMMUNITY, left)):
        part = min(left, max(0, has))
        if part:
            found.append(Portion(payer, Minutes(part)))
            left -= part
    return tuple(found)


def above_cap(had: int, earned: int, cap: int) -> Minutes:
    """What of `earned` goes to the pool because one person keeps no more than `cap`; 0 is no cap.

    Only new minutes go there: whoever has more than a cap that was lowered keeps what they have.
    """
    return Minutes(min(earned, max(0, had + earned - cap)) if cap else 0)

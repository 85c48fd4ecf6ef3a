"""How far a request for help and each helper's visit for it are, and what may follow what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Asked(StrEnum):
    """A request for one visit, from the first word to its end."""

    OPEN = "open"
    """Nobody was asked yet, or those who were said no."""
    PROPOSED = "proposed"
    """Helpers were asked; not all seats are taken."""
    FILLED = "filled"
    """All seats are taken; whoever asked for help says whether these helpers suit."""
    AGREED = "agreed"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """The last window passed and nobody came."""


class Stage(StrEnum):
    """One helper's visit for one request."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    STARTED = "started"
    ENDED = "ended"
    """Left again; the minutes are promised and wait to be confirmed."""
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    VOIDED = "voided"
    DECLINED = "declined"
    """The helper said no, or no more. No reason is asked and nothing follows from it."""
    RELEASED = "released"
    """Not needed any more: the seats were taken by others, or the request ended."""


LIVE = frozenset({Asked.OPEN, Asked.PROPOSED, Asked.FILLED, Asked.AGREED})
SEATED = frozenset({Stage.ACCEPTED, Stage.STARTED, Stage.ENDED, Stage.DISPUTED, Stage.CONFIRMED})
"""Visits that take a seat of their request."""
WENT = frozenset({Stage.ENDED, Stage.DISPUTED, Stage.CONFIRMED, Stage.VOIDED})
BUSY = frozenset({Stage.PROPOSED, Stage.ACCEPTED, Stage.STARTED})

TRANSITIONS: Mapping[Stage, frozenset[Stage]] = {
    Stage.PROPOSED: frozenset({Stage.ACCEPTED, Stage.DECLINED, Stage.RELEASED}),
    Stage.ACCEPTED: frozenset({Stage.STARTED, Stage.ENDED, Stage.DECLINED, Stage.RELEASED}),
    Stage.STARTED: frozenset({Stage.ENDED}),
    Stage.ENDED: frozenset({Stage.CONFIRMED, Stage.DISPUTED}),
    Stage.DISPUTED: frozenset({Stage.CONFIRMED, Stage.VOIDED}),
}


def may_follow(before: Stage, then: Stage) -> bool:
    """ACCEPTED may be followed by ENDED: a signed paper card brings both instants at once."""
    return then in TRANSITIONS.get(before, frozenset())

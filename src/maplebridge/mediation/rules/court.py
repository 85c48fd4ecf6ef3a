"""What a court that takes part here answers, and what a party hands to it when talks failed.

The court promises to register within one working day and to judge within a third of the law's term.
These are its own promises and are called so; the law's terms stand beside them. Anybody can sue
without all this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .counting import Start
from .stages import Confirmation, State
from .terms import TERMS, Code


class Answer(StrEnum):
    """What a court says to a joint application."""

    TAKEN = "taken"
    LONGER = "longer"
    """It needs ten days more."""
    REFUSED = "refused"
    """Not taken on: another court is asked, or one sues."""
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """By the parties."""


STEPS: Mapping[Answer, Confirmation] = {
    Answer.REFUSED: Confirmation.REFUSED,
    Answer.CONFIRMED: Confirmation.CONFIRMED,
    Answer.REJECTED: Confirmation.REJECTED,
    Answer.WITHDRAWN: Confirmation.WITHDRAWN,
}
"""Those that end the application; the others leave it where it is."""
BY_COURT = tuple(one for one in Answer if one is not Answer.WITHDRAWN)
NEEDS_REASON = frozenset({Answer.REFUSED, Answer.REJECTED})
NEEDS_NUMBER = frozenset({Answer.CONFIRMED, Answer.REJECTED})
ANEW = frozenset({Confirmation.WITHDRAWN, Confirmation.REFUSED})
"""After these all can ask a court anew, while the thirty days last."""


class Paper(StrEnum):
    """What a party hands over beside its own words; each is ticked by itself."""

    ENDED = "ended"
    """That mediation ended without an agreement, and when; never why or who left."""
    ITEMS = "items"
    """What the party itself claims, with the paper behind each; never what anybody conceded."""
    CONTACT = "contact"
    """The party's own number and address."""


class Track(StrEnum):
    ORDINARY = "ordinary"
    SUMMARY = "summary"
    SMALL = "small"


PROMISED: Mapping[Track, Code] = {
    Track.ORDINARY: Code.TRIED_ORDINARY,
    Track.SUMMARY: Code.TRIED_SUMMARY,
    Track.SMALL: Code.TRIED_SMALL,
}
BY_LAW: Mapping[Track, int] = {Track.ORDINARY: 6, Track.SUMMARY: 3, Track.SMALL: 2}
"""Months that the law gives (民事訴訟法 152, 164, 168); the promise is a third of them."""


class Outcome(StrEnum):
    """How a suit ended."""

    OPEN = ""
    SETTLED = "settled"
    JUDGED = "judged"
    WITHDRAWN = "withdrawn"
    NOT_TAKEN = "not_taken"


ENDED = frozenset({State.TERMINATED, State.GUIDED})
"""Talks ended without an agreement: from then on a party can hand its papers over, and also when the
file was put away (`MediationFile.failed`)."""


@dataclass(frozen=True, slots=True)
class Suit:
    """The days of a handover. `here`: the court takes part here and promised its day."""

    asked_on: date
    here: bool
    freeze: bool = False
    filed_on: date | None = None
    frozen_on: date | None = None
    track: Track | None = None
    over: bool = False
    party: str = ""
    mark: str = ""


def clocks(suit: Suit) -> Iterator[Start]:
    """Registering: the law's seven days, and the court's own day; then its promise for the track.

    Law: 民事訴訟法 art. 126 (in force 2024-01-01).
    """
    if suit.over:
        return
    if suit.filed_on is None:
        yield Start(TERMS[Code.FILE_SUIT], suit.asked_on, suit.party, suit.mark)
    elif suit.track is not None and suit.here:
        yield Start(TERMS[PROMISED[suit.track]], suit.filed_on, suit.party, suit.mark)
    waits = suit.filed_on is None or (suit.freeze and suit.frozen_on is None)
    if suit.here and waits:
        yield Start(TERMS[Code.FILE_SUIT_HERE], suit.asked_on, suit.party, suit.mark)

"""When the clock acts on its own: hand-overs nobody took, decisions nobody made, rests that end.

A matter is never passed round: whoever held it in this round does not get it handed on again, and
a decision from above stands. Those above are told when a deadline passes, one rung at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from .clocks import Due, Moment, Promise, WorkCalendar
from .states import OF_TASKS, Verb

HAND_OVER_HOURS = 4
"""Working hours that the asked post has to take a hand-over on before those above decide."""
DECIDE_HOURS = 8
"""Working hours that those above have to decide before the next rung is asked."""
LOOK_HOURS = 4
"""Working hours in which the chief of a building may take a first look on before it lapses."""
OVERDUE_HOURS = (0, 24, 72)
"""Hours after a missed deadline at which one more rung is told. Who is on the last one keeps it in
a list of its own, and the monthly review lists it."""
REST_DAYS_MAX = 30
"""A rest ends after so many days at the latest; a second rest in one round needs somebody above."""


class Asked(StrEnum):
    """What those above are asked for. Lines of old say neither: see `asked_for`."""

    DECIDE = "decide"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of a timeline, as far as handing on and back cares. Posts by id.

    `asked` is what somebody above was asked for, None for what asks nobody above.
    """

    verb: Verb
    to_post: UUID | None = None
    asked: Asked | None = None


def this_round(moves: Sequence[Moved]) -> Sequence[Moved]:
    """The moves since the matter was reported or disputed last, that line included."""
    began = [at for at, move in enumerate(moves) if move.verb in {Verb.REPORT, Verb.DISPUTE}]
    return moves[began[-1] :] if began else moves


def was_decided(moves: Sequence[Moved]) -> bool:
    """Whether those above decided in this round where the matter belongs: then it stays there."""
    return any(move.verb is Verb.ASSIGN for move in this_round(moves))


_NOT_HELD = OF_TASKS | {Verb.ESCALATE, Verb.ADD_TASK}


def held_before(moves: Sequence[Moved], post: UUID) -> bool:
    """Whether a post was asked in this round already: handing it back goes through those above.

    Who is told of a missed deadline, or asked for a part of the work, does not hold the matter.
    """
    return any(move.to_post == post and move.verb not in _NOT_HELD for move in this_round(moves))


def asked_for(verb: Verb, code: str, *, undecided: bool) -> Asked | None:
    """What a line asks those above for; `undecided` when it was written while they had to decide."""
    if verb is Verb.RETURN:
        return Asked.DECIDE
    if verb is not Verb.ESCALATE:
        return None
    if code in set(Asked):
        return Asked(code)
    return Asked.DECIDE if undecided else Asked.OVERDUE


def asked_to_decide(moves: Sequence[Moved]) -> list[UUID]:
    """Whom this hand-back was brought to so far, the first in front. None of them is asked twice."""
    asked: list[UUID] = []
    for move in this_round(moves):
        if move.verb is Verb.RETURN:
            asked = []
        if move.asked is Asked.DECIDE and move.to_post is not None:
            asked.append(move.to_post)
    return asked


def told_late(moves: Sequence[Moved]) -> list[UUID]:
    """Who was told in this round that a deadline passed."""
    return [
        move.to_post
        for move in this_round(moves)
        if move.asked is Asked.OVERDUE and move.to_post is not None
    ]


_SENDS = frozenset({Verb.REFER, Verb.RETURN, Verb.ASSIGN, Verb.PASS_ON})
_SAYS_WHOSE = frozenset({Verb.TRIAGE, Verb.PLACE})


def sorted_since_sent(verbs: Sequence[Verb]) -> Verb | None:
    """The last step that says of what kind a matter is or where it lies, when nobody has sent it
    anywhere since: then it may be somebody else's. None when somebody has, or nobody said so."""
    for verb in reversed(verbs):
        if verb in _SENDS:
            return None
        if verb in _SAYS_WHOSE:
            return verb
    return None


def next_alarm(*alarms: datetime | None) -> datetime | None:
    """The earliest of what the clock has to do; None when it has nothing to do."""
    return min((alarm for alarm in alarms if alarm is not None), default=None)


def rested_before(moves: Sequence[Moved]) -> bool:
    return any(move.verb is Verb.SUSPEND for move in this_round(moves))


def hours_from(now: datetime, hours: int, promise: Promise, calendar: WorkCalendar) -> Due:
    """Office hours from `now`; plain hours for what is promised round the clock."""
    if promise.round_the_clock:
        return Moment(now + timedelta(hours=hours))
    return calendar.add_working_hours(now, hours)


def overdue_alarm(due: datetime | None, rung: int) -> datetime | None:
    """When rung number `rung` (0 first) is told of a missed deadline; None above the last rung."""
    if due is None or rung >= len(OVERDUE_HOURS):
        return None
    return due + timedelta(hours=OVERDUE_HOURS[rung])


def next_above(chain: Sequence[UUID], passed_over: Sequence[UUID]) -> UUID | None:
    """The nearest post above that is none of those concerned; None when nobody is left.

    `chain` is ordered from the nearest supervisor to the furthest.
    """
    return next((post for post in chain if post not in passed_over), None)

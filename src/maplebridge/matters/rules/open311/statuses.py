"""What FixMyStreet calls the state of a report, to our verbs and back.

GeoReport itself knows open and closed alone. The finer words are those that its largest user sends
with service request updates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..states import TAKEN_ON, WAITING, ClosingCode, State, Verb


class Status(StrEnum):
    """The words of service request updates."""

    OPEN = "OPEN"
    INVESTIGATING = "INVESTIGATING"
    IN_PROGRESS = "IN_PROGRESS"
    ACTION_SCHEDULED = "ACTION_SCHEDULED"
    FIXED = "FIXED"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION"
    NOT_COUNCILS_RESPONSIBILITY = "NOT_COUNCILS_RESPONSIBILITY"
    DUPLICATE = "DUPLICATE"
    INTERNAL_REFERRAL = "INTERNAL_REFERRAL"
    FOR_TRIAGE = "FOR_TRIAGE"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"
    REOPEN = "REOPEN"


@dataclass(frozen=True, slots=True)
class Plan:
    """The verbs that a status stands for, in order; `code` is the ending of an answer.

    No verb: the words are added. `why` is the code of the sentence when it cannot be done.
    """

    verbs: tuple[Verb, ...] = ()
    code: str = ""
    why: str = ""


_ENDINGS = {
    Status.FIXED: ClosingCode.FIXED,
    Status.NO_FURTHER_ACTION: ClosingCode.CANNOT_FIX,
    Status.NOT_COUNCILS_RESPONSIBILITY: ClosingCode.NOT_OURS,
    Status.CLOSED: ClosingCode.ANSWERED,
}
_OF_THE_REPORTER = {Status.CANCELLED: Verb.WITHDRAW, Status.REOPEN: Verb.DISPUTE}
"""What only the reporter does, and therefore only the program through which they reported."""
_UNDER_WORK = frozenset({Status.INVESTIGATING, Status.IN_PROGRESS, Status.ACTION_SCHEDULED})


def plan(status: Status, state: State, *, works: bool, sent_it: bool) -> Plan:
    """What a status does to a matter in `state`.

    `works` says that the key's person holds a post for the matter, `sent_it` that it came through
    a program of the same account, which then speaks for the reporter.
    """
    if status in _OF_THE_REPORTER:
        return _of_reporter(status, sent_it=sent_it)
    if not works:
        return Plan()
    if state is State.CLOSED:
        return Plan(why="open311_update_after_end")
    if status in _ENDINGS:
        return Plan((Verb.ANSWER,), code=_ENDINGS[status].value)
    if status is Status.DUPLICATE:
        return Plan((Verb.MARK_DUPLICATE,))
    if status is Status.INTERNAL_REFERRAL:
        return Plan((Verb.REFER,))
    if status is Status.FOR_TRIAGE:
        return Plan((Verb.TRIAGE,))
    return _work(status, state)


def _of_reporter(status: Status, *, sent_it: bool) -> Plan:
    if not sent_it:
        return Plan(why="open311_update_of_reporter")
    return Plan((_OF_THE_REPORTER[status],))


def _work(status: Status, state: State) -> Plan:
    """Taking on comes before working. What is so already needs no verb: its words are added."""
    if state is State.ANSWERED:
        why = "open311_update_after_answer" if status in _UNDER_WORK else ""
        return Plan(why=why)
    verbs: list[Verb] = []
    if status in _UNDER_WORK and state in WAITING:
        verbs.append(Verb.ACCEPT)
    if status is Status.IN_PROGRESS and state is State.SUSPENDED:
        verbs.append(Verb.RESUME)
    if status is Status.IN_PROGRESS and state is not State.WORKING:
        verbs.append(Verb.START)
    return Plan(tuple(verbs))


def status_after(state: State, code: str = "") -> Status:
    """The word for a line of a timeline after which the matter stands in `state`."""
    if state in {State.ANSWERED, State.CLOSED}:
        return _ENDED.get(code, Status.CLOSED)
    if state is State.RETURNED or state is State.REFERRED:
        return Status.INTERNAL_REFERRAL
    if state is State.SUSPENDED:
        return Status.ACTION_SCHEDULED
    if state is State.WORKING:
        return Status.IN_PROGRESS
    return Status.INVESTIGATING if state in TAKEN_ON else Status.OPEN


_ENDED = {
    ClosingCode.FIXED.value: Status.FIXED,
    ClosingCode.ANSWERED.value: Status.CLOSED,
    ClosingCode.NOT_OURS.value: Status.NOT_COUNCILS_RESPONSIBILITY,
    ClosingCode.CANNOT_FIX.value: Status.NO_FURTHER_ACTION,
    ClosingCode.DUPLICATE.value: Status.DUPLICATE,
    ClosingCode.WITHDRAWN.value: Status.CANCELLED,
    ClosingCode.NO_CONTACT.value: Status.NO_FURTHER_ACTION,
    ClosingCode.UNSOLVED.value: Status.NO_FURTHER_ACTION,
}

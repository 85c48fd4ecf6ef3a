"""The life of a matter: received, sorted, taken on, worked on, answered, closed.

On the way it may be handed on, handed back for those above to decide, rest for a stated reason
until a stated day, and be opened again when the resident disputes the answer.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a matter stands. How it ended is said by its closing code, not by a state."""

    RECEIVED = "received"
    TRIAGED = "triaged"
    REFERRED = "referred"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WORKING = "working"
    SUSPENDED = "suspended"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


class Verb(StrEnum):
    """What people do with a matter; each is one line of its timeline."""

    REPORT = "report"
    TRIAGE = "triage"
    ACCEPT = "accept"
    REFER = "refer"
    RETURN = "return"
    ASSIGN = "assign"
    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    ESCALATE = "escalate"
    ANSWER = "answer"
    ADD_WORDS = "add_words"
    TAKE_PART = "take_part"
    RATE = "rate"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"
    MARK_DUPLICATE = "mark_duplicate"
    JOIN = "join"
    SPLIT = "split"
    CLOSE_UNDISPUTED = "close_undisputed"
    ADD_TASK = "add_task"
    TAKE_TASK = "take_task"
    FINISH_TASK = "finish_task"
    DROP_TASK = "drop_task"
    LEAVE_TASKS = "leave_tasks"
    GROUP = "group"
    UNGROUP = "ungroup"
    NAME_RECOURSE = "name_recourse"
    END_RECOURSE = "end_recourse"
    RECOUNT = "recount"
    PASS_ON = "pass_on"
    PLACE = "place"
    CALL_BACK = "call_back"


ON_CALL = "call"
"""The code of a dispute that the resident spoke when they were called back by lot."""


class ClosingCode(StrEnum):
    """How a matter ended. A rate of solved matters counts `fixed` apart from everything else.

    UNSOLVED: the resident says that it is not solved, and leaves it at that.
    """

    FIXED = "fixed"
    ANSWERED = "answered"
    NOT_OURS = "not_ours"
    CANNOT_FIX = "cannot_fix"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    NO_CONTACT = "no_contact"
    UNSOLVED = "unsolved"


class ReturnReason(StrEnum):
    """Why a post hands a matter back instead of taking it on; those above decide."""

    OTHER_PLACE = "other_place"
    OTHER_DUTY = "other_duty"
    NEEDS_POWER = "needs_power"
    SEVERAL = "several"


class Recourse(StrEnum):
    """Another way to one's right that the resident says they have taken. It is theirs to take: it
    hinders no step here, and no figure counts it against anybody.

    Law: 行政訴訟法 art. 3 (in force 2017-07-01).
    """

    PETITION = "petition"
    REVIEW = "review"
    LAWSUIT = "lawsuit"


class RestReason(StrEnum):
    """What a matter waits for while it rests. A court or a petition is a reason, never a demerit."""

    PARTS = "parts"
    WEATHER = "weather"
    OTHERS = "others"
    RESIDENT = "resident"
    DECISION = "decision"
    COURT = "court"


WAITING = frozenset({State.RECEIVED, State.TRIAGED, State.REFERRED, State.RETURNED, State.REOPENED})
"""Nobody has taken the matter on yet."""
TAKEN_ON = frozenset({State.ACCEPTED, State.WORKING, State.SUSPENDED})
OPEN = WAITING | TAKEN_ON
"""The handler owes an answer; the clocks run, or rest for a reason that the resident reads."""

ANSWER_CODES = (
    ClosingCode.FIXED,
    ClosingCode.ANSWERED,
    ClosingCode.NOT_OURS,
    ClosingCode.CANNOT_FIX,
    ClosingCode.NO_CONTACT,
)
"""What a handler may propose with an answer; the resident's rating decides."""

_WHILE_OPEN = {
    Verb.ANSWER: State.ANSWERED,
    Verb.WITHDRAW: State.CLOSED,
    Verb.MARK_DUPLICATE: State.CLOSED,
}
_MOVES: dict[State, dict[Verb, State]] = {
    state: {Verb.ACCEPT: State.ACCEPTED, Verb.REFER: State.REFERRED, Verb.RETURN: State.RETURNED}
    for state in WAITING - {State.RETURNED}
} | {
    State.RETURNED: {Verb.ACCEPT: State.ACCEPTED, Verb.ASSIGN: State.REFERRED},
    State.ACCEPTED: {
        Verb.START: State.WORKING,
        Verb.REFER: State.REFERRED,
        Verb.RETURN: State.RETURNED,
        Verb.SUSPEND: State.SUSPENDED,
    },
    State.WORKING: {
        Verb.REFER: State.REFERRED,
        Verb.RETURN: State.RETURNED,
        Verb.SUSPEND: State.SUSPENDED,
    },
    State.SUSPENDED: {Verb.RESUME: State.ACCEPTED},
}
for _state in (State.ACCEPTED, State.WORKING):
    _MOVES[_state][Verb.PASS_ON] = State.REFERRED
_STAYS = (
    Verb.TRIAGE,
    Verb.ADD_WORDS,
    Verb.TAKE_PART,
    Verb.ESCALATE,
    Verb.JOIN,
    Verb.SPLIT,
    Verb.ADD_TASK,
    Verb.LEAVE_TASKS,
    Verb.GROUP,
    Verb.RECOUNT,
    Verb.PASS_ON,
    Verb.PLACE,
)
OF_TASKS = frozenset({Verb.TAKE_TASK, Verb.FINISH_TASK, Verb.DROP_TASK})
"""Steps of those who were asked for a part. They go on after the answer and never move the matter."""
HOUSEWORK = OF_TASKS - {Verb.FINISH_TASK} | {Verb.ADD_TASK, Verb.GROUP, Verb.UNGROUP}
"""How the work is shared out: lines for those who work on the matter, not for its reporter."""
CONFIDED = frozenset({Verb.NAME_RECOURSE, Verb.END_RECOURSE})
"""Lines that only the reporter and those who work on the matter read."""

TRANSITIONS: dict[State, dict[Verb, State]] = {
    state: dict.fromkeys(_STAYS, state) | _WHILE_OPEN | _MOVES[state] for state in OPEN
} | {
    State.ANSWERED: {
        Verb.ANSWER: State.ANSWERED,
        Verb.LEAVE_TASKS: State.ANSWERED,
        Verb.GROUP: State.ANSWERED,
        Verb.ADD_WORDS: State.ANSWERED,
        Verb.JOIN: State.ANSWERED,
        Verb.SPLIT: State.ANSWERED,
        Verb.TRIAGE: State.ANSWERED,
        Verb.RATE: State.CLOSED,
        Verb.DISPUTE: State.REOPENED,
        Verb.CLOSE_UNDISPUTED: State.CLOSED,
    },
    State.CLOSED: {
        Verb.DISPUTE: State.REOPENED,
        Verb.SPLIT: State.REOPENED,
        Verb.RATE: State.CLOSED,
        Verb.CALL_BACK: State.CLOSED,
    },
}
TRANSITIONS[State.RECEIVED][Verb.TRIAGE] = State.TRIAGED
for _state, _known in TRANSITIONS.items():
    _known |= dict.fromkeys((*sorted(OF_TASKS | CONFIDED), Verb.UNGROUP), _state)


def next_state(state: State, verb: Verb) -> State | None:
    """The state after `verb`, or None when this state does not know the verb."""
    return TRANSITIONS[state].get(verb)


def closing_code(proposed: ClosingCode, *, solved: bool) -> ClosingCode:
    """How a rated matter is closed: by what the resident says of it.

    What they deny is never counted as settled; a refusal stays one. A resident who calls a refused
    matter solved was answered; nobody mended anything.
    """
    if solved and proposed in {
        ClosingCode.NOT_OURS,
        ClosingCode.CANNOT_FIX,
        ClosingCode.NO_CONTACT,
    }:
        return ClosingCode.ANSWERED
    if not solved and proposed in {ClosingCode.FIXED, ClosingCode.ANSWERED}:
        return ClosingCode.UNSOLVED
    return proposed


def undisputed_code(proposed: ClosingCode) -> ClosingCode:
    """How a matter is closed on which the resident said nothing. A fix that nobody confirmed is no fix."""
    return ClosingCode.ANSWERED if proposed is ClosingCode.FIXED else proposed

"""The life of a matter: received, accepted, answered, closed; handed on and reopened on the way."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a matter stands. How it ended is said by its closing code, not by a state."""

    RECEIVED = "received"
    REFERRED = "referred"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


class Verb(StrEnum):
    """What people do with a matter; each is one line of its timeline."""

    REPORT = "report"
    ACCEPT = "accept"
    REFER = "refer"
    ANSWER = "answer"
    ADD_WORDS = "add_words"
    TAKE_PART = "take_part"
    RATE = "rate"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"
    MARK_DUPLICATE = "mark_duplicate"
    CLOSE_UNDISPUTED = "close_undisputed"


class ClosingCode(StrEnum):
    """How a matter ended. A rate of solved matters counts `fixed` apart from everything else."""

    FIXED = "fixed"
    ANSWERED = "answered"
    NOT_OURS = "not_ours"
    CANNOT_FIX = "cannot_fix"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    NO_CONTACT = "no_contact"


WAITING = frozenset({State.RECEIVED, State.REFERRED, State.REOPENED})
"""Nobody has taken the matter on yet."""
OPEN = WAITING | {State.ACCEPTED}
"""The handler owes an answer; the clocks run."""

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
    Verb.REFER: State.REFERRED,
    Verb.WITHDRAW: State.CLOSED,
    Verb.MARK_DUPLICATE: State.CLOSED,
}

TRANSITIONS: dict[State, dict[Verb, State]] = {
    State.RECEIVED: {
        **_WHILE_OPEN,
        Verb.ACCEPT: State.ACCEPTED,
        Verb.ADD_WORDS: State.RECEIVED,
        Verb.TAKE_PART: State.RECEIVED,
    },
    State.REFERRED: {
        **_WHILE_OPEN,
        Verb.ACCEPT: State.ACCEPTED,
        Verb.ADD_WORDS: State.REFERRED,
        Verb.TAKE_PART: State.REFERRED,
    },
    State.REOPENED: {
        **_WHILE_OPEN,
        Verb.ACCEPT: State.ACCEPTED,
        Verb.ADD_WORDS: State.REOPENED,
        Verb.TAKE_PART: State.REOPENED,
    },
    State.ACCEPTED: {
        **_WHILE_OPEN,
        Verb.ADD_WORDS: State.ACCEPTED,
        Verb.TAKE_PART: State.ACCEPTED,
    },
    State.ANSWERED: {
        Verb.ANSWER: State.ANSWERED,
        Verb.ADD_WORDS: State.ANSWERED,
        Verb.RATE: State.CLOSED,
        Verb.DISPUTE: State.REOPENED,
        Verb.CLOSE_UNDISPUTED: State.CLOSED,
    },
    State.CLOSED: {Verb.DISPUTE: State.REOPENED},
}


def next_state(state: State, verb: Verb) -> State | None:
    """The state after `verb`, or None when this state does not know the verb."""
    return TRANSITIONS[state].get(verb)


def closing_code(proposed: ClosingCode, *, solved: bool) -> ClosingCode:
    """How a rated matter is closed. A fix that the resident denies is never counted as a fix.

    A resident who calls a refused matter solved was answered; nobody mended anything.
    """
    if solved and proposed in {
        ClosingCode.NOT_OURS,
        ClosingCode.CANNOT_FIX,
        ClosingCode.NO_CONTACT,
    }:
        return ClosingCode.ANSWERED
    if not solved and proposed is ClosingCode.FIXED:
        return ClosingCode.ANSWERED
    return proposed

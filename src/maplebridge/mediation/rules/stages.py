"""How far a file is, what may follow, and who may do it. Leaving is open to a party at any moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from .visibility import Hat


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    DECLINED = "declined"
    REFERRED = "referred"
    ACCEPTED = "accepted"
    CHOOSING = "choosing"
    """The parties choose their mediator."""
    NOTICED = "noticed"
    """A session is set and the parties were told."""
    IN_SESSION = "in_session"
    SUSPENDED = "suspended"
    PROPOSAL = "proposal"
    AGREED_ORAL = "agreed_oral"
    AGREED = "agreed"
    """In writing, signed."""
    PERFORMING = "performing"
    PERFORMED = "performed"
    BREACHED = "breached"
    TERMINATED = "terminated"
    GUIDED = "guided"
    """Ended without an agreement, and the parties were told which other ways are open."""
    REVISITED = "revisited"
    ARCHIVED = "archived"


class Verb(StrEnum):
    SUBMIT = "submit"
    SCREEN = "screen"
    DECLINE = "decline"
    REFER = "refer"
    ACCEPT = "accept"
    CHOOSE = "choose"
    APPOINT = "appoint"
    NOTIFY = "notify"
    BEGIN = "begin"
    SUSPEND = "suspend"
    RESUME = "resume"
    PROPOSE = "propose"
    TALK_ON = "talk_on"
    AGREE_ORALLY = "agree_orally"
    AGREE = "agree"
    START_PERFORMING = "start_performing"
    PERFORM = "perform"
    BREACH = "breach"
    CURE = "cure"
    LEAVE = "leave"
    TERMINATE = "terminate"
    GUIDE = "guide"
    REVISIT = "revisit"
    ARCHIVE = "archive"


class Pause(StrEnum):
    """Why a file rests. `APPRAISAL` and `REVIEW` do not count towards the days of mediation."""

    TREATMENT = "treatment"
    APPRAISAL = "appraisal"
    REVIEW = "review"
    FUNERAL = "funeral"


class Ending(StrEnum):
    """Why talks ended without an agreement."""

    PARTY_LEFT = "party_left"
    PARTY_ABSENT = "party_absent"
    NO_AGREEMENT = "no_agreement"
    TIME_OVER = "time_over"
    SUED = "sued"
    COLLUSION = "collusion"
    """Signs that the parties act together against somebody else."""
    CRIME = "crime"
    OTHER = "other"


TALKS = frozenset({State.IN_SESSION, State.PROPOSAL})
PENDING = frozenset({
    State.SUBMITTED, State.SCREENING, State.ACCEPTED, State.CHOOSING, State.NOTICED,
    State.IN_SESSION, State.SUSPENDED, State.PROPOSAL,
})  # fmt: skip
"""From the application to an agreement: a party may leave, and the mediator may end it."""
AGREEMENTS = frozenset({State.AGREED_ORAL, State.AGREED})
LIVE = PENDING | {State.DRAFT} | AGREEMENTS | {State.PERFORMING, State.BREACHED}
"""Somebody still has something to do, or a promise is not yet kept."""
OVER = frozenset(State) - LIVE
BEFORE_LEAD = frozenset({
    State.DRAFT, State.SUBMITTED, State.SCREENING, State.ACCEPTED, State.CHOOSING,
})  # fmt: skip

TRANSITIONS: Mapping[Verb, Mapping[State, State]] = {
    Verb.SUBMIT: {State.DRAFT: State.SUBMITTED},
    Verb.SCREEN: {State.SUBMITTED: State.SCREENING},
    Verb.DECLINE: {State.SCREENING: State.DECLINED},
    Verb.REFER: {State.SCREENING: State.REFERRED},
    Verb.ACCEPT: {State.SCREENING: State.ACCEPTED},
    Verb.CHOOSE: {State.ACCEPTED: State.CHOOSING},
    Verb.APPOINT: {
        State.ACCEPTED: State.ACCEPTED, State.CHOOSING: State.CHOOSING,
        State.NOTICED: State.NOTICED, State.IN_SESSION: State.IN_SESSION,
        State.SUSPENDED: State.SUSPENDED, State.PROPOSAL: State.PROPOSAL,
    },
    Verb.NOTIFY: {
        State.ACCEPTED: State.NOTICED, State.CHOOSING: State.NOTICED,
        State.NOTICED: State.NOTICED, State.IN_SESSION: State.IN_SESSION,
        State.SUSPENDED: State.SUSPENDED, State.PROPOSAL: State.PROPOSAL,
    },
    Verb.BEGIN: {
        State.ACCEPTED: State.IN_SESSION, State.CHOOSING: State.IN_SESSION,
        State.NOTICED: State.IN_SESSION,
    },
    Verb.SUSPEND: {State.IN_SESSION: State.SUSPENDED, State.PROPOSAL: State.SUSPENDED},
    Verb.RESUME: {State.SUSPENDED: State.IN_SESSION},
    Verb.PROPOSE: {State.IN_SESSION: State.PROPOSAL},
    Verb.TALK_ON: {State.PROPOSAL: State.IN_SESSION},
    Verb.AGREE_ORALLY: dict.fromkeys(TALKS, State.AGREED_ORAL),
    Verb.AGREE: {**dict.fromkeys(TALKS, State.AGREED), State.AGREED_ORAL: State.AGREED},
    Verb.START_PERFORMING: dict.fromkeys(AGREEMENTS, State.PERFORMING),
    Verb.PERFORM: {
        **dict.fromkeys(AGREEMENTS, State.PERFORMED), State.PERFORMING: State.PERFORMED,
        State.BREACHED: State.PERFORMED,
    },
    Verb.BREACH: {
        **dict.fromkeys(AGREEMENTS, State.BREACHED), State.PERFORMING: State.BREACHED,
    },
    Verb.CURE: {State.BREACHED: State.PERFORMING},
    Verb.LEAVE: dict.fromkeys(PENDING, State.TERMINATED),
    Verb.TERMINATE: dict.fromkeys(PENDING, State.TERMINATED),
    Verb.GUIDE: {State.TERMINATED: State.GUIDED},
    Verb.REVISIT: {State.PERFORMED: State.REVISITED, State.BREACHED: State.BREACHED},
    Verb.ARCHIVE: {
        State.PERFORMED: State.ARCHIVED, State.REVISITED: State.ARCHIVED,
        State.BREACHED: State.ARCHIVED, State.GUIDED: State.ARCHIVED,
        State.DECLINED: State.ARCHIVED, State.REFERRED: State.ARCHIVED,
    },
}  # fmt: skip

_PARTIES = frozenset({Hat.PARTY, Hat.REPRESENTATIVE})
_MEDIATORS = frozenset({Hat.LEAD, Hat.CO_MEDIATOR})
_COMMITTEE = frozenset({Hat.COMMITTEE})
_LEAD = frozenset({Hat.LEAD})

WHO: Mapping[Verb, frozenset[Hat]] = {
    Verb.SUBMIT: _PARTIES | _COMMITTEE,
    Verb.SCREEN: _COMMITTEE,
    Verb.DECLINE: _COMMITTEE,
    Verb.REFER: _COMMITTEE,
    Verb.ACCEPT: _COMMITTEE,
    Verb.CHOOSE: _COMMITTEE,
    Verb.APPOINT: _COMMITTEE,
    Verb.NOTIFY: _MEDIATORS | _COMMITTEE,
    Verb.BEGIN: _MEDIATORS,
    Verb.SUSPEND: _MEDIATORS,
    Verb.RESUME: _MEDIATORS,
    Verb.PROPOSE: _MEDIATORS,
    Verb.TALK_ON: _MEDIATORS,
    Verb.AGREE_ORALLY: _LEAD,
    Verb.AGREE: _LEAD,
    Verb.START_PERFORMING: _LEAD | _COMMITTEE,
    Verb.PERFORM: _LEAD | _COMMITTEE,
    Verb.BREACH: _LEAD | _COMMITTEE,
    Verb.CURE: _LEAD | _COMMITTEE,
    Verb.LEAVE: _PARTIES,
    Verb.TERMINATE: _LEAD | _COMMITTEE,
    Verb.GUIDE: _LEAD | _COMMITTEE,
    Verb.REVISIT: _LEAD | _COMMITTEE,
    Verb.ARCHIVE: _LEAD | _COMMITTEE,
}


def may_follow(state: State, verb: Verb) -> bool:
    return state in TRANSITIONS[verb]


def then(state: State, verb: Verb) -> State:
    """Where `verb` leads. Raises KeyError where it may not follow."""
    return TRANSITIONS[verb][state]


def allowed(state: State, verb: Verb, hats: Iterable[Hat]) -> bool:
    """Whether somebody with these hats may take this step now.

    Law: 人民調解法 art. 23, 26 (in force 2011-01-01).
    """
    return may_follow(state, verb) and bool(WHO[verb] & set(hats))


def verbs(state: State, hats: Iterable[Hat]) -> tuple[Verb, ...]:
    """The steps open to somebody with these hats, in the order of the flow."""
    worn = set(hats)
    return tuple(verb for verb in Verb if allowed(state, verb, worn))


class Confirmation(StrEnum):
    """The side track of a court's confirmation, beside the state of the file."""

    NONE = ""
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REFUSED = "refused"
    """The court did not take the application on."""
    WITHDRAWN = "withdrawn"


CONFIRMATIONS: Mapping[Confirmation, frozenset[Confirmation]] = {
    Confirmation.NONE: frozenset({Confirmation.APPLIED}),
    Confirmation.APPLIED: frozenset(
        {
            Confirmation.CONFIRMED,
            Confirmation.REJECTED,
            Confirmation.REFUSED,
            Confirmation.WITHDRAWN,
        }
    ),
    Confirmation.REFUSED: frozenset({Confirmation.APPLIED}),
    Confirmation.WITHDRAWN: frozenset({Confirmation.APPLIED}),
    Confirmation.CONFIRMED: frozenset(),
    Confirmation.REJECTED: frozenset(),
}
"""What was withdrawn or not taken on may be applied for anew while the thirty days last; a ruling
stands."""

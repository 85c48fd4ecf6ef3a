"""Which clocks of a file run, until when, and when the next alert is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from maplebridge.core import calendar

from ..models import MediationFile
from ..rules import counting, terms
from ..rules.counting import Known, Start
from ..rules.stages import AGREEMENTS, PENDING, Confirmation, Pause, State
from ..rules.terms import TERMS, Alert, Code, Days, Deadline, Gap, Term
from .counting import known_of

RINGS_AT = time(8, 0)
"""Alerts are given in the morning of their day."""
UNCOUNTED = frozenset({Pause.APPRAISAL, Pause.REVIEW})
YEARS_AHEAD = 2
PROMISED = frozenset({
    *AGREEMENTS, State.PERFORMING, State.BREACHED, State.PERFORMED, State.REVISITED, State.ARCHIVED,
})  # fmt: skip
"""Also what was put away: the thirty days of the court run all the same."""
CLOSED_WAYS = frozenset({
    Code.CONFIRM, Code.POLICE_AFTER_FAILURE, Code.POLICE_AFTER_CERTIFICATE, Code.CERTIFICATE_REVIEW,
})  # fmt: skip
"""What cannot be done any more once its last day is over."""


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs: until which day, None while it stands still; `party` is whose alone it is."""

    term: Term
    start: date
    end: Deadline | None
    late: bool
    party: str = ""
    mark: str = ""


def days_of(now: datetime) -> Days:
    """The calendar around now as data. One query."""
    year = calendar.today(now).year
    exceptions = calendar.exceptions(year - 1, year + YEARS_AHEAD)
    return Days(exceptions, frozenset(day.year for day in exceptions))


def gaps_of(file: MediationFile) -> tuple[Gap, ...]:
    """The days that do not count towards those of mediation, with the pause that lasts."""
    held = [Gap(date.fromisoformat(one), date.fromisoformat(two)) for one, two in file.gaps]
    if file.paused_on is not None and Pause(file.paused_for) in UNCOUNTED:
        held.append(Gap(file.paused_on, None))
    return tuple(held)


def started(file: MediationFile, known: Known) -> list[Start]:
    """Each clock that runs in this state, and the day on which it began."""
    state, found = file.stage, list[Start]()
    submitted, accepted = _day(file.submitted_at), _day(file.accepted_at)
    if state in {State.SUBMITTED, State.SCREENING} and submitted:
        found.append(Start(TERMS[Code.DECIDE], submitted))
    if state in PENDING and accepted:
        if file.lead_id is None:
            found.append(Start(TERMS[Code.APPOINT], accepted))
        if state is State.ACCEPTED:
            found.append(Start(TERMS[Code.ASK_OTHER], accepted))
        term = counting.mediating(known.more_days)
        found.append(Start(term, accepted, gaps=gaps_of(file)))
    asked = file.confirmation in {
        Confirmation.NONE, Confirmation.WITHDRAWN, Confirmation.REFUSED,
    }  # fmt: skip
    if state in PROMISED and file.agreed_on and asked:
        found.append(Start(TERMS[Code.CONFIRM], file.agreed_on))
    ended = _day(file.ended_at)
    if ended and counting.waits_for_police(file.failed, file.kind, known):
        found.append(Start(TERMS[Code.POLICE_AFTER_FAILURE], ended))
    found += counting.entered(known, state, submitted, file.agreed_on)
    found += counting.at_court(known, Confirmation(file.confirmation))
    found += counting.visiting(known, state, file.agreed_on, ended)
    return [*found, *known.others]


def running(
    file: MediationFile, days: Days, today: date, known: Known | None = None
) -> list[Running]:
    """The clocks of a file with their last days, the nearest first; those that stand still last."""
    found = []
    for start in started(file, known_of(file) if known is None else known):
        end = terms.last_day(start.term, start.day, days, start.gaps)
        over = end is not None and today > end.day
        if over and start.term.code in CLOSED_WAYS:
            continue  # the way is closed; the page says so by its state
        found.append(Running(start.term, start.day, end, over, start.party, start.mark))
    return sorted(found, key=lambda one: (one.end is None, one.end.day if one.end else one.start))


def last_to_ask(file: MediationFile, days: Days) -> date | None:
    """The last day on which a court can be asked to confirm; None before there is an agreement."""
    end = terms.last_day(TERMS[Code.CONFIRM], file.agreed_on, days) if file.agreed_on else None
    return end.day if end else None


def alerts_of(
    file: MediationFile, days: Days, known: Known | None = None
) -> tuple[tuple[Start, Alert], ...]:
    """Every alert that the running clocks of a file call for, each with its clock."""
    known = known_of(file) if known is None else known
    return counting.ringing_of(started(file, known), days)


def next_ring(
    file: MediationFile, days: Days, rung: Iterable[str], known: Known | None = None
) -> datetime | None:
    """The instant of the next alert; one whose day has passed is due at once."""
    day = terms.next_ring((one for _start, one in alerts_of(file, days, known)), rung)
    if day is None:
        return None
    return datetime.combine(day, RINGS_AT, tzinfo=calendar.zone())


def _day(at: datetime | None) -> date | None:
    return calendar.today(at) if at is not None else None

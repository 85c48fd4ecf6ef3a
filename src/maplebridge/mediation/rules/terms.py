"""The clocks of a file: terms in calendar and working days, and the alerts before the last day.

Days come in as data (`Days`). A year whose holidays were not announced is counted against
ourselves: no working day is left out, no last day rolls on, and the answer says that it is uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5
EXPRESS_MINUTES = 30
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Which days are worked: exceptions to the plain week, and the years that were announced."""

    exceptions: Mapping[date, bool]
    years: frozenset[int]

    def known(self, day: date) -> bool:
        return day.year in self.years

    def works(self, day: date) -> bool:
        """Whether it is worked, by the table or the plain week."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def may_be_worked(self, day: date) -> bool:
        """Whether it counts as a working day when we must not promise too much."""
        return self.works(day) or not self.known(day)


class Unit(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"
    MONTHS = "months"


class Code(StrEnum):
    """The clocks that a file can have."""

    DECIDE = "decide"
    ASK_OTHER = "ask_other"
    CHOOSE = "choose"
    APPOINT = "appoint"
    NOTICE = "notice"
    CHANGE = "change"
    MEDIATE = "mediate"
    CERTIFICATE_REVIEW = "certificate_review"
    POLICE_AFTER_FAILURE = "police_after_failure"
    POLICE_AFTER_CERTIFICATE = "police_after_certificate"
    INSURER_PAPERS = "insurer_papers"
    INSURER_DECIDES = "insurer_decides"
    INSURER_PAYS = "insurer_pays"
    CONFIRM = "confirm"
    COURT_TAKES = "court_takes"
    COURT_RULES = "court_rules"
    LEGAL_AID = "legal_aid"
    LAWYER = "lawyer"
    FILE_SUIT = "file_suit"
    FILE_SUIT_HERE = "file_suit_here"
    TRIED_ORDINARY = "tried_ordinary"
    TRIED_SUMMARY = "tried_summary"
    TRIED_SMALL = "tried_small"
    SUE_AFTER_PRESERVATION = "sue_after_preservation"
    LIMITATION = "limitation"
    VISIT = "visit"
    SECOND_VISIT = "second_visit"


@dataclass(frozen=True, slots=True)
class Term:
    """How long: `days` after the day it starts on, which is not counted. `rolls`: a last day off
    moves on to the next working day. `law` is "" for a promise of ours. `alerts` are days after the
    start on which those concerned are reminded."""

    code: Code
    days: int
    unit: Unit
    law: str
    rolls: bool = True
    alerts: tuple[int, ...] = ()

    @property
    def statutory(self) -> bool:
        return bool(self.law)


_C, _W, _M = Unit.CALENDAR, Unit.WORKING, Unit.MONTHS

TERMS: Mapping[Code, Term] = {
    one.code: one
    for one in (
        Term(Code.DECIDE, 3, _W, "人民法院在線調解規則 12", alerts=(2, 3)),
        Term(Code.ASK_OTHER, 3, _W, "人民法院在線調解規則 15"),
        Term(Code.CHOOSE, 2, _W, "人民法院在線調解規則 10"),
        Term(Code.APPOINT, 3, _W, "人民法院在線調解規則 10"),
        Term(Code.NOTICE, 3, _C, "道路交通事故處理程序規定 88", rolls=False),
        Term(Code.CHANGE, 1, _C, "道路交通事故處理程序規定 88", rolls=False),
        Term(Code.MEDIATE, 30, _C, "人民法院在線調解規則 24", alerts=(20, 27, 30)),
        Term(Code.CERTIFICATE_REVIEW, 3, _C, "道路交通事故處理程序規定 71", alerts=(1, 2, 3)),
        Term(Code.POLICE_AFTER_FAILURE, 3, _C, "道路交通事故處理程序規定 86", alerts=(1, 2, 3)),
        Term(Code.POLICE_AFTER_CERTIFICATE, 10, _C, "道路交通事故處理程序規定 84", alerts=(7, 9, 10)),
        Term(Code.INSURER_PAPERS, 1, _C, "機動車交通事故責任強制保險條例 28", alerts=(1,)),
        Term(Code.INSURER_DECIDES, 5, _C, "機動車交通事故責任強制保險條例 29", alerts=(4, 5)),
        Term(Code.INSURER_PAYS, 10, _C, "機動車交通事故責任強制保險條例 29", alerts=(8, 10)),
        Term(Code.CONFIRM, 30, _C, "民事訴訟法 205", alerts=(20, 25, 28, 30)),
        Term(Code.COURT_TAKES, 3, _C, "法釋〔2011〕5 4", alerts=(2, 3)),
        Term(Code.COURT_RULES, 15, _C, "法釋〔2011〕5 5", alerts=(12, 15)),
        Term(Code.LEGAL_AID, 7, _C, "法律援助法 43", alerts=(5, 7)),
        Term(Code.LAWYER, 3, _C, "法律援助法 43", alerts=(2, 3)),
        Term(Code.FILE_SUIT, 7, _C, "民事訴訟法 126", alerts=(5, 7)),
        Term(Code.FILE_SUIT_HERE, 1, _W, "", alerts=(1,)),
        Term(Code.SUE_AFTER_PRESERVATION, 30, _C, "民事訴訟法 104", alerts=(20, 25, 28, 30)),
        Term(Code.TRIED_ORDINARY, 60, _C, "", rolls=False, alerts=(50, 60)),
        Term(Code.TRIED_SUMMARY, 30, _C, "", rolls=False, alerts=(20, 30)),
        Term(Code.TRIED_SMALL, 20, _C, "", rolls=False, alerts=(14, 20)),
        Term(Code.LIMITATION, 36, _M, "民法典 188", rolls=False),
        Term(Code.VISIT, 15, _C, "", rolls=False, alerts=(15,)),
        Term(Code.SECOND_VISIT, 6, _M, "", rolls=False),
    )
}  # fmt: skip
"""Each clock. Limitation and the second visit count in months: see `later` for their reminders."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which it can still be done. `certain` is False when a year was unknown."""

    day: date
    certain: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Days that do not count, such as those of an appraisal: the first, and the first that counts
    again; None while it still lasts."""

    first: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)


def last_day(term: Term, start: date, days: Days, gaps: Iterable[Gap] = ()) -> Deadline | None:
    """When a term that starts on `start` ends; None while a gap lasts without an end.

    The day of the start is not counted, nor are days in a gap. When the last day is a day off, the
    next working day is the last one; in a year not announced it is not moved, because a Saturday
    may turn out to be worked.

    Law: 民事訴訟法 art. 85 (in force 2024-01-01).
    """
    if term.unit is Unit.MONTHS:
        return Deadline(later(start, months=term.days), True)
    holes = sorted(gaps, key=lambda gap: gap.first)
    if any(gap.until is None for gap in holes):
        return None
    day, left, certain = start, term.days, days.known(start) or term.unit is Unit.CALENDAR
    while left:
        day += DAY
        if any(gap.holds(day) for gap in holes):
            continue
        if term.unit is Unit.WORKING:
            certain = certain and days.known(day)
            left -= days.may_be_worked(day)
        else:
            left -= 1
    if term.unit is Unit.CALENDAR and term.rolls:
        while days.known(day) and not days.works(day):
            day += DAY
        certain = days.known(day)
    return Deadline(day, certain)


def first_day_of_notice(sits_on: date, days_before: int = TERMS[Code.NOTICE].days) -> date:
    """The last day on which parties can be told of a session: so many full days lie between."""
    return sits_on - timedelta(days=days_before)


@dataclass(frozen=True, slots=True)
class Alert:
    """A reminder of `code`, `after` days from its start, to be given on `day`."""

    code: Code
    after: int
    day: date
    mark: str = ""

    @property
    def key(self) -> str:
        """What is kept of a reminder that was given; `mark` tells two clocks of one code apart."""
        return f"{self.code.value}_{self.after}{'.' if self.mark else ''}{self.mark}"


ALERT = "alert"
"""The verb of a line that says that a reminder was given; its code says which."""


def code_of(key: str) -> str:
    """Of which clock a reminder was, by its key."""
    return key.partition(".")[0].rpartition("_")[0]


def alerts(term: Term, start: date, days: Days, gaps: Iterable[Gap] = ()) -> tuple[Alert, ...]:
    """The days on which those concerned are reminded, none after the last day.

    A day off is brought forward to the working day before it, so that an office can still act; never
    to before the start. While a gap lasts there are none.
    """
    if term.unit is Unit.MONTHS:
        last = later(start, months=term.days)
        if term.code is Code.LIMITATION:
            return limitation_alerts(last)
        return (Alert(term.code, term.days, last),)
    holes = tuple(gaps)
    end = last_day(term, start, days, holes)
    if end is None:
        return ()
    found = []
    for after in term.alerts:
        part = Term(term.code, after, term.unit, term.law, rolls=False)
        nominal = last_day(part, start, days, holes)
        assert nominal is not None, "a gap without an end was seen above"
        day = min(nominal.day, end.day)
        worked = day
        while worked > start and not days.works(worked):
            worked -= DAY
        found.append(Alert(term.code, after, worked if worked > start else day))
    return tuple(found)


def ringing(due: Iterable[Alert], rung: Iterable[str], today: date) -> tuple[Alert, ...]:
    """What has to be said today: due and not said yet, also when the clock stood still for days."""
    said = set(rung)
    return tuple(one for one in due if one.day <= today and one.key not in said)


def next_ring(due: Iterable[Alert], rung: Iterable[str]) -> date | None:
    """The day on which the next reminder falls; None when all were given."""
    said = set(rung)
    return min((one.day for one in due if one.key not in said), default=None)


def later(day: date, *, years: int = 0, months: int = 0) -> date:
    """The same day of a later month, or its last day: 31 August and half a year is 28 February.

    Law: 民法典 art. 202 (in force 2021-01-01).
    """
    number = day.month - 1 + months
    year, month = day.year + years + number // 12, number % 12 + 1
    while True:
        try:
            return date(year, month, day.day)
        except ValueError:
            day = day.replace(day=day.day - 1)


LIMITATION_YEARS = 3


def limitation(known_on: date, interrupted_on: date | None = None) -> date:
    """The last day of the time to sue: three years from when loss and debtor were known, anew from
    the day on which mediation was asked for. What is over by then does not begin anew.

    Law: 民法典 art. 188, 195 (in force 2021-01-01).
    """
    return later(limitation_start(known_on, interrupted_on), years=LIMITATION_YEARS)


def limitation_start(known_on: date, interrupted_on: date | None) -> date:
    """The day from which the time to sue counts."""
    if interrupted_on is None or interrupted_on > later(known_on, years=LIMITATION_YEARS):
        return known_on
    return max(known_on, interrupted_on)


def limitation_alerts(last: date) -> tuple[Alert, ...]:
    """Half a year, thirty and seven days before; `after` is so many days before the last one."""
    early = later(last, months=-6)
    return (
        Alert(Code.LIMITATION, 180, early),
        Alert(Code.LIMITATION, 30, last - timedelta(days=30)),
        Alert(Code.LIMITATION, 7, last - timedelta(days=7)),
    )


def second_visit(performed_on: date) -> date:
    """Half a year after the last promise was kept; a proposal of ours, no law asks for it."""
    return later(performed_on, months=6)

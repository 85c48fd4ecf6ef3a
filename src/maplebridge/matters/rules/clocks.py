"""By when a resident hears something, and by when the matter is settled: a pure function.

The clocks start when a concern is reported and anew when an answer is disputed. Handing a matter
on does not restart them, and neither does anything that the reporter adds. The settling clock
stands still while a matter rests for a stated reason, while the resident has taken another way to
their right, and for some days while the handler waits for the resident's reply to a question: what
was left of it is left when it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from .states import Verb


class Due(Protocol):
    """An instant, and whether the working days up to it are all announced."""

    @property
    def at(self) -> datetime: ...
    @property
    def certain(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """A due instant of our own making: round the clock, always certain."""

    at: datetime
    certain: bool = True


class WorkCalendar(Protocol):
    """Counts working time; core.calendar is one."""

    def add_working_hours(self, start: datetime, hours: int) -> Due: ...
    def add_working_days(self, start: datetime, days: int) -> Due: ...


@dataclass(frozen=True, slots=True)
class Promise:
    """The service promise of a category: first answer in working hours, settled in working days.

    A hazard is promised round the clock: then hours are hours and days are 24 of them.
    """

    first_answer_hours: int
    settle_days: int
    round_the_clock: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline, as far as the clocks care. `asks`: the handler's words are a question;
    `silent`: nobody wrote a word with it."""

    at: datetime
    verb: Verb
    by_reporter: bool
    asks: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both deadlines of the running round, and when each was met (None: not yet).

    While it rests (`resting_since`) the settling deadline is the one that work would go on with.
    """

    started_at: datetime
    first_answer_due: Due
    settle_due: Due
    first_answer_at: datetime | None
    settled_at: datetime | None
    resting_since: datetime | None = None

    @property
    def next_due(self) -> Due | None:
        """What the handler owes next; None when nothing is owed. A first word is owed at all times."""
        if self.settled_at is not None:
            return None
        if self.first_answer_at is None:
            return self.first_answer_due
        return self.settle_due if self.resting_since is None else None


_STARTS = frozenset({Verb.REPORT, Verb.DISPUTE})
_SETTLES = frozenset(
    {Verb.ANSWER, Verb.WITHDRAW, Verb.MARK_DUPLICATE, Verb.RATE, Verb.CLOSE_UNDISPUTED}
)
_WITH_WORDS = frozenset({Verb.ACCEPT, Verb.START, Verb.RESUME})
_SPEAKS = _SETTLES | _WITH_WORDS | {Verb.ADD_WORDS, Verb.SUSPEND}
_WAKES = _SETTLES | {Verb.RESUME, Verb.SPLIT}
ASK_DAYS = 5
"""So many days of a round, taken together, a handler may wait for replies without losing time."""
PROMISE_DAYS_MAX = 400
"""No promise is longer; a count of working days that never ends would hang on bad data."""


def shorter(one: Promise, other: Promise) -> Promise:
    """Each clock of the two promises that gives the resident the sooner word."""
    return Promise(
        min(one.first_answer_hours, other.first_answer_hours),
        min(one.settle_days, other.settle_days),
        one.round_the_clock or other.round_the_clock,
    )


def is_no_loss(old: Promise, new: Promise) -> bool:
    """Whether the resident hears and is served no later under the new promise."""
    return (
        new.first_answer_hours <= old.first_answer_hours
        and new.settle_days <= old.settle_days
        and (new.round_the_clock or not old.round_the_clock)
    )


def due_from(start: datetime, promise: Promise, calendar: WorkCalendar) -> tuple[Due, Due]:
    """First-answer and settling deadlines of a round that starts at `start`."""
    if promise.round_the_clock:
        return (
            Moment(start + timedelta(hours=promise.first_answer_hours)),
            Moment(start + timedelta(days=promise.settle_days)),
        )
    first = calendar.add_working_hours(start, promise.first_answer_hours)
    settle = calendar.add_working_days(start, promise.settle_days)
    return first, settle if settle.at >= first.at else first


def clocks(steps: Sequence[Step], promise: Promise, calendar: WorkCalendar) -> Clocks:
    """The clocks of a timeline in order of time. Its first step is the report."""
    round_began = max(i for i, step in enumerate(steps) if step.verb in _STARTS)
    start = steps[round_began].at
    first, settle = due_from(start, promise, calendar)
    lines = _as_if_never_joined(steps[round_began + 1 :])
    first_answer_at = settled_at = None
    for step in lines:
        if first_answer_at is None and not step.by_reporter and is_answer(step.verb, step.silent):
            first_answer_at = step.at
        if settled_at is None and step.verb in _SETTLES:
            settled_at = step.at
    resting = None
    for since, until in _pauses(steps[: round_began + 1], lines):
        if until is None:
            resting = since
        else:
            settle = after_rest(settle, since, until, promise, calendar)
    return Clocks(start, first, settle, first_answer_at, settled_at, resting)


Span = tuple[datetime, datetime | None]


def _pauses(before: Sequence[Step], lines: Sequence[Step]) -> list[Span]:
    """When the settling clock of a round stands still, in order and apart; the last may have no end.

    `before` are the lines up to the beginning of the round: a recourse may run since then.
    """
    begun = before[-1].at if recourse_since(before) is not None else None
    spans: list[Span] = [
        *_spans(lines, {Verb.SUSPEND}, _WAKES, None),
        *_spans(lines, {Verb.NAME_RECOURSE}, _SETTLES | {Verb.END_RECOURSE}, begun),
        *_waits(lines),
    ]
    spans.sort(key=lambda span: (span[0], span[1] is None))
    joined: list[Span] = []
    for since, until in spans:
        if joined and (joined[-1][1] is None or since <= joined[-1][1]):
            joined[-1] = joined[-1][0], _later(joined[-1][1], until)
        else:
            joined.append((since, until))
    return joined


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _spans(
    lines: Sequence[Step], begins: Set[Verb], ends: Set[Verb], since: datetime | None
) -> list[Span]:
    found: list[Span] = []
    for step in lines:
        if since is None and step.verb in begins:
            since = step.at
        elif since is not None and step.verb in ends:
            found.append((since, step.at))
            since = None
    return found if since is None else [*found, (since, None)]


def _waits(lines: Sequence[Step]) -> list[Span]:
    """While a question of the handler waits for the resident's reply: together at most ASK_DAYS."""
    left, asked = timedelta(days=ASK_DAYS), None
    found: list[Span] = []
    for step in lines:
        heard = step.verb in _SETTLES or (step.verb is Verb.ADD_WORDS and step.by_reporter)
        if asked is not None and heard:
            until = min(step.at, asked + left)
            found.append((asked, until))
            left, asked = left - (until - asked), None
        if asked is None and step.asks and left > timedelta(0):
            asked = step.at
    return found if asked is None else [*found, (asked, asked + left)]


def recourse_since(steps: Sequence[Step]) -> datetime | None:
    """Since when a petition, a review or a lawsuit is going on; None when none is."""
    since = None
    for step in steps:
        if step.verb is Verb.NAME_RECOURSE:
            since = since or step.at
        elif step.verb is Verb.END_RECOURSE:
            since = None
    return since


def is_answer(verb: Verb, silent: bool) -> bool:
    """Whether a line of a worker's counts as the first answer: the resident was told something.

    That it was taken on, that work begins or goes on is one only with words.
    """
    return verb in _SPEAKS and not (silent and verb in _WITH_WORDS)


def _as_if_never_joined(steps: Sequence[Step]) -> Sequence[Step]:
    """The steps without a closing as a repetition that was undone: the time ran on meanwhile."""
    kept: list[Step] = []
    for step in steps:
        if step.verb is Verb.SPLIT and kept and kept[-1].verb is Verb.MARK_DUPLICATE:
            kept.pop()
        kept.append(step)
    return kept


def after_rest(
    settle: Due, rested: datetime, woke: datetime, promise: Promise, calendar: WorkCalendar
) -> Due:
    """The settling deadline once a rest from `rested` to `woke` is over.

    Round the clock the time of the rest is added. Otherwise the working days that were left at its
    beginning are left at its end. What was overdue stays overdue: a rest excuses nothing.
    """
    if rested >= settle.at or woke <= rested:
        return settle
    if promise.round_the_clock:
        return Moment(settle.at + (woke - rested), settle.certain)
    left = _days_left(rested, settle, calendar)
    due = calendar.add_working_days(woke, left)
    return due if due.at >= settle.at else settle


def _days_left(at: datetime, settle: Due, calendar: WorkCalendar) -> int:
    """The fewest working days from `at` on that reach the deadline."""
    for days in range(1, PROMISE_DAYS_MAX):
        if calendar.add_working_days(at, days).at >= settle.at:
            return days
    return PROMISE_DAYS_MAX


def waits_for_handler(steps: Sequence[Step]) -> bool:
    """Whether the reporter, not the handler, spoke last. Matter.wrote_at keeps it for the lists."""
    spoken = [s for s in steps if s.verb in _SPEAKS | _STARTS]
    return bool(spoken) and spoken[-1].by_reporter


def add_working_hours(
    start: datetime,
    hours: int,
    *,
    is_workday: Callable[[date], tuple[bool, bool]],
    hours_on: Callable[[date], Sequence[tuple[time, time]]],
) -> Moment:
    """The instant at which `hours` of office time have passed since `start` (local time zone).

    `hours_on` gives the hours of a worked day, one interval or more, each day its own. `is_workday` answers (worked, known); a day of an unannounced year counts as worked, so that
    the promise is never longer than it may turn out to be, and the result is not certain.
    """
    assert hours > 0
    left = timedelta(hours=hours)
    certain = True
    day = start.date()
    while True:
        worked, known = is_workday(day)
        if worked or not known:
            certain = certain and known
            for opens, closes in hours_on(day):
                begin = max(start, datetime.combine(day, opens, tzinfo=start.tzinfo))
                end = datetime.combine(day, closes, tzinfo=start.tzinfo)
                if begin >= end:
                    continue
                if end - begin >= left:
                    return Moment(begin + left, certain)
                left -= end - begin
        day += timedelta(days=1)

"""What would have happened under another rule: timelines of the past, run through the clocks again.

What happened is judged by the version of the catalogue under which each matter was reported, because
that was promised. A change of a limit is exact, because the clocks are a function of the timeline. A change of who is
asked first rests on one assumption, which goes with the result: the post that answered in the end
would have taken as long from being asked as it took. What cannot be known is counted as unknown.
It appraises rules and places: no line of it names or counts a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from .clocks import Promise, Step, WorkCalendar, clocks
from .states import Verb


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a past timeline. `level` is that of the post it went to, "" for none; `kind` the
    category that a sorting gave; `silent` that nobody wrote a word with it."""

    at: datetime
    verb: Verb
    by_reporter: bool = False
    level: str = ""
    kind: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """A matter that came in earlier: the kind it was reported as, where, and its timeline.

    `post` is the key of the post that has it, "" for none.
    `rulebook` is the version it was reported under, `words` what was said, "" when that is forgotten.
    """

    kind: str
    path: str
    lines: tuple[Line, ...]
    rulebook: str = ""
    words: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class LimitChange:
    """Another promise for a kind from the report on."""

    kind: str
    first_answer_hours: int
    settle_days: int


@dataclass(frozen=True, slots=True)
class RouteChange:
    """A kind at a place is asked of a post of another level first."""

    kind: str
    path: str
    level: str


@dataclass(frozen=True, slots=True)
class SplitChange:
    """A kind becomes two; `part_of` says by the words which. `limits` are hours and days by part,
    empty to see what happened in each part under the promises of its time."""

    kind: str
    part_of: Callable[[str], str]
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)


Change = LimitChange | RouteChange | SplitChange


@dataclass(slots=True)
class Tally:
    """Rounds of matters of one kind, and how their deadlines ended. A round that its reporter took
    back is in `rounds` and in no other figure: nobody is to blame for it."""

    rounds: int = 0
    first_kept: int = 0
    first_missed: int = 0
    settle_kept: int = 0
    settle_missed: int = 0
    running: int = 0
    taken_back: int = 0
    hand_overs: int = 0
    hand_backs: int = 0
    unknown: int = 0

    def add(self, other: Tally) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class Replayed:
    """The figures by kind, what was assumed to come to them, and how many rounds were reported under
    which version."""

    kinds: dict[str, Tally] = field(default_factory=dict)
    versions: Counter[tuple[str, str]] = field(default_factory=Counter)
    assumptions: tuple[str, ...] = ()

    @property
    def total(self) -> Tally:
        found = Tally()
        for one in self.kinds.values():
            found.add(one)
        return found


ASSUMED_LIMIT = "limit"
ASSUMED_ROUTE = "route"
ASSUMED_SPLIT = "split"
PromiseOf = Callable[[str, str], Promise]
"""The promise of a version (its name) for a kind."""
_MOVES = frozenset({Verb.REFER, Verb.RETURN, Verb.ASSIGN})
_ANSWERS = frozenset({Verb.ANSWER, Verb.ACCEPT})


def replay(
    past: Iterable[Past],
    *,
    promise_of: PromiseOf,
    calendar_of: Callable[[str], WorkCalendar],
    now: datetime,
    change: Change | None = None,
) -> Replayed:
    """The figures of all rounds, each under the version of its own day, with `change` when there is one.

    Without a change it is what happened. A change of a limit changes that limit and nothing else of
    the version. Timelines are read one at a time.
    """
    found = Replayed(assumptions=_assumed(change))
    for matter in past:
        kind = matter.kind
        for round_ in rounds(matter.lines):
            kind = kind_of(round_, kind)
            promise = promise_of(matter.rulebook, kind)
            part, lines, promise, unknown = _changed(matter, round_, kind, promise, change)
            tally = _judged(lines, promise, calendar_of(matter.rulebook), now)
            tally.unknown = unknown
            found.kinds.setdefault(part, Tally()).add(tally)
            found.versions[part, matter.rulebook] += 1
    return found


def _assumed(change: Change | None) -> tuple[str, ...]:
    match change:
        case LimitChange():
            return (ASSUMED_LIMIT,)
        case RouteChange():
            return (ASSUMED_ROUTE,)
        case SplitChange():
            return (ASSUMED_SPLIT,)
    return ()


def rounds(lines: Sequence[Line]) -> list[list[Line]]:
    """The rounds of a timeline: each begins with the report or a dispute."""
    found: list[list[Line]] = []
    for line in lines:
        if line.verb in {Verb.REPORT, Verb.DISPUTE} or not found:
            found.append([])
        found[-1].append(line)
    return found


def kind_of(lines: Sequence[Line], before: str) -> str:
    """The kind that a round ended as: sorting anew counts from the report on."""
    named = [line.kind for line in lines if line.verb is Verb.TRIAGE and line.kind]
    return named[-1] if named else before


def _changed(
    matter: Past, lines: Sequence[Line], kind: str, promise: Promise, change: Change | None
) -> tuple[str, Sequence[Line], Promise, int]:
    """The kind, the round and the promise with the change in it, and 1 when nobody can know."""
    match change:
        case LimitChange(kind=of) if of == kind:
            limits = (change.first_answer_hours, change.settle_days)
            return kind, lines, _limited(promise, limits), 0
        case RouteChange(kind=of) if of == kind and matter.path.startswith(change.path):
            moved = asked_directly(lines, change.level)
            return kind, lines if moved is None else moved, promise, int(moved is None)
        case SplitChange(kind=of) if of == kind:
            part = change.part_of(matter.words)
            found = change.limits.get(part)
            return part, lines, _limited(promise, found) if found else promise, 0
    return kind, lines, promise, 0


def _limited(promise: Promise, limits: tuple[int, int]) -> Promise:
    return replace(promise, first_answer_hours=limits[0], settle_days=limits[1])


def asked_directly(lines: Sequence[Line], level: str) -> Sequence[Line] | None:
    """The round as if a post of `level` had been asked at once; None when nobody can know.

    When such a post took part in the end, everything from its being asked on comes earlier by what
    was lost before. A round that went nowhere else says nothing about another post.
    """
    asked = [at for at, line in enumerate(lines) if line.verb in _MOVES and line.level]
    if not asked:
        return lines if lines and lines[0].level == level else None
    last = asked[-1]
    if lines[last].level != level:
        return None
    lost = lines[last].at - lines[0].at
    kept = [line for line in lines[1:last] if line.verb not in _MOVES | _ANSWERS]
    early = [replace(line, at=max(lines[0].at, line.at - lost)) for line in lines[last + 1 :]]
    stayed = [line for line in kept if line.verb not in {Verb.ESCALATE, Verb.SUSPEND, Verb.RESUME}]
    return [lines[0], *sorted([*stayed, *early], key=lambda line: line.at)]


def _judged(
    lines: Sequence[Line], promise: Promise, calendar: WorkCalendar, now: datetime
) -> Tally:
    tally = Tally(rounds=1)
    tally.hand_overs = sum(line.verb is Verb.REFER for line in lines)
    tally.hand_backs = sum(line.verb is Verb.RETURN for line in lines)
    if any(line.verb is Verb.WITHDRAW for line in lines):
        tally.taken_back = 1
        return tally
    steps = [Step(line.at, line.verb, line.by_reporter, silent=line.silent) for line in lines]
    steps[0] = Step(lines[0].at, Verb.REPORT, by_reporter=True)
    run = clocks(steps, promise, calendar)
    heard, settled = run.first_answer_at, run.settled_at
    if heard is not None or now > run.first_answer_due.at:
        kept = heard is not None and heard <= run.first_answer_due.at
        tally.first_kept, tally.first_missed = int(kept), int(not kept)
    if settled is not None or (run.resting_since is None and now > run.settle_due.at):
        kept = settled is not None and settled <= run.settle_due.at
        tally.settle_kept, tally.settle_missed = int(kept), int(not kept)
    else:
        tally.running = 1
    return tally


def months_back(now: datetime, months: int) -> datetime:
    """So many times 30 days before: how far a replay looks."""
    return now - timedelta(days=30 * months)

"""What one post more or less would have meant: the past of a place as a queue, run again.

Deterministic: matters come when they came. The work that each took is read off what happened: from
when its post was free for it (it had come, and the one before was answered) to its answer, in
working time. In the queue all posts of the place take whatever came first, one after the other.
It appraises a place: no line of it names or counts a person.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from statistics import median_low

from .clocks import WorkCalendar, due_from
from .replay import Past, PromiseOf, kind_of, rounds
from .states import Verb

MINUTE = timedelta(minutes=1)


class WorkingTime:
    """Instants as minutes of working time since a day. A day that is not announced counts as worked."""

    def __init__(
        self,
        first: date,
        last: date,
        *,
        zone: tzinfo,
        is_workday: Callable[[date], tuple[bool, bool]],
        hours_on: Callable[[date], Sequence[tuple[time, time]]],
    ) -> None:
        self.zone = zone
        self.opens: list[datetime] = []
        self.lasts: list[int] = []
        self.before: list[int] = []
        total = 0
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            worked, known = is_workday(day)
            for opens, closes in hours_on(day) if worked or not known else ():
                begin = datetime.combine(day, opens, tzinfo=zone)
                length = (datetime.combine(day, closes, tzinfo=zone) - begin) // MINUTE
                self.opens.append(begin)
                self.lasts.append(length)
                self.before.append(total)
                total += length

    def minutes(self, at: datetime) -> int:
        """Whole working minutes up to `at`; outside of the days given, those of the nearest."""
        found = bisect_right(self.opens, at) - 1
        if found < 0:
            return 0
        inside = (at - self.opens[found]) // MINUTE
        return self.before[found] + min(inside, self.lasts[found])


@dataclass(frozen=True, slots=True)
class Job:
    """A round that was answered: which post did, and when it came, was due and was answered, in
    working minutes."""

    post: str
    came: int
    due: int
    done: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Of `rounds` so many were answered by their day, and half of them within `median` minutes."""

    rounds: int
    kept: int
    median: int


@dataclass(frozen=True, slots=True)
class Staffed:
    """What happened, the same in the queue with the posts as they were, and with more or fewer.
    `left_out` rounds say nothing about work: they rested, were taken back, or are not answered."""

    posts: int
    happened: Ended
    as_it_was: Ended
    more: Ended
    fewer: Ended | None
    left_out: int


_STANDS_STILL = frozenset(
    {Verb.SUSPEND, Verb.NAME_RECOURSE, Verb.WITHDRAW, Verb.MARK_DUPLICATE, Verb.PASS_ON}
)


def jobs_of(
    past: Iterable[Past],
    *,
    promise_of: PromiseOf,
    calendar_of: Callable[[str], WorkCalendar],
    minutes: Callable[[datetime], int],
) -> tuple[list[Job], int]:
    """The rounds that a post worked on from beginning to end, and how many others there were.

    Dangers are left out: they do not wait in a queue.
    """
    jobs: list[Job] = []
    left_out = 0
    for matter in past:
        kind = matter.kind
        for lines in rounds(matter.lines):
            kind = kind_of(lines, kind)
            promise = promise_of(matter.rulebook, kind)
            answered = next((line.at for line in lines if line.verb is Verb.ANSWER), None)
            rested = any(line.verb in _STANDS_STILL for line in lines)
            if answered is None or rested or promise.round_the_clock or not matter.post:
                left_out += 1
                continue
            _, due = due_from(lines[0].at, promise, calendar_of(matter.rulebook))
            came = minutes(lines[0].at)
            jobs.append(Job(matter.post, came, minutes(due.at), minutes(answered)))
    return jobs, left_out


def staffed(jobs: Sequence[Job], left_out: int, more: int) -> Staffed | None:
    """The queue with the posts that answered, with `more` of them, and with one fewer; None without
    any round to go by."""
    posts = len({job.post for job in jobs})
    if not posts:
        return None
    work = work_of(jobs)
    return Staffed(
        posts=posts,
        happened=_ended([(job, job.done) for job in jobs]),
        as_it_was=_ended(run(jobs, work, posts)),
        more=_ended(run(jobs, work, posts + more)),
        fewer=_ended(run(jobs, work, posts - 1)) if posts > 1 else None,
        left_out=left_out,
    )


def work_of(jobs: Sequence[Job]) -> list[int]:
    """The minutes of work that each took, in their order: since its post was free for it. Never negative; with one
    post that takes what came first, the queue ends each when it ended (a test proves it)."""
    order = sorted(range(len(jobs)), key=lambda at: (jobs[at].done, jobs[at].came, jobs[at].due))
    free: dict[str, int] = defaultdict(int)
    work = [0] * len(jobs)
    for at in order:
        job = jobs[at]
        work[at] = job.done - max(job.came, free[job.post])
        free[job.post] = job.done
    return work


def run(jobs: Sequence[Job], work: Sequence[int], posts: int) -> list[tuple[Job, int]]:
    """When each would have been answered: first come first served, by the post that is free first."""
    assert posts > 0
    free = [0] * posts
    ended = []
    for at in sorted(range(len(jobs)), key=lambda at: (jobs[at].came, jobs[at].done, at)):
        done = max(jobs[at].came, free[0]) + work[at]
        heapq.heapreplace(free, done)
        ended.append((jobs[at], done))
    return ended


def _ended(found: Sequence[tuple[Job, int]]) -> Ended:
    kept = sum(done <= job.due for job, done in found)
    return Ended(len(found), kept, median_low([done - job.came for job, done in found]))

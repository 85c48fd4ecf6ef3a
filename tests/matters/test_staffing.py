"""One post more or less: the past of a place as a queue."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maplebridge.matters.rules.clocks import Moment, Promise
from maplebridge.matters.rules.replay import Line, Past
from maplebridge.matters.rules.staffing import (
    Job,
    WorkingTime,
    jobs_of,
    run,
    staffed,
    work_of,
)
from maplebridge.matters.rules.states import Verb

MONDAY = date(2026, 11, 23)
AXIS = WorkingTime(
    MONDAY, MONDAY + timedelta(days=13), zone=UTC,
    is_workday=lambda day: (day.weekday() < 5, True),
    hours_on=lambda _: ((time(9), time(12)), (time(14), time(17))),
)  # fmt: skip


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC) + timedelta(days=day)


def test_working_minutes_stand_still_at_noon_at_night_and_on_sundays() -> None:
    found = [AXIS.minutes(one) for one in (
        at(0, 3), at(0, 9), at(0, 10, 30), at(0, 13), at(0, 14), at(0, 23), at(5, 12), at(7, 9, 1),
    )]  # fmt: skip
    assert found == [0, 0, 90, 180, 180, 360, 1800, 1801]


def test_two_hours_of_work_each_for_three_that_come_at_once() -> None:
    """One post needs 2, 4 and 6 hours; three posts 2 each; the limit of 4 hours is kept by all."""
    jobs = [Job("a", 0, 240, done) for done in (120, 240, 360)]
    found = staffed(jobs, 0, more=2)
    assert found is not None
    assert (found.posts, found.fewer) == (1, None)
    assert (found.happened.kept, found.as_it_was.kept, found.more.kept) == (2, 2, 3)
    assert (found.happened.median, found.more.median) == (240, 120)


def test_one_fewer_makes_them_wait() -> None:
    jobs = [Job("a", 0, 150, 120), Job("b", 0, 150, 120)]
    found = staffed(jobs, 0, more=1)
    assert found is not None
    assert found.fewer is not None
    assert (found.as_it_was.kept, found.fewer.kept, found.fewer.median) == (2, 1, 120)


def test_nothing_answered_is_nothing_to_go_by() -> None:
    assert staffed([], 3, more=1) is None


moments = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 90)), min_size=1, max_size=30)


@given(moments)
def test_one_post_that_takes_what_came_first_ends_each_when_it_ended(
    found: list[tuple[int, int]],
) -> None:
    jobs, free = [], 0
    for came, work in sorted(found):
        free = max(came, free) + work
        jobs.append(Job("a", came, came + 100, free))
    assert [(job.done, done) for job, done in run(jobs, work_of(jobs), 1)] == [
        (job.done, job.done) for job in jobs
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 500), st.integers(0, 90)), min_size=1
    ),
    st.integers(1, 6),
)
def test_another_post_never_makes_anybody_wait_longer(
    found: list[tuple[str, int, int]], posts: int
) -> None:
    jobs = [Job(post, came, came + 100, came + took) for post, came, took in found]
    work = work_of(jobs)
    assert min(work) >= 0
    few, many = (sorted(done for _, done in run(jobs, work, n)) for n in (posts, posts + 1))
    assert all(one >= two for one, two in zip(few, many, strict=True))


def test_what_rested_or_is_not_answered_says_nothing_about_work() -> None:
    def past(*lines: tuple[int, Verb], post: str = "p") -> Past:
        told = tuple(Line(at(0, hour), verb) for hour, verb in lines)
        return Past("lighting", "0001", told, post=post)

    class Soon:
        def add_working_hours(self, start: datetime, hours: int) -> Moment:
            return Moment(start + timedelta(hours=hours))

        def add_working_days(self, start: datetime, days: int) -> Moment:
            return Moment(start + timedelta(days=days))

    jobs, left_out = jobs_of(
        [
            past((9, Verb.REPORT), (10, Verb.ACCEPT), (11, Verb.ANSWER)),
            past((9, Verb.REPORT), (10, Verb.SUSPEND), (11, Verb.RESUME), (12, Verb.ANSWER)),
            past((9, Verb.REPORT)),
            past((9, Verb.REPORT), (10, Verb.ANSWER), post=""),
        ],
        promise_of=lambda _version, _kind: Promise(1, 1),
        calendar_of=lambda _: Soon(),
        minutes=AXIS.minutes,
    )
    assert jobs == [Job("p", 0, 360, 120)]
    assert left_out == 3

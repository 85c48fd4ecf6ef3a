"""The parts that a matter is cut into: their states, their last day, how many of them are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

WHAT_MAX = 200
TASKS_MAX = 20
"""Most tasks of one matter or one group; what needs more hands is a plan, not a matter."""
ORDER_MAX = 99
REST_DAYS_MAX = 365
"""How far ahead a task may be due while its matter rests."""


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    DROPPED = "dropped"


class TaskVerb(StrEnum):
    """What is done with a task that was asked."""

    TAKE = "take"
    FINISH = "finish"
    DROP = "drop"


RUNNING = frozenset({TaskState.OPEN, TaskState.TAKEN})
"""Somebody still owes it."""

MOVES: dict[TaskState, dict[TaskVerb, TaskState]] = {
    TaskState.OPEN: {
        TaskVerb.TAKE: TaskState.TAKEN,
        TaskVerb.FINISH: TaskState.DONE,
        TaskVerb.DROP: TaskState.DROPPED,
    },
    TaskState.TAKEN: {TaskVerb.FINISH: TaskState.DONE, TaskVerb.DROP: TaskState.DROPPED},
    TaskState.DONE: {},
    TaskState.DROPPED: {},
}


def next_task_state(state: TaskState, verb: TaskVerb) -> TaskState | None:
    """The state after `verb`; what is done or dropped stays so: a new task is asked instead."""
    return MOVES[state].get(verb)


def last_day(due: date, today: date, *, rests: bool) -> date:
    """The latest day on which a task may be due: that of its matter, `due`.

    A matter that is late already leaves today; while it rests its day is not known yet.
    """
    return today + timedelta(days=REST_DAYS_MAX) if rests else max(due, today)


@dataclass(frozen=True, slots=True)
class Parts:
    """How many of the parts of one round are done."""

    done: int
    all: int


def parts(tasks: Iterable[tuple[TaskState, datetime | None]], since: datetime | None) -> Parts:
    """Count tasks, given as state and when it ended. Dropped ones are no part.

    `since` is when the matter was last opened again: what ended before belongs to an earlier round.
    """
    counted = [
        state
        for state, ended_at in tasks
        if state is not TaskState.DROPPED
        and (ended_at is None or since is None or ended_at >= since)
    ]
    return Parts(done=sum(state is TaskState.DONE for state in counted), all=len(counted))

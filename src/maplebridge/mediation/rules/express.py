"""The quick lane at the scene: its screens in order, and a clock of half an hour that stops.

The clock says how long it took; nothing falls due when it ends. Whoever needs more time goes on, or
changes to the lane step by step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from .stages import AGREEMENTS, OVER, State
from .terms import EXPRESS_MINUTES

LANE_STEP, LANE_LEFT, LANE_ALARM = "lane_step", "lane_left", "lane_alarm"
"""Lines of the record: a screen was done, the lane was left, the clock rang; the code says which."""
WARN_MINUTES = 25
BELLS = (WARN_MINUTES, EXPRESS_MINUTES)
STOPS = AGREEMENTS | OVER | {State.SUSPENDED, State.PERFORMING, State.BREACHED}
"""States in which the clock stands still for good."""


class Stop(StrEnum):
    """A screen of the lane. What is not needed, such as shares under full blame, is not shown."""

    SCENE = "scene"
    FIT = "fit"
    VEHICLES = "vehicles"
    LOSSES = "losses"
    SHARES = "shares"
    RULES = "rules"
    SHEET = "sheet"
    TERMS = "terms"
    SIGN = "sign"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Clock:
    """From when, and until when it ran; None while it runs."""

    started: datetime
    stopped: datetime | None = None

    def minutes(self, now: datetime) -> int:
        """Whole minutes that passed."""
        return int(((self.stopped or now) - self.started).total_seconds() // 60)

    @property
    def ends(self) -> datetime:
        return self.started + timedelta(minutes=EXPRESS_MINUTES)

    def over(self, now: datetime) -> bool:
        return self.stopped is None and now >= self.ends

    def soon(self, now: datetime) -> bool:
        return self.stopped is None and WARN_MINUTES <= self.minutes(now) < EXPRESS_MINUTES

    def bells(self, now: datetime, rung: Iterable[str]) -> list[int]:
        """The bells that are due and did not ring yet."""
        given = set(rung)
        if self.stopped is not None:
            return []
        return [one for one in BELLS if self.minutes(now) >= one and str(one) not in given]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the record, as the clock sees it."""

    verb: str
    code: str
    state: State
    at: datetime


def opened(key: UUID, taken_in: datetime) -> datetime:
    """When the first form was opened: its key carries the time. A key that claims more than half an
    hour, or that lies ahead, is not believed."""
    told = datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
    earliest = taken_in - timedelta(minutes=EXPRESS_MINUTES)
    return told if earliest <= told <= taken_in else taken_in


def clock(started: datetime, marks: Iterable[Mark]) -> Clock:
    """The clock of a file by its record, the oldest line first."""
    for one in marks:
        if one.verb == LANE_LEFT or one.state in STOPS:
            return Clock(started, one.at)
    return Clock(started)


def times(started: datetime, marks: Iterable[Mark]) -> list[tuple[Stop, int]]:
    """Each screen that was done with the whole minute in which it was done, counted from the start."""
    return [
        (Stop(one.code), Clock(started, one.at).minutes(one.at))
        for one in marks
        if one.verb == LANE_STEP and one.code in {stop.value for stop in Stop}
    ]

"""Duties by the clock: which slots are due, one worker at a time, caught up after downtime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from . import calendar


class CatchUp(StrEnum):
    """What a duty does about the slots that passed while no worker ran."""

    LATEST = "latest"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Cadence:
    """When a duty is due: every `minutes`, or daily `at` a local time.

    LATEST (the default) runs once for all missed slots, because a sweep does all work that is due
    whenever it runs. EACH runs once a missed slot, oldest first, with `now` set to that slot: for
    a duty that writes one thing a day, such as a daily notice.
    """

    minutes: int = 0
    at: time | None = None
    catch_up: CatchUp = CatchUp.LATEST

    def latest(self, now: datetime) -> datetime:
        """The last slot that is not after `now`."""
        if self.at is None:
            step = self.minutes * 60
            return datetime.fromtimestamp(int(now.timestamp()) // step * step, tz=UTC)
        day = calendar.today(now)
        slot = self._on(day)
        return slot if slot <= now else self._on(day - timedelta(days=1))

    def after(self, slot: datetime) -> datetime:
        """The slot that follows `slot`."""
        if self.at is None:
            return slot + timedelta(minutes=self.minutes)
        return self._on(calendar.today(slot) + timedelta(days=1))

    def _on(self, day: date) -> datetime:
        assert self.at is not None
        return datetime.combine(day, self.at, tzinfo=calendar.zone()).astimezone(UTC)


def every(*, minutes: int, catch_up: CatchUp = CatchUp.LATEST) -> Cadence:
    """Due every `minutes`, in slots counted from midnight UTC of 1970."""
    assert minutes > 0
    return Cadence(minutes=minutes, catch_up=catch_up)


def daily(at: str, *, catch_up: CatchUp = CatchUp.LATEST) -> Cadence:
    """Due daily at ``HH:MM`` on the jurisdiction's clock."""
    return Cadence(at=time.fromisoformat(at), catch_up=catch_up)

"""Duties by the clock: which slots are due, one worker at a time, caught up after downtime."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from importlib import import_module
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from . import calendar
from .models import Duty
from .outbox.delivery import backoff, where
from .values import uuid7

log = structlog.get_logger("maplebridge.clock")


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


def run_due(
    now: datetime | None = None, holder: UUID | None = None, stopping: Callable[[], bool] = bool
) -> int:
    """Run every duty of the wiring that is due and that no other worker is at; return how many."""
    worker = holder or uuid7()
    ran = 0
    for cadence, name in import_module(settings.WIRING).CLOCK:
        while not stopping() and _run_slot(cadence, name, now or timezone.now(), worker):
            ran += 1
    return ran


def renew(holder: UUID, now: datetime) -> None:
    """Keep the duties that `holder` is at from being taken over; its heartbeat calls this."""
    Duty.objects.filter(leased_by=holder, lease_until__gt=now).update(lease_until=now + _lease())


def _lease() -> timedelta:
    return timedelta(seconds=settings.LEASE_SECONDS)


def _run_slot(cadence: Cadence, name: str, now: datetime, holder: UUID) -> bool:
    """Run one due slot. A duty that is new here waits for its next slot."""
    row, _ = Duty.objects.get_or_create(name=name, defaults={"slot": cadence.latest(now)})
    slot = cadence.after(row.slot)
    if slot > now:
        return False
    if cadence.catch_up is CatchUp.LATEST:
        slot = cadence.latest(now)
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    mine = Duty.objects.filter(free, name=name, slot=row.slot)
    if not mine.update(lease_until=now + _lease(), leased_by=holder):
        return False
    return _run(name, slot, slot if cadence.catch_up is CatchUp.EACH else now, holder)


def _run(name: str, slot: datetime, moment: datetime, holder: UUID) -> bool:
    """Call the duty and move its slot on; a failure is tried again later, for the same slot."""
    held = Duty.objects.filter(name=name, leased_by=holder)
    try:
        import_string(name)(now=moment)
    except Exception as problem:
        error = where(problem)
        log.error("duty failed", duty=name, error=error)
        failures = (held.values_list("failures", flat=True).first() or 0) + 1
        pause = timezone.now() + backoff(failures)
        held.update(failures=failures, error=error, lease_until=pause, leased_by=None)
        return False
    held.update(slot=slot, lease_until=None, leased_by=None, ran_at=moment, failures=0, error="")
    log.info("duty done", duty=name, slot=slot.isoformat())
    return True

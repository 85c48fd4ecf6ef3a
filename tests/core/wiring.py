"""A wiring for the tests of the outbox and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maplebridge.core import audit, outbox
from maplebridge.core.clock import Cadence
from maplebridge.core.viewer import SYSTEM


@dataclass(frozen=True, slots=True)
class Rang:
    """A bell rang `times` at `door_id`."""

    door_id: UUID
    times: int


def note(fact: Rang, *, now: datetime) -> None:
    audit.record(
        viewer=SYSTEM, verb="noted", thing=("t.door", fact.door_id), now=now, times=fact.times
    )


def note_and_fail(fact: Rang, *, now: datetime) -> None:
    note(fact, now=now)
    raise ConnectionError("the words a resident typed")


sent: list[int] = []


@outbox.outside
def send(fact: Rang, *, now: datetime) -> None:
    from django.db import connection

    assert not connection.in_atomic_block
    sent.append(fact.times)
    if fact.times == 13:
        raise TimeoutError


HANDLERS: dict[type, list[str]] = {Rang: ["tests.core.wiring.note"]}
CLOCK: list[tuple[Cadence, str]] = []
ran: list[datetime] = []


def duty(*, now: datetime) -> None:
    ran.append(now)


def failing_duty(*, now: datetime) -> None:
    ran.append(now)
    raise ConnectionError


def slow_duty(*, now: datetime) -> None:
    import time

    ran.append(now)
    time.sleep(0.2)

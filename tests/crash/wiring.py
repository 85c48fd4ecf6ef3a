"""A wiring for the crash test: one fact, two handlers that leave rows one can count."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from maplebridge.core import audit, outbox
from maplebridge.core.clock import every
from maplebridge.core.viewer import SYSTEM


@dataclass(frozen=True, slots=True)
class Happened:
    """The fact number `number`."""

    number: int


def leave_a_row(fact: Happened, *, now: datetime) -> None:
    """Two inserts: a kill in between must leave neither."""
    _insert("row", fact.number)
    audit.record(
        viewer=SYSTEM,
        verb="counted",
        thing=("crash.fact", UUID(int=fact.number)),
        now=now,
        number=fact.number,
    )


def tell_on(fact: Happened, *, now: datetime) -> None:
    """A handler that tells a fact of its own: the chain must hold too."""
    _insert("chain", fact.number)
    outbox.tell(Followed(number=fact.number), now=now)


@dataclass(frozen=True, slots=True)
class Followed:
    """The fact that follows the fact number `number`."""

    number: int


def end_the_chain(fact: Followed, *, now: datetime) -> None:
    _insert("end", fact.number)


def sometimes_fail(fact: Followed, *, now: datetime) -> None:
    """Fail on the first tries, after writing: what was written must be gone."""
    _insert("hard", fact.number)
    if fact.number % 10 == 0 and time.time_ns() // 1000 % 5 == 0:
        raise ConnectionError


def seal(*, now: datetime) -> None:
    audit.seal(now=timezone.now())


def _insert(kind: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO crash_effect (kind, number) VALUES (%s, %s)", [kind, number])


HANDLERS = {
    Happened: ["tests.crash.wiring.leave_a_row", "tests.crash.wiring.tell_on"],
    Followed: ["tests.crash.wiring.end_the_chain", "tests.crash.wiring.sometimes_fail"],
}
CLOCK = [(every(minutes=1), "tests.crash.wiring.seal")]

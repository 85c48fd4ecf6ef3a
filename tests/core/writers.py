"""Eight processes that write to one SQLite file with its tables at once; run by test_many_writers.py."""

from __future__ import annotations

import os
import sys
import time

import django

WRITERS = 8
WRITES = 60


def main() -> int:
    django.setup()
    children = [pid for number in range(WRITERS) if (pid := _fork(number))]
    return sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0 for pid in children)


def _fork(number: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        _write(number)
    except BaseException as problem:
        print(f"writer {number}: {type(problem).__name__}: {problem}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def _write(number: int) -> None:
    """Read, then write, in one transaction: what a default SQLite would answer with "locked"."""
    from django.db import transaction
    from django.utils import timezone

    from maplebridge.core import audit, outbox
    from maplebridge.core.models import AuditEntry
    from maplebridge.core.references import next_reference
    from maplebridge.core.values import uuid7
    from maplebridge.core.viewer import SYSTEM
    from tests.core.wiring import Rang

    for _ in range(WRITES):
        with transaction.atomic():
            AuditEntry.objects.order_by("-id").first()
            thing, now = uuid7(), timezone.now()
            next_reference("W", now)
            audit.record(viewer=SYSTEM, verb="wrote", thing=("t.w", thing), now=now, by=number)
            outbox.tell(Rang(door_id=thing, times=number), now=now)
        time.sleep(0)


if __name__ == "__main__":
    sys.exit(main())

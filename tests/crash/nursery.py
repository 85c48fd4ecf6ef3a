"""A process that has loaded the product once and forks workers on request, for the crash tests.

Each worker is a process of its own with its own connection, running the real worker loop; only the
second of imports is saved. Orders come as JSON lines on stdin, answers go to stdout: see nurse.py.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django


def main() -> None:
    django.setup()
    _load_what_a_worker_loads()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        answer = ORDERS[order["do"]](**order.get("with", {}))
        if order["do"] != "way_in":
            print(json.dumps(answer), flush=True)


def _load_what_a_worker_loads() -> None:
    """The handlers and duties of the wiring, which a worker else imports with the first of each."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    wiring = importlib.import_module(settings.WIRING)
    for names in wiring.HANDLERS.values():
        for name in names:
            import_string(name)
    for _, name in wiring.CLOCK:
        import_string(name)


def _forked(act: Callable[[], object]) -> int:
    """The process id of a child that does this and ends. No connection is open here when it forks."""
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        act()
        sys.stdout.flush()
        os._exit(0)
    finally:
        os._exit(1)


def work() -> int:
    """Fork a worker that dawdles and return its process id."""

    def dawdling() -> None:
        from django.db import connection

        from maplebridge.core.commands import worker

        connection.execute_wrappers.append(_dawdle)
        _hush()
        worker.run(argparse.Namespace(once=False, max_seconds=60))

    return _forked(dawdling)


def command(*, words: list[str]) -> int:
    """Fork `maplebridge WORDS` and return its process id."""

    def run() -> None:
        from maplebridge.__main__ import main as maplebridge

        _hush()
        maplebridge(words)

    return _forked(run)


def way_in(*, order: str, **more: Any) -> None:
    """What ways_in.py does at this order, by a child that answers for us: what one remembers of
    the rows, no worker is born with."""
    from tests.crash import ways_in

    _forked(lambda: print(json.dumps(ways_in.ORDERS[order](**more), default=str)))


def _hush() -> None:
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)


def _dawdle(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
    """Sleep before each statement, so that kills fall evenly between any two of them."""
    time.sleep(0.002)
    return execute(sql, parameters, many, context)


def prepare() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE crash_effect (kind varchar(10), number integer)")
    connection.close()


def tell(first: int, count: int) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from maplebridge.core import outbox
    from tests.crash.wiring import Happened

    for number in range(first, first + count):
        with transaction.atomic():
            outbox.tell(Happened(number=number), now=timezone.now())
    connection.close()


def count() -> dict[str, object]:
    """What is left: effects by kind, deliveries by state, and what the audit says of itself."""
    from django.db import connection
    from django.db.models import Count

    from maplebridge.core import audit
    from maplebridge.core.models import AuditEntry, Delivery, Fact

    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, number FROM crash_effect ORDER BY kind, number")
        effects: dict[str, list[int]] = {}
        for kind, number in cursor.fetchall():
            effects.setdefault(kind, []).append(number)
    states = Delivery.objects.values_list("state").annotate(Count("pk")).order_by("state")
    counted = AuditEntry.objects.filter(verb="counted")
    left = {
        "effects": effects,
        "states": dict(states),
        "facts": Fact.objects.count(),
        "recovered": Delivery.objects.filter(recoveries__gt=0).count(),
        "audited": sorted(entry.facts["number"] for entry in counted),
        "audit_sound": audit.verify().sound,
    }
    connection.close()
    return left


def hurry() -> None:
    """Let failed deliveries be tried again now instead of after their backoff."""
    from django.db import connection
    from django.utils import timezone

    from maplebridge.core.models import Delivery

    Delivery.objects.filter(state="waiting").update(due_at=timezone.now())
    connection.close()


ORDERS: dict[str, Callable[..., object]] = {
    "hurry": hurry, "work": work, "prepare": prepare, "tell": tell, "count": count,
    "command": command, "way_in": way_in,
}  # fmt: skip

if __name__ == "__main__":
    main()

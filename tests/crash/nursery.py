"""A process that has loaded the product once and forks workers on request, for the crash test.

Each worker is a process of its own with its own connection, running the real worker loop; only the
second of imports is saved. Orders come as JSON lines on stdin, answers go to stdout.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from typing import Any

import django


def main() -> None:
    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        answer = ORDERS[order["do"]](**order.get("with", {}))
        print(json.dumps(answer), flush=True)


def work() -> int:
    """Fork a worker and return its process id. No connection is open here when it forks."""
    pid = os.fork()
    if pid:
        return pid
    from django.db import connection

    from maplebridge.core.commands import worker

    connection.execute_wrappers.append(_dawdle)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        os._exit(worker.run(argparse.Namespace(once=False, max_seconds=60)))
    finally:
        os._exit(1)


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


ORDERS = {"hurry": hurry, "work": work, "prepare": prepare, "tell": tell, "count": count}

if __name__ == "__main__":
    main()

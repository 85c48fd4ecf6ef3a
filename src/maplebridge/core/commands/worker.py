"""`maplebridge worker`: deliver facts and run the clock's duties until told to stop."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import signal
import threading
import time
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from maplebridge.core import clock, outbox
from maplebridge.core.models import Heartbeat

HELP = "Deliver facts to their handlers and run the duties of the clock."

log = structlog.get_logger("maplebridge.worker")

PAUSE_MIN, PAUSE_MAX = 0.05, 1.0
BEAT_SECONDS = 10
FORGOTTEN = timedelta(days=1)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is due now, then end")
    parser.add_argument("--max-seconds", type=float, default=0, help="end after so long (0: never)")


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; the delivery at hand is finished first."""
    logging.getLogger("maplebridge").setLevel(logging.INFO)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    me = Heartbeat.objects.create(
        host=platform.node()[:120],
        pid=os.getpid(),
        started_at=timezone.now(),
        seen_at=timezone.now(),
    ).pk
    log.info("worker started", worker=str(me), pid=os.getpid())
    beating = threading.Thread(target=_beat, args=(me, stop), daemon=True)
    beating.start()
    _work(me, stop, once=options.once, seconds=options.max_seconds)
    stop.set()
    outbox.let_go(me)
    Heartbeat.objects.filter(pk=me).delete()
    beating.join(timeout=5)
    log.info("worker stopped", worker=str(me))
    return 0


def _work(me: UUID, stop: threading.Event, *, once: bool, seconds: float) -> None:
    """Loop: work while there is any, else wait a little longer each time, at most a second."""
    ends = time.monotonic() + seconds if seconds else float("inf")
    pause = PAUSE_MIN
    while not stop.is_set() and time.monotonic() < ends:
        worked = _round(me, stop)
        if worked:
            pause = PAUSE_MIN
            continue
        if once:
            return
        stop.wait(min(pause, max(0.0, ends - time.monotonic())))
        pause = min(pause * 1.5, PAUSE_MAX)


def _round(me: UUID, stop: threading.Event) -> bool:
    """One look at the queue and the clock. A database that is away is waited for."""
    try:
        tally = outbox.deliver_due(worker=me, stopping=stop.is_set)
        return bool(clock.run_due(holder=me, stopping=stop.is_set)) or tally != outbox.Tally()
    except Error as problem:
        log.error("database away", worker=str(me), error=type(problem).__name__)
        close_old_connections()
        stop.wait(2)
        return False


def _beat(me: UUID, stop: threading.Event) -> None:
    """Say that this worker lives, and keep its duties leased, from a connection of its own."""
    while not stop.wait(BEAT_SECONDS):
        now = timezone.now()
        try:
            Heartbeat.objects.filter(pk=me).update(seen_at=now)
            Heartbeat.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
            clock.renew(me, now)
        except Error as problem:
            log.error("heartbeat failed", worker=str(me), error=type(problem).__name__)
            close_old_connections()
    connection.close()

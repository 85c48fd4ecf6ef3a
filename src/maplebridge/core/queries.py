"""What the operator's pages and the health checks read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import Error, connection

from .errors import Forbidden
from .models import CalendarDay, Delivery, Heartbeat
from .policy import may_operate
from .viewer import Viewer

PAGE = 25
SILENT = timedelta(minutes=2)
FREE_BYTES_MIN = 200_000_000


@dataclass(frozen=True, slots=True)
class Queue:
    """The dead letters of one page, and whether the living ones move."""

    dead: list[Delivery]
    older_than: UUID | None
    oldest_waiting: datetime | None
    worker_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """What must be true before requests are sent here."""

    database: bool
    migrations: bool
    worker: bool
    disk: bool

    @property
    def ready(self) -> bool:
        return self.database and self.migrations and self.worker and self.disk


def get_queue(viewer: Viewer, *, before: UUID | None = None) -> Queue:
    """Dead letters, newest first, a page at a time."""
    _operators_only(viewer)
    dead = Delivery.objects.filter(state="dead").select_related("fact").order_by("-id")
    rows = list((dead.filter(pk__lt=before) if before else dead)[: PAGE + 1])
    waiting = Delivery.objects.filter(state="waiting").order_by("due_at", "id")
    return Queue(
        dead=rows[:PAGE],
        older_than=rows[PAGE - 1].pk if len(rows) > PAGE else None,
        oldest_waiting=waiting.values_list("due_at", flat=True).first(),
        worker_seen=worker_seen(),
    )


def days_of_year(viewer: Viewer, year: int) -> list[CalendarDay]:
    """The days of `year` that differ from the plain week, in order; at most 366."""
    _operators_only(viewer)
    days = CalendarDay.objects.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))
    return list(days.order_by("date")[:366])


def worker_seen() -> datetime | None:
    """When a worker last said that it lives."""
    seen = Heartbeat.objects.order_by("-seen_at").values_list("seen_at", flat=True)
    return seen.first()


def readiness(now: datetime) -> Readiness:
    """Ask the database, the migrations, the worker and the disk; never raises."""
    disk = _disk_has_room(Path(settings.MEDIA_ROOT))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = unapplied_migrations() == []
        seen = worker_seen() if migrated else None
    except Error:
        return Readiness(database=False, migrations=False, worker=False, disk=disk)
    alive = seen is not None and now - seen < SILENT
    return Readiness(database=True, migrations=migrated, worker=alive, disk=disk)


_migrated = False


def unapplied_migrations() -> list[str]:
    """The migrations that are not in the database. Once there are none, there are none."""
    global _migrated
    if _migrated:
        return []
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _migrated = not plan
    return [str(migration) for migration, _ in plan]


def _disk_has_room(folder: Path) -> bool:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free >= FREE_BYTES_MIN


def _operators_only(viewer: Viewer) -> None:
    if not may_operate(viewer):
        raise Forbidden("not_the_operator")

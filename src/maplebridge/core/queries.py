"""What the operator's pages and the health checks read."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import Error, connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .errors import Forbidden
from .models import CalendarDay, Delivery, Heartbeat
from .policy import may_operate
from .viewer import Viewer

PAGE = 25
SILENT = timedelta(minutes=2)
FREE_BYTES_MIN = 200_000_000
# The list that fills the calendar writes English names; what an operator typed stays as typed.
_HOLIDAYS: dict[str, Promise] = {
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "National Day": gettext_lazy("National Day"),
    "Mid-autumn Festival": gettext_lazy("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": gettext_lazy("Anti-Fascist 70th Day"),
}
_LISTED = re.compile(r"chinesecalendar (\S+), after the State Council's notices")


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


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day of the calendar, its holiday and source in the reader's language."""

    date: date
    workday: bool
    name: str
    source: str


def days_of_year(viewer: Viewer, year: int) -> list[ShownDay]:
    """The days of `year` that differ from the plain week, in order; at most 366."""
    _operators_only(viewer)
    days = CalendarDay.objects.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))
    return [
        ShownDay(day.date, day.workday, str(_HOLIDAYS.get(day.name, day.name)), _source(day.source))
        for day in days.order_by("date")[:366]
    ]


def _source(text: str) -> str:
    listed = _LISTED.fullmatch(text)
    if listed is None:
        return text
    said = _("chinesecalendar %(version)s, after the State Council's notices")
    return said % {"version": listed[1]}


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

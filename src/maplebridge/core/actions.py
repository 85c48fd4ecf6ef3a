"""What the operator does: send a dead letter on its way again, and keep the calendar of working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from maplebridge import events

from . import audit, outbox, tables
from .errors import Forbidden, Missing, RuleBroken
from .models import CalendarDay, Delivery
from .policy import may_operate
from .viewer import Viewer

_DAYS = UUID("6f9d3c1e-5b0a-4c57-9a55-2f2f6a1d7c10")
"""Namespace that turns a date into the audit's thing id."""


def retry_delivery(*, viewer: Viewer, delivery_id: UUID, now: datetime) -> None:
    """Try a dead letter again. Raises Forbidden, Missing, RuleBroken(delivery_not_dead)."""
    with transaction.atomic():
        delivery = Delivery.objects.filter(pk=delivery_id).first()
        _operators_only(viewer)
        if delivery is None:
            raise Missing("delivery_missing")
        if not outbox.retry(delivery_id, now=now):
            raise RuleBroken("delivery_not_dead")
        audit.record(viewer=viewer, verb="retry_delivery", thing=delivery, now=now)


def set_day(
    *, viewer: Viewer, day: date, workday: bool | None, name: str, source: str, now: datetime
) -> None:
    """Say that `day` is worked or off; None puts it back to the plain week."""
    _operators_only(viewer)
    with transaction.atomic():
        if workday is None:
            CalendarDay.objects.filter(date=day).delete()
        elif not name.strip():
            raise RuleBroken("calendar_name_missing")
        else:
            CalendarDay.objects.update_or_create(
                date=day, defaults={"workday": workday, "name": name.strip(), "source": source}
            )
        audit.record(
            viewer=viewer,
            verb="set_calendar_day",
            thing=("core.calendarday", uuid5(_DAYS, day.isoformat())),
            now=now,
            day=day.isoformat(),
            workday=workday,
        )
        outbox.tell(events.DeadlinesChanged("", None), now=now)


def import_year(
    *, viewer: Viewer, year: int, lines: Iterable[str], source: str, now: datetime
) -> int:
    """Replace the days of `year` by CSV lines ``date,workday,name``; return how many there are.

    The console (the system viewer) and the operator may. Raises RuleBroken with the first line
    that cannot be read; then nothing changed.
    """
    if not viewer.system:
        _operators_only(viewer)
    days = list(_read_days(year, lines, source))
    with transaction.atomic():
        CalendarDay.objects.filter(
            date__gte=date(year, 1, 1), date__lte=date(year, 12, 31)
        ).delete()
        CalendarDay.objects.bulk_create(days)
        audit.record(
            viewer=viewer,
            verb="import_calendar_year",
            thing=("core.calendarday", uuid5(_DAYS, str(year))),
            now=now,
            year=year,
            days=len(days),
        )
        outbox.tell(events.DeadlinesChanged("", None), now=now)
    return len(days)


def _read_days(year: int, lines: Iterable[str], source: str) -> Iterable[CalendarDay]:
    seen: set[date] = set()
    for number, row in tables.csv_rows(lines, tables.Limits()):
        if number == 1 and row[0].strip().lower() == "date":
            continue
        try:
            text, worked, name = (part.strip() for part in row)
            day = date.fromisoformat(text)
            workday = {"0": False, "1": True}[worked]
        except (ValueError, KeyError):
            raise RuleBroken("calendar_line_invalid", line=number) from None
        if day.year != year or day in seen or not name:
            raise RuleBroken("calendar_line_invalid", line=number)
        seen.add(day)
        yield CalendarDay(date=day, workday=workday, name=name[:60], source=source[:200])


def _operators_only(viewer: Viewer) -> None:
    if not may_operate(viewer):
        raise Forbidden("not_the_operator")

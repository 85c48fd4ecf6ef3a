"""Deadlines counted anew when the calendar, or the promise, is another one than when they were set."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from maplebridge import events as facts
from maplebridge.core import outbox
from maplebridge.core.viewer import SYSTEM

from .. import queries
from ..models import Matter
from ..rules.clocks import is_no_loss
from ..rules.states import Verb
from .steps import fetch, recount, step

BATCH = 100


def recount_open(*, version: str, after: UUID | None, now: datetime) -> None:
    """Count the open matters behind `after` anew, at most BATCH; tell of the rest. In a transaction.

    A changed calendar counts for all, also when it makes a deadline later. A version of the
    catalogue counts only where it loses the resident nothing: then the matter stands under it.
    """
    queries.forget_calendar()
    found = _open(after)
    ids = list(found.values_list("id", flat=True)[:BATCH])
    for matter_id in ids:
        matter = fetch(matter_id)
        if matter.due_at is not None:
            _recount(matter, version, now)
    if len(ids) == BATCH:
        outbox.tell(facts.DeadlinesChanged(version, ids[-1]), now=now)


def _open(after: UUID | None) -> QuerySet[Matter]:
    found = Matter.objects.filter(due_at__isnull=False).order_by("id")
    return found.filter(id__gt=after) if after is not None else found


def _recount(matter: Matter, version: str, now: datetime) -> None:
    if version:
        if not _loses_nothing(matter, version):
            return
        matter.rulebook = version
        matter.save(update_fields=["rulebook"])
    certain = matter.due_certain
    if recount(matter, now):
        code = "rules" if version else "calendar"
        step(SYSTEM, matter, Verb.RECOUNT, now, code=code, until=matter.settle_due_at)
    elif certain != matter.due_certain:
        matter.save(update_fields=["due_certain"])


def _loses_nothing(matter: Matter, version: str) -> bool:
    old, kind = queries.category_of(matter)
    new = queries.catalogue_version(version)
    same = new.get(kind.code)
    if same is None or new.version != version:
        return False
    longer = new.close_days >= old.close_days and new.reopen_days >= old.reopen_days
    return longer and is_no_loss(kind.promise, same.promise)

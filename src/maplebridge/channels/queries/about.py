"""Whether what was written about one thing arrived: way and state, never an address or the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ..models import Outgoing
from ..rules.messages import UNDELIVERED, OutgoingState

ABOUT_MAX = 5
PAGE = 25
MATTER = "matters.matter"


@dataclass(frozen=True, slots=True)
class ToldAbout:
    """One message. `at` is when it was written; `replaced` when it went another way instead;
    `due_at` when one that waits is tried, after `tries` that failed."""

    channel: str
    state: OutgoingState
    error: str
    at: datetime
    replaced: bool
    due_at: datetime
    tries: int


def told_about(matter_id: UUID) -> list[ToldAbout]:
    """The latest messages about a matter, newest first. At most two statements."""
    found = Outgoing.objects.filter(about_id=matter_id, about_kind=MATTER)
    found = found.exclude(channel="push").prefetch_related("replacements").defer("text", "data")
    return [
        ToldAbout(
            row.channel, OutgoingState(row.state), row.error, row.made_at,
            bool(row.replacements.all()), row.due_at, row.tries,
        )
        for row in found.order_by("-id")[:ABOUT_MAX]
    ]  # fmt: skip


def undelivered_about(matters: QuerySet[Any], *, before: UUID | None = None) -> list[Outgoing]:
    """What did not arrive about these matters and was not sent another way, newest first; one more
    than a page, so that the caller sees whether there is another."""
    found = Outgoing.objects.filter(
        state__in=[state.value for state in UNDELIVERED],
        about_kind=MATTER,
        about_id__in=matters.values("pk"),
        replacements__isnull=True,
    ).exclude(channel="push")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.defer("text", "data").order_by("-id")[: PAGE + 1])


def undelivered(outgoing_id: UUID) -> Outgoing | None:
    """One message about a matter that did not arrive; None for any other."""
    states = [state.value for state in UNDELIVERED]
    found = Outgoing.objects.filter(pk=outgoing_id, about_kind=MATTER, state__in=states)
    return found.first()

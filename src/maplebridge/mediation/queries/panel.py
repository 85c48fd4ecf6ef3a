"""The mediators of the whole jurisdiction, a page at a time: by place, and in no other order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast

from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.people import public as people

from ..models import MediatorProfile
from .sittings import profiles_of

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Roster:
    """A page of mediators with what they say of themselves; `after` begins the next one."""

    rows: list[tuple[people.Acting, MediatorProfile | None]]
    after: UUID | None


def everywhere(
    now: datetime, *, path: str = "", kind: str = "", name: str = "", after: UUID | None = None,
    limit: int = SHOWN,
) -> Roster:  # fmt: skip
    """Those in and below a place, of one kind of quarrel or one whole name. Seven queries at most,
    however many there are. Raises Missing for an `after` that is no post."""
    among = None
    if kind:
        told = MediatorProfile.objects.annotate(words=Cast("kinds", TextField()))
        among = told.filter(words__contains=f'"{kind}"').values("post")
    found, later = people.acting_page(
        Role.MEDIATOR, calendar.today(now), path=path, name=" ".join(name.split()), among=among,
        after=after, limit=limit,
    )  # fmt: skip
    profiles = profiles_of(one.post.pk for one in found)
    return Roster([(one, profiles.get(one.post.pk)) for one in found], later)

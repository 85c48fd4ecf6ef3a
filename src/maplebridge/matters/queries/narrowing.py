"""A list of matters, narrowed by what somebody set on the page. It never shows more than before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from maplebridge.core import calendar
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from ..models import CHANNELS, Matter
from ..policy import SUPERVISING
from ..rules.filters import Due, Filters
from ..rules.states import OPEN
from .ranges import Ranges
from .reach import in_state
from .search import shelves_with

PLACES_MAX = 200
_COLUMNS = {Level.STREET: "street", Level.COMMUNITY: "community", Level.GRID: "grid"}


def narrowed(found: Ranges, filters: Filters, viewer: Viewer, now: datetime) -> Ranges:
    """Those of `found`, which the viewer works on, that fit all that is set."""
    fitting = _fitting(found.found, filters, now)
    return replace(found, found=fitting, shelves=shelves_with(filters.words, viewer))


def _fitting(found: QuerySet[Matter], filters: Filters, now: datetime) -> QuerySet[Matter]:
    """All but the words. What is open is found by its deadline's index."""
    found = in_state(found, filters.state)
    if filters.state in OPEN or filters.state == "open":
        found = found.filter(closed_at__isnull=True)
    if filters.category:
        found = found.filter(category=filters.category)
    if filters.channel in CHANNELS:
        found = found.filter(channel=filters.channel)
    if filters.place is not None:
        found = _in_place(found, filters.place)
    if filters.due:
        found = found.filter(due_at__lt=_until(Due(filters.due), now))
    if filters.first_day is not None:
        found = found.filter(reported_at__gte=calendar.start_of(filters.first_day))
    if filters.last_day is not None and filters.last_day < filters.last_day.max:
        found = found.filter(
            reported_at__lt=calendar.start_of(filters.last_day + timedelta(days=1))
        )
    return found


def _in_place(found: QuerySet[Matter], place_id: UUID) -> QuerySet[Matter]:
    place = territory.Place.objects.filter(pk=place_id).first()
    if place is None:
        return found.none()
    column = _COLUMNS.get(Level(place.level))
    return found.filter(**{column: place.pk}) if column else found.filter(below("path", place.path))


def _until(due: Due, now: datetime) -> datetime:
    days = {Due.LATE: 0, Due.TODAY: 1, Due.WEEK: 7}[due]
    return calendar.start_of(calendar.today(now) + timedelta(days=days)) if days else now


def places_to_choose(viewer: Viewer, filters: Filters) -> list[territory.Place]:
    """Where the viewer can look more closely: one step below their posts and below what is chosen."""
    top = [post.place_id for post in viewer.posts if post.role in SUPERVISING]
    if not top:
        return []
    wanted = [*top, *([filters.place] if filters.place else [])]
    places = {place.pk: place for place in territory.Place.objects.filter(pk__in=wanted)}
    for place in list(places.values()):
        places |= {one.pk: one for one in territory.children(place, limit=PLACES_MAX)}
    counted = (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID)
    shown = [p for p in places.values() if p.level in counted and p.valid_to is None]
    return sorted(shown, key=lambda place: place.path)

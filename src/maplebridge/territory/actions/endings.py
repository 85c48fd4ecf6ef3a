"""Ending a place: with a day and a reason, and nothing is deleted."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level, Viewer

from ..models import Building, Home, Place, PlaceCode, ServicePoint, ZoneMember
from .homes import tell_ended
from .places import check_day, clean_reason, ground_changed, lock_place

WHOLE = {Level.BUILDING.value, Level.ENTRANCE.value}
"""Levels that may end together with all that is inside."""


@transaction.atomic
def end_place(
    *,
    viewer: Viewer,
    place: Place,
    day: date,
    today: date,
    reason: str,
    inside: bool = False,
    now: datetime,
) -> Place:
    """End a place from `day` on, not later than today; its codes and zones end with it.

    Refuses while places, homes or service points in force are in it, so that nothing is lost. A
    building or entrance ends with its entrances, homes and their households when `inside` is given.
    """
    place = lock_place(viewer, place)
    if not place.path:
        raise RuleBroken("jurisdiction_stays")
    reason = clean_reason(reason)
    inner = _inner(place)
    check_day(day, not_before=max(one.valid_from for one in [place, *inner]), today=today)
    homes = Home.objects.filter(below("path", place.path), valid_to__isnull=True)
    if not (inside and place.level in WHOLE):
        _check_empty(place, inner, homes.exists())
    _check_unused(place)
    ended = list(homes.order_by("path", "sort_key", "id").values_list("pk", flat=True))
    homes.update(valid_to=day, end_reason=reason)
    _end([place, *inner], day, reason)
    place.refresh_from_db()
    ground_changed()
    audit.record(
        viewer=viewer,
        verb="place.end",
        thing=place,
        now=now,
        day=day.isoformat(),
        places=[one.pk for one in inner],
        homes=len(ended),
    )
    tell_ended(ended, now=now)
    return place


def _inner(place: Place) -> list[Place]:
    found = Place.objects.filter(below("path", place.path), valid_to__isnull=True)
    light = found.exclude(pk=place.pk).only("id", "valid_from").order_by("path")
    return list(light[:1] if place.level not in WHOLE else light)


def _check_empty(place: Place, inner: list[Place], homes: bool) -> None:
    if inner:
        raise RuleBroken("place_not_empty", name=place.name)
    if homes:
        raise RuleBroken("place_has_homes", name=place.name)


def _check_unused(place: Place) -> None:
    """What points at a place from the side has to let go of it first."""
    at = below("place__path", place.path)
    if ServicePoint.objects.filter(at, closed_on__isnull=True).exists():
        raise RuleBroken("place_has_service_points", name=place.name)
    estate = Building.objects.filter(estate=place, place__valid_to__isnull=True)
    if place.level == Level.ESTATE and estate.exists():
        raise RuleBroken("estate_has_buildings", name=place.name)


def _end(places: list[Place], day: date, reason: str) -> None:
    ended = [place.pk for place in places]
    Place.objects.filter(pk__in=ended).update(valid_to=day, end_reason=reason)
    PlaceCode.objects.filter(place__in=ended, valid_to__isnull=True).update(valid_to=day)
    ZoneMember.objects.filter(place__in=ended, valid_to__isnull=True, valid_from__lte=day).update(
        valid_to=day
    )

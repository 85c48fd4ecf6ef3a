"""What hangs on a place: its codes, zones, service points, buildings and successions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level

from ..models import (
    Building,
    Place,
    PlaceCode,
    ServicePoint,
    ServicePointGrid,
    Succession,
    Zone,
    ZoneMember,
)
from ..rules.coordinates import Srs
from ..rules.feature_files import in_srs
from ..rules.paths import lineage

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PlaceDetails:
    """All that the page of a place shows beside its children."""

    codes: list[PlaceCode]
    zones: list[Zone]
    building: Building | None
    before: list[Place]
    after: list[Place]


def details(place: Place, *, today: date) -> PlaceDetails:
    """Five queries at most, whatever the place."""
    building = None
    if place.level == Level.BUILDING:
        building = Building.objects.select_related("estate").filter(place=place).first()
    follows = list(
        Succession.objects.select_related("before", "after")
        .defer("before__boundary", "after__boundary")
        .filter(Q(before=place) | Q(after=place))[:SHOWN]
    )
    return PlaceDetails(
        codes=list(place.codes.order_by("scheme", "-valid_from", "-id")[:SHOWN]),
        zones=zones_of(place, today=today),
        building=building,
        before=[step.before for step in follows if step.after_id == place.pk],
        after=[step.after for step in follows if step.before_id == place.pk],
    )


def zones_of(place: Place, *, today: date) -> list[Zone]:
    """The zones that hold the place today, itself or through a place around it."""
    holding = ZoneMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        place__path__in=lineage(place.path),
        valid_from__lte=today,
    )
    return list(Zone.objects.filter(pk__in=holding.values("zone_id")).order_by("name")[:SHOWN])


def zone_by_id(zone_id: UUID) -> Zone:
    zone = Zone.objects.filter(pk=zone_id).first()
    if zone is None:
        raise Missing("zone_missing")
    return zone


def zones(*, after: str = "", limit: int = SHOWN) -> list[Zone]:
    """All zones by name; `after` is the last name already shown."""
    return list(Zone.objects.filter(name__gt=after).order_by("name")[:limit])


def zone_members(zone: Zone, *, after: str = "", limit: int = SHOWN) -> list[ZoneMember]:
    """The places that belong to a zone, by path; `after` is the last path already shown."""
    members = zone.members.filter(valid_to__isnull=True, place__path__gt=after)
    wanted = members.select_related("place").defer("place__boundary")
    return list(wanted.order_by("place__path")[:limit])


def past_members(zone: Zone, *, limit: int = SHOWN) -> list[ZoneMember]:
    """The places that left a zone, the last ones first."""
    members = zone.members.filter(valid_to__isnull=False)
    wanted = members.select_related("place").defer("place__boundary")
    return list(wanted.order_by("-valid_to", "-id")[:limit])


def service_points_at(place: Place, *, after: str = "", limit: int = SHOWN) -> list[ServicePoint]:
    """Open service points in the place or for a grid that is or contains it, by place and name.

    `after` is the id of the last one already shown; one that is not here begins anew.
    """
    here = ServicePoint.objects.filter(_serving(place), closed_on__isnull=True)
    here = here.select_related("place").defer("place__boundary")
    after_id = _id(after)
    last = here.filter(pk=after_id).first() if after_id else None
    if last is not None:
        same = Q(place__path=last.place.path)
        here = here.filter(
            Q(place__path__gt=last.place.path)
            | same & Q(name__gt=last.name)
            | same & Q(name=last.name, pk__gt=last.pk)
        )
    return list(here.order_by("place__path", "name", "id")[:limit])


def _serving(place: Place) -> Q:
    """In the place, or for a grid around it or that it is; the whole jurisdiction has all."""
    if not place.path:
        return Q()
    around = ServicePointGrid.objects.filter(grid__path__in=lineage(place.path)[1:])
    return Q(pk__in=around.values("service_point_id")) | below("place__path", place.path)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def grids_served(point: ServicePoint, *, limit: int = 200) -> list[Place]:
    """The grids in force that a point serves, by path."""
    served = point.grids.filter(grid__valid_to__isnull=True).values("grid_id")
    return list(Place.objects.defer("boundary").filter(pk__in=served).order_by("path")[:limit])


def points_serving(grid_id: UUID, *, limit: int = 20) -> list[ServicePoint]:
    """The open service points that serve one grid, the one in the narrowest place first."""
    serving = ServicePointGrid.objects.filter(grid=grid_id).values("service_point")
    found = ServicePoint.objects.filter(pk__in=serving, closed_on__isnull=True)
    rows = found.select_related("place").defer("place__boundary").order_by("name", "id")[:limit]
    return sorted(rows, key=lambda point: -len(point.place.path))


def service_point_by_id(point_id: UUID) -> ServicePoint:
    point = ServicePoint.objects.select_related("place").filter(pk=point_id).first()
    if point is None:
        raise Missing("service_point_missing")
    return point


def boundaries_of(places: list[Place]) -> dict[UUID, dict[str, Any]]:
    """The lines of some places. One query."""
    found = Place.objects.filter(pk__in=[place.pk for place in places], boundary__isnull=False)
    return {pk: line for pk, line in found.values_list("pk", "boundary") if line is not None}


def codes_of(places: list[Place]) -> dict[UUID, str]:
    """The code in force of some places. One query."""
    found = PlaceCode.objects.filter(place__in=places, valid_to__isnull=True)
    return dict(found.order_by("id").values_list("place_id", "code"))


def feature(place: Place, boundary: dict[str, Any] | None, code: str, srs: Srs) -> dict[str, Any]:
    """A place as a GeoJSON feature with nothing personal in it."""
    return {
        "type": "Feature",
        "id": str(place.pk),
        "properties": {"name": place.name, "code": code or None, "path": place.path},
        "geometry": None if boundary is None else in_srs(boundary, srs),
    }


def grid_file(path: str, srs: Srs) -> Iterator[str]:
    """The grids in force inside `path` that have a line, as the pieces of a GeoJSON file."""
    grids = Place.objects.filter(
        below("path", path), level=Level.GRID.value, valid_to__isnull=True, boundary__isnull=False
    ).order_by("path")
    yield '{"type": "FeatureCollection", "features": ['
    last, lead = "", "\n"
    while page := list(grids.filter(path__gt=last)[:500]):
        codes = codes_of(page)
        for grid in page:
            piece = feature(grid, grid.boundary, codes.get(grid.pk, ""), srs)
            yield lead + json.dumps(piece, ensure_ascii=False)
            lead = ",\n"
        last = page[-1].path
    yield "\n]}\n"

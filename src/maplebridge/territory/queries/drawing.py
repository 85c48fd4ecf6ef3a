"""The ground as a map draws it: lines of grids or communities in a window, and the buildings close by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from maplebridge.core.scope import below
from maplebridge.core.viewer import Level

from ..models import Place
from ..rules.coordinates import FROM_WGS84, Position, Srs
from ..rules.feature_files import in_srs
from ..rules.lookup import Window
from .details import boundaries_of
from .ground import areas_in_box, locate, outermost
from .places import ancestors, in_force

AREAS_MAX = 150
"""More lines than this are no map any more: then the communities are drawn instead of the grids."""
BUILDINGS_FROM = 12
"""Buildings are drawn when no more grids than this are in sight."""
BUILDINGS_MAX = 300
NEAR_M = 60
NEAR_MAX = 3
METRES_A_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Drawn:
    """What lies in a window in WGS-84; `more` when not all of it could be drawn."""

    window: Window
    areas: list[Place]
    buildings: list[Place]
    more: bool


def draw(window: Window) -> Drawn:
    """Grids, or communities where there are too many grids; and buildings where there are few."""
    found = areas_in_box(*window)
    grids = [place for place in found if place.level == Level.GRID]
    wider = [place for place in found if place.level != Level.GRID]
    areas = grids if 0 < len(grids) <= AREAS_MAX else wider or grids
    buildings = _buildings(window, grids) if 0 < len(grids) <= BUILDINGS_FROM else []
    return Drawn(window, areas[:AREAS_MAX], buildings, len(areas) > AREAS_MAX)


def _buildings(window: Window, grids: list[Place]) -> list[Place]:
    west, south, east, north = window
    inside = reduce(or_, (below("path", grid.path) for grid in grids), Q())
    found = in_force().filter(
        inside, level=Level.BUILDING.value, lon__gte=west, lon__lte=east, lat__gte=south,
        lat__lte=north,
    )  # fmt: skip
    return list(found.order_by("path")[:BUILDINGS_MAX])


def window_around(place: Place | None) -> Window | None:
    """The window of the nearest place around `place` that has a line; without one, of all lines."""
    if place is not None:
        around = list(ancestors(place.path))
        lines = boundaries_of(around)
        for one in reversed(around):
            if one.pk in lines:
                return _box(lines[one.pk])
    return outermost()


def _box(boundary: dict[str, Any]) -> Window:
    polygons = boundary["coordinates"]
    if boundary["type"] == "Polygon":
        polygons = [polygons]
    points = [point for polygon in polygons for ring in polygon for point in ring]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def buildings_near(lon: float, lat: float) -> list[Place]:
    """The buildings of the point's grid within NEAR_M metres of it, the nearest first; WGS-84."""
    grid = locate(lon, lat)
    if grid is None:
        return []
    high = NEAR_M / METRES_A_DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.1)
    window = (lon - wide, lat - high, lon + wide, lat + high)
    found = [(_metres(house, lon, lat), house.path, house) for house in _buildings(window, [grid])]
    near = sorted(item for item in found if item[0] <= NEAR_M)
    return [house for _far, _path, house in near[:NEAR_MAX]]


def _metres(house: Place, lon: float, lat: float) -> float:
    assert house.lon is not None
    assert house.lat is not None
    east = (house.lon - lon) * math.cos(math.radians(lat))
    return math.hypot(east, house.lat - lat) * METRES_A_DEGREE


def as_geojson(drawn: Drawn, srs: Srs) -> dict[str, Any]:
    """Lines and points with their names, in the coordinates of the map that asks. One query."""
    lines = boundaries_of(drawn.areas)
    areas = [
        _feature(place, in_srs(lines[place.pk], srs), srs)
        for place in drawn.areas
        if place.pk in lines
    ]
    dots = [
        _feature(place, {"type": "Point", "coordinates": _shown(place, srs)}, srs)
        for place in drawn.buildings
    ]
    west, south, east, north = drawn.window
    convert = FROM_WGS84[srs]
    low = convert(west, south) if convert else (west, south)
    high = convert(east, north) if convert else (east, north)
    return {
        "type": "FeatureCollection",
        "bbox": [*low, *high],
        "features": areas + dots,
        "more": drawn.more,
    }


def _feature(place: Place, geometry: dict[str, Any], srs: Srs) -> dict[str, Any]:
    """`at` is where the name of the place stands."""
    about = {
        "id": str(place.pk),
        "name": place.name,
        "level": place.level,
        "at": _shown(place, srs),
    }
    return {"type": "Feature", "properties": about, "geometry": geometry}


def _shown(place: Place, srs: Srs) -> Position | None:
    if place.lon is None or place.lat is None:
        return None
    convert = FROM_WGS84[srs]
    return convert(place.lon, place.lat) if convert else (place.lon, place.lat)

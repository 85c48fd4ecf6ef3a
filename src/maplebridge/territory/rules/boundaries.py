"""What is a line around a place, and what is a slip of the hand or a wrong file."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from maplebridge.core.viewer import Level

POSITIONS_MAX = 20_000
"""Corners of one boundary; a district drawn in detail has some thousands."""
DEGREES_MAX = {Level.GRID: 0.5, Level.COMMUNITY: 2.0, Level.BUILDING: 0.1, Level.ENTRANCE: 0.1}
DEGREES_MAX_ELSE = 15.0
AREA_MIN_M2 = 1.0
METRES_A_DEGREE = 111_320.0
DECIMALS = 7
"""About a centimetre; more digits only pretend."""

Convert = Callable[[float, float], tuple[float, float]]


class NotABoundary(ValueError):
    """`code` is a sentence of the app, `facts` fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Boundary:
    """A checked line as GeoJSON in WGS-84 and a point that is surely inside it."""

    geojson: dict[str, Any]
    lon: float
    lat: float


def check_boundary(drawn: Any, level: Level, convert: Convert | None = None) -> Boundary:
    """Check a GeoJSON Polygon or MultiPolygon; `convert` turns each position into WGS-84 first.

    Heights are dropped and positions rounded to seven decimals. Raises NotABoundary.
    """
    shape: Any = shapely.from_geojson(json.dumps(_clean(drawn, convert)), on_invalid="ignore")
    if shape is None or shape.is_empty:
        raise NotABoundary("boundary_unreadable")
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        raise NotABoundary("boundary_crosses_itself", reason=reason)
    _check_size(shape, level)
    inside = shape.representative_point()
    return Boundary(
        json.loads(shapely.to_geojson(shape)), round(inside.x, DECIMALS), round(inside.y, DECIMALS)
    )


def area_m2(shape: Any) -> float:
    """Rough area of a small shape in square metres, good to a few per cent."""
    return float(
        shape.area * METRES_A_DEGREE**2 * math.cos(math.radians(shape.representative_point().y))
    )


def _clean(drawn: Any, convert: Convert | None) -> dict[str, Any]:
    if not isinstance(drawn, dict) or drawn.get("type") not in {"Polygon", "MultiPolygon"}:
        kind = drawn.get("type") if isinstance(drawn, dict) else None
        raise NotABoundary("boundary_kind_unknown", kind=str(kind)[:40])
    depth = 2 if drawn["type"] == "Polygon" else 3
    count = [0]
    rings = _walk(drawn.get("coordinates"), depth, convert, count)
    return {"type": drawn["type"], "coordinates": rings}


def _walk(part: Any, depth: int, convert: Convert | None, count: list[int]) -> list[Any]:
    if not isinstance(part, list) or not part:
        raise NotABoundary("boundary_unreadable")
    if depth:
        return [_walk(inner, depth - 1, convert, count) for inner in part]
    count[0] += 1
    if count[0] > POSITIONS_MAX:
        raise NotABoundary("boundary_too_many_corners", most=POSITIONS_MAX)
    return _position(part, convert)


def _position(part: list[Any], convert: Convert | None) -> list[float]:
    if len(part) not in {2, 3} or any(type(number) not in {int, float} for number in part):
        raise NotABoundary("boundary_unreadable")
    lon, lat = part[0], part[1]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise NotABoundary("boundary_off_the_earth", lon=_shown(lon), lat=_shown(lat))
    if convert is not None:
        lon, lat = convert(lon, lat)
    return [round(lon, DECIMALS), round(lat, DECIMALS)]


def _shown(number: float) -> str:
    return str(number)[:24]


def _check_size(shape: Any, level: Level) -> None:
    west, south, east, north = shape.bounds
    most = DEGREES_MAX.get(level, DEGREES_MAX_ELSE)
    if east - west > most or north - south > most:
        raise NotABoundary("boundary_too_large", most=most)
    if area_m2(shape) < AREA_MIN_M2:
        raise NotABoundary("boundary_too_small")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two areas of the same community that cover the same ground, by position in the list."""

    first: int
    second: int
    area_m2: float
    share: float


def overlaps(boundaries: list[dict[str, Any]], tolerance_m2: float = 1.0) -> Iterator[Overlap]:
    """Pairs that share more than a line. `share` is the part of the smaller one, from 0 to 1."""
    shapes = shapely.from_geojson([json.dumps(boundary) for boundary in boundaries])
    tree = shapely.STRtree(shapes)
    for first, second in sorted(map(tuple, tree.query(shapes, predicate="intersects").T.tolist())):
        if first >= second:
            continue
        shared = shapely.intersection(shapes[first], shapes[second])
        if shared.is_empty or shared.area == 0 or area_m2(shared) <= tolerance_m2:
            continue
        smaller = min(shapes[first].area, shapes[second].area)
        yield Overlap(first, second, area_m2(shared), shared.area / smaller)

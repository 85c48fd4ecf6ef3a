"""Where buildings stand once lines were drawn anew: their point decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import shapely

from .lookup import Area


class Outside(StrEnum):
    """What to do with buildings that no new line holds: ask, the nearest grid, or leave them.

    A building that is left stays in its grid while that goes on; else it stands in the community.
    """

    ASK = "ask"
    NEAREST = "nearest"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Standing:
    """A building, the grid it stands in (None: in the community), and its point if it is known."""

    key: Any
    grid: Any | None
    lon: float | None
    lat: float | None


@dataclass(slots=True)
class Settled:
    """Which building goes to which grid, and which have no grid around their point."""

    moves: dict[Any, Any] = field(default_factory=dict)
    outside: list[Any] = field(default_factory=list)


def settle(
    buildings: Iterable[Standing], grids: Sequence[Area], redrawn: frozenset[Any]
) -> Settled:
    """Sort buildings into `grids`, the areas after the change.

    `redrawn` has the grids that begin, change or end; between grids that nobody touched nobody
    moves. A building whose own grid still holds its point stays; one on a line between two stays
    or goes to the lower path. One without a point stays while its grid goes on. A building of the
    community, or of a grid that nobody touched, is never outside.
    """
    index = _Index(grids)
    going_on = {area.key for area in grids}
    settled = Settled()
    for one in buildings:
        around = index.around(one)
        if one.grid in around:
            continue
        if around and (one.grid in redrawn or around[0] in redrawn):
            settled.moves[one.key] = around[0]
        elif not around and one.grid in redrawn and not (one.lon is None and one.grid in going_on):
            settled.outside.append(one.key)
    return settled


def nearest(building: Standing, grids: Sequence[Area]) -> Any | None:
    """The grid whose line is nearest to the building, None when one of them is not known."""
    if building.lon is None or building.lat is None or not grids:
        return None
    point = shapely.Point(building.lon, building.lat)
    shapes = [_shape(area) for area in grids]
    return min(zip(shapes, grids, strict=True), key=lambda pair: pair[0].distance(point))[1].key


class _Index:
    def __init__(self, grids: Sequence[Area]) -> None:
        self._ordered = sorted(grids, key=lambda area: area.path)
        self._tree = shapely.STRtree([_shape(area) for area in self._ordered])

    def around(self, building: Standing) -> list[Any]:
        """The keys of the grids that hold the building's point, lowest path first."""
        if building.lon is None or building.lat is None:
            return []
        point = shapely.Point(building.lon, building.lat)
        hits = sorted(self._tree.query(point, predicate="intersects").tolist())
        return [self._ordered[hit].key for hit in hits]


def _shape(area: Area) -> Any:
    return shapely.from_geojson(json.dumps(area.boundary))


HEIR_SHARE_MIN = 0.05
"""A grid takes over from one that ended when it covers at least this share of its ground."""


def heirs(ended: Iterable[Area], grids: Sequence[Area]) -> list[tuple[Any, Any]]:
    """(ended, grid) for each grid that covers a good part of the ground of one that ends."""
    found = []
    shapes = [(_shape(area), area.key) for area in grids]
    for old in ended:
        ground = _shape(old)
        for shape, key in shapes:
            if shape.intersection(ground).area >= HEIR_SHARE_MIN * ground.area:
                found.append((old.key, key))
    return found

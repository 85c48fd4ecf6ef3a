"""Which grid is this point in? An index in memory, because a database would be a thousand times slower."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

Window = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Area:
    """A place with a line around it. `rank` 0 is asked first (grids), then 1 (communities)."""

    key: Any
    path: str
    rank: int
    boundary: dict[str, Any]


class PointIndex:
    """Answers which area contains a point: the lowest rank, then the lowest path.

    A point on the line between two areas is in both, so the lower path has it: every process and
    every day gives the same answer. Immutable once built, so threads share it without a lock.
    """

    def __init__(self, areas: Iterable[Area]) -> None:
        ordered = sorted(areas, key=lambda area: (area.rank, area.path))
        self._keys: Sequence[Any] = [area.key for area in ordered]
        geometries = shapely.from_geojson(
            [json.dumps(area.boundary) for area in ordered], on_invalid="ignore"
        )
        shapely.prepare(geometries)
        self._tree = shapely.STRtree(geometries)
        self._geometries = geometries

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, lon: float, lat: float) -> Any | None:
        """The key of the area that holds the point, or None. Longitude and latitude in WGS-84."""
        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._keys[min(hits.tolist())] if len(hits) else None

    def touching(self, west: float, south: float, east: float, north: float) -> list[Any]:
        """The keys of all areas that touch the window, lowest rank and path first."""
        window = shapely.box(west, south, east, north)
        hits = self._tree.query(window, predicate="intersects").tolist()
        return [self._keys[hit] for hit in sorted(hits)]

    def window(self) -> Window | None:
        """The window around everything, None when there is nothing."""
        if not len(self):
            return None
        west, south, east, north = shapely.total_bounds(self._geometries).tolist()
        return west, south, east, north

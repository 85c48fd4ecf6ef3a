"""Point → grid at 20,000 grids: microseconds a lookup, beside the floor and the naive way.

The floor is one `contains_xy` on one prepared shape: no index can be faster than asking the right
grid alone. The naive way asks every grid in turn. Run: python benchmarks/grid_lookup.py
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import shapely

from maplebridge.territory.rules.lookup import Area, PointIndex

COLUMNS, ROWS, SIDE = 200, 100, 0.003
WEST, SOUTH = 115.5, 28.2
LOOKUPS, NAIVE = 20_000, 40


def jagged(column: int, row: int, chance: random.Random) -> dict[str, Any]:
    """A cell of 24 corners whose edges run zigzag, as streets do."""
    x, y = WEST + column * SIDE, SOUTH + row * SIDE
    ring = []
    for edge_x, edge_y, step_x, step_y in (
        (0, 0, 1, 0),
        (1, 0, 0, 1),
        (1, 1, -1, 0),
        (0, 1, 0, -1),
    ):
        for part in range(6):
            slip = chance.uniform(-0.02, 0.02) if part else 0.0
            at_x = edge_x + step_x * part / 6 + step_y * slip
            at_y = edge_y + step_y * part / 6 + step_x * slip
            ring.append([x + at_x * SIDE, y + at_y * SIDE])
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def microseconds(act: Callable[[float, float], object], points: list[tuple[float, float]]) -> float:
    began = time.perf_counter()
    for lon, lat in points:
        act(lon, lat)
    return (time.perf_counter() - began) / len(points) * 1e6


def main() -> None:
    chance = random.Random(7)
    areas = [
        Area(number, f"{number:08d}", 0, jagged(number % COLUMNS, number // COLUMNS, chance))
        for number in range(COLUMNS * ROWS)
    ]
    began = time.perf_counter()
    index = PointIndex(areas)
    built_s = time.perf_counter() - began
    points = [
        (WEST + chance.random() * COLUMNS * SIDE, SOUTH + chance.random() * ROWS * SIDE)
        for _ in range(LOOKUPS)
    ]
    shapes = shapely.polygons([area.boundary["coordinates"][0] for area in areas])
    shapely.prepare(shapes)
    one = shapes[0]

    def naive(lon: float, lat: float) -> int | None:
        at = shapely.Point(lon, lat)
        return next((number for number, shape in enumerate(shapes) if shape.intersects(at)), None)

    index.find(*points[0])
    found_us = microseconds(index.find, points)
    floor_us = microseconds(lambda lon, lat: shapely.intersects_xy(one, lon, lat), points)
    naive_us = microseconds(naive, points[:NAIVE])
    assert all(index.find(*point) == naive(*point) for point in points[:NAIVE])
    print(f"grids {len(index):,}, index built in {built_s:.2f} s")
    print(f"lookup {found_us:.1f} us, floor {floor_us:.1f} us, naive {naive_us:,.0f} us")
    print(
        f"ratio to the floor {found_us / floor_us:.1f}, times faster than naive {naive_us / found_us:,.0f}"
    )


if __name__ == "__main__":
    main()

"""Fictional ground: a bent net of cells whose rectangles tile a town without gap or overlap.

Neighbours share every corner of the net along their common border, so their lines agree to the
last digit, although no line is straight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Position = tuple[float, float]
_WOBBLE = 0.22  # of a cell; below 0.25 no cell can fold over


@dataclass(frozen=True, slots=True)
class Rect:
    """Cells from (west, south) up to, not including, (east, north)."""

    west: int
    south: int
    east: int
    north: int

    @property
    def width(self) -> int:
        return self.east - self.west

    @property
    def height(self) -> int:
        return self.north - self.south


def split(rect: Rect, weights: Sequence[int]) -> list[Rect]:
    """Cut a rectangle into one for each weight, with areas about in proportion."""
    if len(weights) == 1:
        return [rect]
    middle = _balanced(weights)
    first, second = weights[:middle], weights[middle:]
    share = sum(first) / sum(weights)
    if rect.width >= rect.height:
        cut = rect.west + _cut(rect.width, share)
        parts = (
            Rect(rect.west, rect.south, cut, rect.north),
            Rect(cut, rect.south, rect.east, rect.north),
        )
    else:
        cut = rect.south + _cut(rect.height, share)
        parts = (
            Rect(rect.west, rect.south, rect.east, cut),
            Rect(rect.west, cut, rect.east, rect.north),
        )
    return split(parts[0], first) + split(parts[1], second)


def _balanced(weights: Sequence[int]) -> int:
    """How many weights make the half that is nearest to half of the sum."""
    half, running = sum(weights) / 2, 0
    for at, weight in enumerate(weights[:-1]):
        if running + weight >= half:
            return at + 1 if half - running > running + weight - half or at == 0 else at
        running += weight
    return len(weights) - 1


def _cut(length: int, share: float) -> int:
    assert length > 1, "the net is fine enough for every place"
    return min(max(round(length * share), 1), length - 1)


@dataclass(frozen=True, slots=True)
class Net:
    """The corners of the cells on a map in WGS-84, bent and turned a little."""

    width: int
    height: int
    centre: Position
    span_degrees: float

    def corner(self, x: int, y: int) -> Position:
        east = x + _WOBBLE * math.sin(12.9898 * x + 78.233 * y)
        north = y + _WOBBLE * math.sin(39.3467 * x + 11.135 * y + 1.7)
        return self._on_the_map(east, north)

    def inside(self, rect: Rect, across: float, up: float) -> Position:
        """A point surely inside a rectangle; `across` and `up` go from 0 to 1."""
        x = rect.west + across * rect.width
        y = rect.south + up * rect.height
        cell_x = min(int(x), rect.east - 1)
        cell_y = min(int(y), rect.north - 1)
        return self._in_cell(cell_x, cell_y, 0.1 + 0.8 * (x - cell_x), 0.1 + 0.8 * (y - cell_y))

    def ring(self, rect: Rect) -> dict[str, Any]:
        """The border of a rectangle as a GeoJSON polygon, counter-clockwise."""
        south = [(x, rect.south) for x in range(rect.west, rect.east)]
        east = [(rect.east, y) for y in range(rect.south, rect.north)]
        north = [(x, rect.north) for x in range(rect.east, rect.west, -1)]
        west = [(rect.west, y) for y in range(rect.north, rect.south, -1)]
        corners = [self.corner(x, y) for x, y in (*south, *east, *north, *west)]
        return {"type": "Polygon", "coordinates": [[list(at) for at in (*corners, corners[0])]]}

    def _in_cell(self, x: int, y: int, across: float, up: float) -> Position:
        (ax, ay), (bx, by) = self.corner(x, y), self.corner(x + 1, y)
        (cx, cy), (dx, dy) = self.corner(x, y + 1), self.corner(x + 1, y + 1)
        south = (ax + (bx - ax) * across, ay + (by - ay) * across)
        north = (cx + (dx - cx) * across, cy + (dy - cy) * across)
        return (
            round(south[0] + (north[0] - south[0]) * up, 6),
            round(south[1] + (north[1] - south[1]) * up, 6),
        )

    def _on_the_map(self, east: float, north: float) -> Position:
        scale = self.span_degrees / self.width
        u, v = (east - self.width / 2) * scale, (north - self.height / 2) * scale * 0.88
        bend = self.span_degrees * 0.05
        turned = (u + 0.16 * v + bend * math.sin(3 * v / self.span_degrees), v - 0.12 * u)
        return round(self.centre[0] + turned[0], 6), round(self.centre[1] + turned[1], 6)

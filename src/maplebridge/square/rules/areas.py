"""The parts of a picture that are covered: rectangles in thousandths, or squares of a grid."""

from __future__ import annotations

import re
from collections.abc import Iterable

Area = tuple[int, int, int, int]
"""Left, top, width, height in thousandths of the picture."""

WHOLE = 1000
SQUARES = 8
"""Columns and rows of the grid that covers a picture where no script draws."""
AREAS_MAX = 40
SIDE_MIN = 4
_ONE = re.compile(r"(\d{1,4}),(\d{1,4}),(\d{1,4}),(\d{1,4})")


class AreasUnreadable(ValueError):
    """What was sent is no list of rectangles inside a picture."""


def read(text: str) -> list[Area]:
    """`left,top,width,height` joined by semicolons. Raises AreasUnreadable."""
    parts = [part for part in text.split(";") if part]
    if len(parts) > AREAS_MAX:
        raise AreasUnreadable(f"more than {AREAS_MAX}")
    return [_checked(part) for part in parts]


def _checked(part: str) -> Area:
    match = _ONE.fullmatch(part)
    if match is None:
        raise AreasUnreadable(part)
    left, top, width, height = (int(group) for group in match.groups())
    if min(width, height) < SIDE_MIN or left + width > WHOLE or top + height > WHOLE:
        raise AreasUnreadable(part)
    return left, top, width, height


def of_squares(numbers: Iterable[int]) -> list[Area]:
    """The squares of the grid by number, from 0, row by row. Raises AreasUnreadable.

    Squares beside each other in a row become one rectangle, so that no seam shows through.
    """
    side = WHOLE // SQUARES
    rows: dict[int, list[int]] = {}
    for number in sorted(set(numbers)):
        if not 0 <= number < SQUARES * SQUARES:
            raise AreasUnreadable(str(number))
        rows.setdefault(number // SQUARES, []).append(number % SQUARES)
    areas: list[Area] = []
    for row, columns in rows.items():
        start = last = columns[0]
        for column in [*columns[1:], SQUARES + 1]:
            if column != last + 1:
                areas.append((start * side, row * side, (last + 1 - start) * side, side))
                start = column
            last = column
    return areas

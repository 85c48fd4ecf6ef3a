"""Many doors from one line of words: units 1-3, floors 1-18, two homes a floor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_PART = re.compile(r"(-?\d{1,4})(?:[-–—~～至](-?\d{1,4}))?")
_BETWEEN = re.compile(r"[,，、;；\s]+")
NUMBERS_MAX = 200
HOMES_MAX = 5_000
"""Most homes that one plan may make."""


class PlanUnusable(ValueError):
    """`code` is a sentence of the app, `facts` fill it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Numbering(StrEnum):
    """How a door is numbered: 302, 2-302 with its unit, or 3B."""

    FLOOR = "floor"
    UNIT_FLOOR = "unit_floor"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Plan:
    """Houses alike: their units (none for a house without entrances), floors and homes a floor."""

    units: tuple[int, ...]
    floors: tuple[int, ...]
    homes_a_floor: int
    numbering: Numbering
    unit_word: str


@dataclass(frozen=True, slots=True)
class Door:
    """An entrance and what is behind it: (number, floor). Without a name, the house itself."""

    name: str
    homes: tuple[tuple[str, int], ...]


def numbers(text: str, low: int, high: int) -> tuple[int, ...]:
    """`1-3, 5` as (1, 2, 3, 5), each once and in order; empty text is none. Raises PlanUnusable."""
    found: set[int] = set()
    for part in filter(None, _BETWEEN.split(text.strip())):
        match = _PART.fullmatch(part)
        if match is None:
            raise PlanUnusable("numbers_unreadable", text=part[:20])
        first, last = int(match[1]), int(match[2] or match[1])
        if not low <= first <= last <= high:
            raise PlanUnusable("numbers_out_of_range", text=part[:20], low=low, high=high)
        found.update(range(first, last + 1))
    if len(found) > NUMBERS_MAX:
        raise PlanUnusable("numbers_too_many", most=NUMBERS_MAX)
    return tuple(sorted(found))


def doors(plan: Plan) -> Iterator[Door]:
    """Each entrance of one house with its homes; without units, the house with all homes."""
    if not plan.units:
        yield Door("", tuple(_homes(plan, 0)))
    for unit in plan.units:
        yield Door(f"{unit}{plan.unit_word}", tuple(_homes(plan, unit)))


def count_homes(plan: Plan, houses: int) -> int:
    """How many homes the plan makes. Raises PlanUnusable beyond HOMES_MAX."""
    count = houses * max(1, len(plan.units)) * len(plan.floors) * plan.homes_a_floor
    if count > HOMES_MAX:
        raise PlanUnusable("homes_too_many", most=HOMES_MAX)
    return count


def _homes(plan: Plan, unit: int) -> Iterator[tuple[str, int]]:
    for floor in plan.floors:
        for place in range(1, plan.homes_a_floor + 1):
            yield _number(plan.numbering, unit, floor, place), floor


def _number(numbering: Numbering, unit: int, floor: int, place: int) -> str:
    storey = f"B{-floor}" if floor < 0 else str(floor)
    if numbering is Numbering.LETTER:
        return f"{storey}{chr(ord('A') + place - 1)}"
    plain = f"{storey}{place:02d}"
    return f"{unit}-{plain}" if numbering is Numbering.UNIT_FLOOR and unit else plain

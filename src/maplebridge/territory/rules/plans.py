"""Many doors from one line of words: entrances 1-3, floors 1-18 without 4 and 14, doors 1-4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_RANGE = re.compile(r"(-?\d{1,4})(?:[-–—~～至到](-?\d{1,4}))?", re.ASCII)
_BETWEEN = re.compile(r"[,，、;；\s]+")
_FLOOR = re.compile(r"(?:.*[^\dBb])?(?P<below>[Bb])?(?P<storey>\d{1,3})\d\d", re.ASCII)
NUMBERS_MAX = 200
HOMES_MAX = 2_000
"""Most homes that one plan may make."""
ENTRANCES_MAX = 40
FLOORS_LOW, FLOORS_HIGH = -20, 200
DOORS_MAX = 60
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBER_LENGTH = 20
NAME_LENGTH = 120

Numbered = tuple[str, int]
"""The number on a door and its storey."""


class PlanUnusable(ValueError):
    """`code` is a sentence of the app, `facts` fill it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Numbering(StrEnum):
    """How a door is numbered: 302, 2-302 with its entrance, 3B, or 1, 2, 3 through the house."""

    FLOOR = "floor"
    ENTRANCE_FLOOR = "entrance_floor"
    LETTER = "letter"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Plan:
    """Entrances by name (none: all behind the door itself) and the homes behind each of them."""

    entrances: tuple[str, ...] = ()
    floors: tuple[int, ...] = ()
    doors: tuple[int, ...] = ()
    numbering: Numbering = Numbering.FLOOR
    listed: tuple[Numbered, ...] = ()


def numbers(text: str, low: int, high: int) -> tuple[int, ...]:
    """`1-3, 5` as (1, 2, 3, 5), each once and in order; empty text is none. Raises PlanUnusable."""
    found: set[int] = set()
    for part in _parts(text):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise PlanUnusable("numbers_unreadable", text=part[:20])
        found.update(_range(match, part, low, high))
    if len(found) > NUMBERS_MAX:
        raise PlanUnusable("numbers_too_many", most=NUMBERS_MAX)
    return tuple(sorted(found))


def floors(text: str, without: str = "") -> tuple[int, ...]:
    """Storeys as people count them: there is none between -1 and 1. Raises PlanUnusable."""
    left_out = {0, *numbers(without, FLOORS_LOW, FLOORS_HIGH)}
    return tuple(n for n in numbers(text, FLOORS_LOW, FLOORS_HIGH) if n not in left_out)


def entrance_names(text: str, word: str) -> tuple[str, ...]:
    """`1-3, 东门` with the word 单元 as 1单元, 2单元, 3单元, 东门, each once. Raises PlanUnusable."""
    names: dict[str, None] = {}
    for part in _parts(text):
        match = _RANGE.fullmatch(part)
        counted = _range(match, part, 1, 99) if match else ()
        names.update(
            dict.fromkeys(f"{n}{word.strip()}" for n in counted) if match else {part: None}
        )
    if len(names) > ENTRANCES_MAX:
        raise PlanUnusable("entrances_too_many", most=ENTRANCES_MAX)
    for name in names:
        if len(name) > NAME_LENGTH or not name.isprintable():
            raise PlanUnusable("place_name_unusable", most=NAME_LENGTH)
    return tuple(names)


def listed_homes(text: str) -> tuple[Numbered, ...]:
    """Pasted door numbers, each once, as typed, with the storey each of them tells."""
    found = dict.fromkeys(_parts(text))
    if len(found) > HOMES_MAX:
        raise PlanUnusable("homes_too_many", most=HOMES_MAX)
    return tuple((_checked(number), floor_of(number)) for number in found)


def floor_of(number: str) -> int:
    """The storey that a door number tells: 1203 and 2-1203 are on 12, B101 on -1, others on 1."""
    match = _FLOOR.fullmatch(number)
    storey = int(match["storey"]) if match else 1
    if match and match["below"] and 1 <= storey <= -FLOORS_LOW:
        return -storey
    return storey if 1 <= storey <= FLOORS_HIGH else 1


def homes_behind(plan: Plan, at: int = 1) -> tuple[Numbered, ...]:
    """The homes behind the entrance number `at` (from 1) of the plan. Raises PlanUnusable."""
    if plan.listed:
        return plan.listed
    pairs = [(floor, door) for floor in plan.floors for door in plan.doors]
    return tuple(
        (_checked(_number(plan, at, floor, door, running)), floor)
        for running, (floor, door) in enumerate(pairs, start=1)
    )


def check_size(plan: Plan) -> int:
    """How many homes the plan makes, old and new. Raises PlanUnusable beyond HOMES_MAX."""
    each = len(plan.listed) or len(plan.floors) * len(plan.doors)
    count = max(1, len(plan.entrances)) * each
    if count > HOMES_MAX:
        raise PlanUnusable("homes_too_many", most=HOMES_MAX)
    return count


def _number(plan: Plan, at: int, floor: int, door: int, running: int) -> str:
    storey = f"B{-floor}" if floor < 0 else str(floor)
    plain = f"{storey}{door:02d}"
    if plan.numbering is Numbering.RUNNING:
        return str(running)
    if plan.numbering is Numbering.LETTER:
        if door > len(LETTERS):
            raise PlanUnusable("letters_run_out", most=len(LETTERS))
        return f"{storey}{LETTERS[door - 1]}"
    if plan.numbering is Numbering.ENTRANCE_FLOOR and plan.entrances:
        return f"{_entrance_number(plan.entrances, at)}-{plain}"
    return plain


def _entrance_number(entrances: Sequence[str], at: int) -> str:
    """The digits in the entrance's own name, else its name: 2单元 is 2, 东门 is 东门."""
    name = entrances[at - 1]
    match = re.match(r"\d+", name, re.ASCII)
    return match.group() if match else name


def _checked(number: str) -> str:
    if len(number) > NUMBER_LENGTH or not number.isprintable():
        raise PlanUnusable("home_number_unusable", most=NUMBER_LENGTH)
    return number


def _parts(text: str) -> Iterator[str]:
    return filter(None, _BETWEEN.split(text))


def _range(match: re.Match[str], part: str, low: int, high: int) -> range:
    first, last = int(match[1]), int(match[2] or match[1])
    if not low <= first <= last <= high:
        raise PlanUnusable("numbers_out_of_range", text=part[:20], low=low, high=high)
    return range(first, last + 1)

"""The figures of villages, towns and the county as cells and sums. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

HOUSEHOLDS, TAKING, NOT, DEEDS = "households", "taking_part", "not_taking_part", "deeds"
COUNTS = (HOUSEHOLDS, TAKING, NOT, DEEDS)
"""What is about people, so that a count of one to four is held back."""
UNPRINTED = NOT
"""Nobody prints it; it is the rest of a share, and a rest of one household is one household."""
OPEN = ("granted", "redeemed", "fund_in", "fund_out", "cash", "stock", "points", "promised",
        "notices", "objected", "banks", "villages", "covered")  # fmt: skip
"""What each village's own book shows to everybody, and what is about places: never held back."""
NAMES = (*COUNTS, *OPEN)

Numbers = dict[str, int]
STEP = 4
"""Digits of one step of a path."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The count of `total` in `name` is the sum of those of `parts`: pairs of place and name."""

    total: tuple[str, str]
    parts: tuple[tuple[str, str], ...]


def summed(rows: Iterable[Mapping[str, int]]) -> Numbers:
    found = dict.fromkeys(NAMES, 0)
    for row in rows:
        for name in NAMES:
            found[name] += row.get(name, 0)
    return found


def sums(inside: Mapping[str, Iterable[str]]) -> Iterator[Sum]:
    """What everybody can add up. `inside` names the places of which each place is the sum; the
    households of a place are those that take part and those that do not."""
    places = set(inside)
    for place, parts in inside.items():
        parts = tuple(parts)
        places |= set(parts)
        for name in COUNTS if parts else ():
            yield Sum((place, name), tuple((part, name) for part in parts))
    for place in sorted(places):
        yield Sum((place, HOUSEHOLDS), ((place, TAKING), (place, NOT)))


def covered_villages(villages: Iterable[str], banks: Iterable[str]) -> tuple[int, int]:
    """How many natural villages lie inside the place of a bank, and how many there are. Paths."""
    whole, part = 0, 0
    having = set(banks)
    for village in villages:
        whole += 1
        part += any(village[:end] in having for end in range(0, len(village) + 1, STEP))
    return part, whole

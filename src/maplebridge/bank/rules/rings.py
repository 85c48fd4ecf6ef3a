"""Households that confirmed each other's deeds in a circle: a fact about entries, shown to the council."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

LONGEST = 4
STEPS_MAX = 100_000
"""How far the search goes in a village where everybody confirms everybody; it says when it stopped."""
RINGS_MAX = 100


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A household said that it saw a deed of another."""

    witness: UUID
    household: UUID
    deed: UUID


@dataclass(frozen=True, slots=True)
class Ring:
    """Two to four households, each of which confirmed the next, and the last the first."""

    households: tuple[UUID, ...]
    deeds: tuple[UUID, ...]

    @property
    def mark(self) -> str:
        """What a council's note about these very entries is kept under."""
        plain = ",".join(sorted(deed.hex for deed in self.deeds))
        return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """`whole` is False when the search was stopped: there may be more."""

    rings: tuple[Ring, ...]
    whole: bool


def rings(confirmations: Iterable[Confirmation], longest: int = LONGEST) -> Found:
    """Every ring of two to `longest` households, shortest first, each once."""
    deeds: dict[tuple[UUID, UUID], list[UUID]] = defaultdict(list)
    follows: dict[UUID, list[UUID]] = defaultdict(list)
    for one in confirmations:
        edge = one.witness, one.household
        if one.witness == one.household:
            continue
        if edge not in deeds:
            follows[one.witness].append(one.household)
        deeds[edge].append(one.deed)
    found: list[Ring] = []
    steps = 0
    for length in range(2, longest + 1):
        for start in sorted(follows):
            trails: list[tuple[UUID, ...]] = [(start,)]
            while trails:
                trail = trails.pop()
                steps += 1
                if steps > STEPS_MAX or len(found) >= RINGS_MAX:
                    return Found(tuple(found), whole=False)
                nexts = follows.get(trail[-1], [])
                if len(trail) == length:
                    if start in nexts:
                        found.append(_ring(trail, deeds))
                    continue
                # The smallest household begins, so that a ring is found once and not once a member.
                trails += [(*trail, one) for one in nexts if one > start and one not in trail]
    return Found(tuple(found), whole=True)


def _ring(trail: tuple[UUID, ...], deeds: dict[tuple[UUID, UUID], list[UUID]]) -> Ring:
    edges = zip(trail, (*trail[1:], trail[0]), strict=True)
    return Ring(trail, tuple(sorted(deed for edge in edges for deed in deeds[edge])))

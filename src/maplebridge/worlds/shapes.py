"""The four worlds and how their counts are spread: which places there are, before any row is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from .keys import PART, Keys
from .lattice import Rect, split

CELLS_A_GRID = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a world. `houses` worlds have village houses, the others flats behind entrances.

    `size_weights` are the shares of households of one, two, three... people.
    """

    name: str
    towns: int
    communities: int
    grids: int
    buildings: int
    entrances: int
    households: int
    volunteers: int
    service_points: int
    matters: int
    houses: bool
    size_weights: tuple[int, ...]
    span_degrees: float
    centre: tuple[float, float] = (116.12, 28.93)


_TOWN = (27, 30, 24, 12, 6, 1)
_LAND = (12, 24, 28, 20, 11, 5)

SHAPES = {
    shape.name: shape
    for shape in (
        Shape("village", 0, 1, 3, 104, 0, 104, 8, 1, 60, True, _LAND, 0.012),
        Shape("quarter", 0, 1, 6, 28, 84, 1_008, 24, 1, 480, False, _TOWN, 0.010),
        Shape("street", 1, 17, 126, 537, 1_611, 21_304, 515, 17, 10_000, False, _TOWN, 0.06),
        Shape("county", 20, 336, 1_530, 420_000, 0, 420_000, 6_720, 960, 14_000, True, _LAND, 0.55),
    )
}


def shape_of(name: str) -> Shape | None:
    """A world by its name: `street`, or `street/40` for a fortieth of it; None for any other."""
    asked = re.fullmatch(r"([a-z]+)(?:/([1-9][0-9]{0,3}))?", name)
    shape = SHAPES.get(asked[1]) if asked else None
    if asked is None or shape is None or asked[2] is None:
        return shape
    return _part(shape, name, int(asked[2]))


def _part(shape: Shape, name: str, share: int) -> Shape:
    """Fewer of everything, but still three communities whose grids have neighbours, where there were."""

    def fewer(count: int, least: int) -> int:
        return min(count, max(least, count // share))

    communities = fewer(shape.communities, 3)
    grids = fewer(shape.grids, 4 * communities)
    households = fewer(shape.households, 24 * grids)
    buildings = households if shape.houses else fewer(shape.buildings, 2 * grids)
    return replace(
        shape,
        name=name,
        towns=min(shape.towns, communities),
        communities=communities,
        grids=grids,
        buildings=buildings,
        entrances=fewer(shape.entrances, 2 * buildings),
        households=households,
        volunteers=fewer(shape.volunteers, 2 * communities),
        service_points=fewer(shape.service_points, communities),
        matters=fewer(shape.matters, 60),
    )


@dataclass(frozen=True, slots=True)
class GridPlan:
    """A grid: its place in the tree and on the ground, and the doors in it.

    `blocks` holds, for each building, the households behind each of its entrances; a village grid
    has none and counts `houses` instead.
    """

    number: int
    path: str
    rect: Rect
    blocks: tuple[tuple[int, ...], ...] = ()
    houses: int = 0

    @property
    def households(self) -> int:
        return self.houses + sum(map(sum, self.blocks))


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """A community or village. `number` counts from 0 over the whole world."""

    number: int
    town: int
    path: str
    rect: Rect
    grids: tuple[GridPlan, ...]
    volunteers: int
    service_points: int

    @property
    def base(self) -> int:
        """Where the keys of this community begin."""
        return (self.number + 1) * PART


@dataclass(frozen=True, slots=True)
class TownPlan:
    number: int
    path: str
    rect: Rect


@dataclass(frozen=True, slots=True)
class Plan:
    """Every place down to the grid, and how many of everything stand in each."""

    shape: Shape
    width: int
    height: int
    towns: tuple[TownPlan, ...]
    communities: tuple[CommunityPlan, ...] = field(default=())

    def grids(self) -> Iterator[tuple[CommunityPlan, GridPlan]]:
        for community in self.communities:
            for grid in community.grids:
                yield community, grid


def spread(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Share `total` by `weights`, whole numbers of at least `least`; the sum is exactly `total`.

    Rounds down, then gives what is left to the largest remainders, the first ones when equal.
    """
    free = total - least * len(weights)
    assert free >= 0, "there is enough for everybody"
    whole = sum(weights)
    exact = [free * weight / whole for weight in weights]
    shares = [int(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda at: (shares[at] - exact[at], at))
    for at in order[: free - sum(shares)]:
        shares[at] += 1
    return [share + least for share in shares]


def plan(shape: Shape, keys: Keys) -> Plan:
    """Lay out a world: the same seed gives the same plan."""
    chance = keys.chance("plan")
    width, height = _lattice(shape)
    whole = Rect(0, 0, width, height)
    per_community = spread(shape.grids, _weights(chance, shape.communities, 0.35), least=1)
    town_of = _towns(shape)
    grids_a_town = [
        sum(n for n, home in zip(per_community, town_of, strict=True) if home == town)
        for town in range(max(shape.towns, 1))
    ]
    town_rects = split(whole, grids_a_town)
    towns = tuple(TownPlan(at, f"{at + 1:04d}", town_rects[at]) for at in range(shape.towns))
    built = _doors(shape, chance)
    communities: list[CommunityPlan] = []
    volunteers = spread(shape.volunteers, per_community)
    points = spread(shape.service_points, per_community, least=1)
    for town in range(max(shape.towns, 1)):
        members = [at for at, home in enumerate(town_of) if home == town]
        rects = split(town_rects[town], [per_community[at] for at in members])
        for step, (at, rect) in enumerate(zip(members, rects, strict=True), start=1):
            path = (towns[town].path if towns else "") + f"{step:04d}"
            grid_rects = split(rect, [1] * per_community[at])
            grids = tuple(
                GridPlan(number, f"{path}{number + 1:04d}", grid_rect, *next(built))
                for number, grid_rect in enumerate(grid_rects)
            )
            communities.append(
                CommunityPlan(at, town, path, rect, grids, volunteers[at], points[at])
            )
    return Plan(shape, width, height, towns, tuple(communities))


def _lattice(shape: Shape) -> tuple[int, int]:
    height = max(6, round((shape.grids * CELLS_A_GRID / 1.25) ** 0.5))
    return round(height * 1.25), height


def _towns(shape: Shape) -> list[int]:
    """The town of each community, in order."""
    sizes = spread(shape.communities, [1] * max(shape.towns, 1))
    return [town for town, size in enumerate(sizes) for _ in range(size)]


def _weights(chance: Random, count: int, swing: float) -> list[float]:
    return [chance.uniform(1 - swing, 1 + swing) for _ in range(count)]


def _doors(shape: Shape, chance: Random) -> Iterator[tuple[tuple[tuple[int, ...], ...], int]]:
    """For each grid in turn its buildings with the households of each entrance, or its houses."""
    if shape.houses:
        for houses in spread(shape.households, _weights(chance, shape.grids, 0.3), least=1):
            yield (), houses
        return
    buildings = spread(shape.buildings, _weights(chance, shape.grids, 0.25), least=1)
    entrances = iter(spread(shape.entrances, _weights(chance, shape.buildings, 0.45), least=1))
    households = iter(spread(shape.households, _weights(chance, shape.entrances, 0.35), least=1))
    for count in buildings:
        yield (
            tuple(tuple(next(households) for _ in range(next(entrances))) for _ in range(count)),
            0,
        )

"""Buildings that come to stand in another grid, with all that is inside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Concat, Substr

from maplebridge import events
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level

from ..models import Home, Place, PlaceMove, ServicePointGrid, Succession
from ..rules.lookup import Area
from ..rules.moves import Outside, Standing, heirs, nearest, settle
from ..rules.paths import PathAllocator, PathFull

NAMED_MAX = 20
"""Most buildings that one sentence names."""
FACT_MAX = 200
"""Most moves that one fact tells of, so that a delivery stays short."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A building and where its point leads; `target` is None where nobody has said yet."""

    building: Place
    origin: Place
    target: Place | None

    @property
    def moves(self) -> bool:
        return self.target is not None and self.target.pk != self.origin.pk


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to the grids of a community: `grids` are all, those that end and begin too."""

    community: Place
    grids: Sequence[Place]
    touched: Sequence[Place]
    ending: Sequence[Place]


def settle_buildings(change: Change, outside: Outside) -> tuple[list[Moving], list[Moving]]:
    """The buildings that another grid now holds, and those that none holds, by path."""
    ending = {grid.pk for grid in change.ending}
    areas = areas_of(grid for grid in change.grids if grid.pk not in ending)
    around = {place.pk: place for place in [change.community, *change.grids]}
    buildings = {one.pk: one for one in _buildings_in(around)}
    points = [_standing(one, change.community) for one in buildings.values()]
    found = settle(points, areas, frozenset(grid.pk for grid in change.touched))
    moving, lost = [], []
    for point in points:
        building = buildings[point.key]
        origin = around[point.grid or change.community.pk]
        if point.key in found.moves:
            moving.append(Moving(building, origin, around[found.moves[point.key]]))
        elif point.key in found.outside:
            near = nearest(point, areas) if outside is Outside.NEAREST else None
            left = change.community if origin.pk in ending else origin
            there = None if outside is Outside.ASK else around[near] if near else left
            lost.append(Moving(building, origin, there))
    return moving, lost


def refuse_if_outside(lost: Sequence[Moving]) -> None:
    """Raise, with the first names, while some building has nowhere to go."""
    asking = [one.building.name for one in lost if one.target is None]
    if asking:
        names = "、".join(asking[:NAMED_MAX])
        raise RuleBroken("buildings_outside", count=len(asking), names=names)


def follow(ended: Iterable[Place], begun: Iterable[Place], *, day: date) -> None:
    """Note which grids took over the ground of those that ended, and let service points serve them."""
    for before, after in heirs(areas_of(ended), areas_of(begun)):
        Succession.objects.get_or_create(before_id=before, after_id=after, defaults={"day": day})
        served = ServicePointGrid.objects.filter(grid_id=before)
        for point in served.values_list("service_point_id", flat=True):
            ServicePointGrid.objects.get_or_create(service_point_id=point, grid_id=after)


def areas_of(grids: Iterable[Place]) -> list[Area]:
    """The grids that have a line, as areas."""
    return [Area(grid.pk, grid.path, 0, grid.boundary) for grid in grids if grid.boundary]


def _buildings_in(around: Iterable[UUID]) -> list[Place]:
    found = Place.objects.filter(
        parent__in=list(around), level=Level.BUILDING.value, valid_to__isnull=True
    )
    return list(found.select_for_update(no_key=True).order_by("path"))


def _standing(building: Place, community: Place) -> Standing:
    grid = building.parent_id if building.parent_id != community.pk else None
    return Standing(building.pk, grid, building.lon, building.lat)


def move_buildings(moves: Iterable[Moving], *, day: date, now: datetime) -> list[PlaceMove]:
    """Let each building stand in its new grid or community, and tell those who repeat paths.

    The caller has checked who may, holds the locks of the grids and writes the audit entry.
    """
    steps = _Steps()
    made = [_move(one, steps, day) for one in moves if one.moves]
    for start in range(0, len(made), FACT_MAX):
        told = tuple(move.pk for move in made[start : start + FACT_MAX])
        outbox.tell(events.BuildingsMoved(move_ids=told), now=now)
    return made


def _move(one: Moving, steps: _Steps, day: date) -> PlaceMove:
    building, target = one.building, one.target
    assert target is not None, "refuse_if_outside has asked before"
    before, after = building.path, steps.next(target)
    move = PlaceMove.objects.create(
        place=building,
        origin=one.origin,
        target=target,
        path_before=before,
        path_after=after,
        day=day,
    )
    moved = Concat(Value(after), Substr("path", len(before) + 1))
    Home.objects.filter(below("path", before)).update(path=moved)
    Place.objects.filter(below("path", before)).exclude(pk=building.pk).update(path=moved)
    building.parent, building.path = target, after
    building.save(update_fields=["parent", "path"])
    return move


class _Steps:
    """The next free path below each target; paths that were moved away from count as taken."""

    def __init__(self) -> None:
        self._allocators: dict[UUID, PathAllocator] = {}

    def next(self, target: Place) -> str:
        if target.pk not in self._allocators:
            self._allocators[target.pk] = PathAllocator(taken_paths(target))
        try:
            return self._allocators[target.pk].next(target.path)
        except PathFull:
            raise RuleBroken("place_is_full", name=target.name) from None


def taken_paths(parent: Place) -> list[str]:
    """All paths directly below a place that were ever given out."""
    here = Place.objects.filter(parent_id=parent.pk).values_list("path", flat=True)
    gone = PlaceMove.objects.filter(origin_id=parent.pk).values_list("path_before", flat=True)
    return [*here, *gone]

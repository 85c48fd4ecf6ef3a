"""Many entrances and homes of one house at once, as a plan says; what is there already stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Home, Place
from ..rules.homes import sort_key
from ..rules.paths import PathAllocator, PathFull
from ..rules.plans import Numbered, Plan, PlanUnusable, check_size, homes_behind
from .moving import taken_paths
from .places import clean_name, lock_place

BATCH = 1000


@dataclass(frozen=True, slots=True)
class PlannedDoor:
    """One line of the preview: an entrance (or the house itself), with what is new behind it."""

    name: str
    is_new: bool
    homes: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(slots=True)
class PlanReport:
    """What a plan adds, door by door, and what of it is there already."""

    entrances: int = 0
    homes: int = 0
    kept: int = 0
    doors: list[PlannedDoor] = field(default_factory=list)

    @property
    def adds(self) -> bool:
        return bool(self.entrances or self.homes)


@transaction.atomic
def look_at_plan(*, viewer: Viewer, door: Place, plan: Plan, day: date) -> PlanReport:
    """What `add_planned` would add to the house or entrance; writes nothing, refuses the same."""
    return _drafted(lock_place(viewer, door), plan, day).report


@transaction.atomic
def add_planned(*, viewer: Viewer, door: Place, plan: Plan, day: date, now: datetime) -> PlanReport:
    """Add entrances to a house, and homes behind them or behind one entrance. Twice is once.

    An entrance is known by its name and a home by its number: those in force stay as they are.
    New entrances are in force from `day`. All or nothing, under the lock of the house's row.
    """
    door = lock_place(viewer, door)
    draft = _drafted(door, plan, day)
    report = draft.report
    if not report.adds:
        return report
    Place.objects.bulk_create(draft.places)
    try:
        with transaction.atomic():
            Home.objects.bulk_create(draft.homes, batch_size=BATCH)
    except IntegrityError:
        raise RuleBroken("home_number_taken", name=door.name) from None
    audit.record(
        viewer=viewer,
        verb="doors.plan",
        thing=door,
        now=now,
        entrances=[one.pk for one in draft.places],
        homes=report.homes,
    )
    return report


@dataclass(slots=True)
class _Draft:
    """Rows in memory; the places may be written in this order."""

    places: list[Place] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    report: PlanReport = field(default_factory=PlanReport)


@dataclass(frozen=True, slots=True)
class _Behind:
    at: Place
    is_new: bool
    homes: Sequence[Numbered]


def _drafted(door: Place, plan: Plan, day: date) -> _Draft:
    draft = _Draft()
    try:
        check_size(plan)
        behind = _doors(door, plan, day)
    except PlanUnusable as broken:
        raise RuleBroken(broken.code, **broken.facts) from None
    except PathFull:
        raise RuleBroken("place_is_full", name=door.name) from None
    draft.places = [one.at for one in behind if one.is_new]
    draft.report.entrances = len(draft.places)
    _add_homes(behind, draft)
    return draft


def _doors(door: Place, plan: Plan, day: date) -> list[_Behind]:
    """Where the homes of the plan go. Nothing is guessed: a house with entrances names them."""
    if door.level == Level.ENTRANCE and not plan.entrances:
        return [_Behind(door, False, homes_behind(plan))]
    if door.level != Level.BUILDING:
        raise RuleBroken("homes_need_a_door", name=door.name)
    standing = _entrances(door)
    if not plan.entrances:
        if standing:
            raise RuleBroken("entrances_not_said", name=door.name)
        return [_Behind(door, False, homes_behind(plan))]
    steps = PathAllocator(taken_paths(door))
    found = []
    for number, name in enumerate(map(clean_name, plan.entrances), start=1):
        there = standing.get(name)
        at = there or _begun(door, steps.next(door.path), name, day)
        found.append(_Behind(at, there is None, homes_behind(plan, number)))
    return found


def _entrances(house: Place) -> dict[str, Place]:
    """The entrances in force, locked, so that none ends while homes are put behind it."""
    found = Place.objects.select_for_update(no_key=True).filter(
        parent=house, level=Level.ENTRANCE.value, valid_to__isnull=True
    )
    there: dict[str, Place] = {}
    for entrance in found.order_by("path"):
        entrance.parent = house
        there.setdefault(entrance.name, entrance)
    return there


def _begun(house: Place, path: str, name: str, day: date) -> Place:
    level = Level.ENTRANCE.value
    return Place(level=level, parent=house, path=path, name=name, valid_from=day)


def _add_homes(behind: Sequence[_Behind], draft: _Draft) -> None:
    taken = _numbers_at([one.at.path for one in behind if not one.is_new and one.homes])
    for one in behind:
        there = taken[one.at.path]
        fresh = [home for home in one.homes if home[0] not in there]
        draft.homes += [_home(one.at, number, floor) for number, floor in fresh]
        new = tuple(number for number, _ in fresh)
        kept = tuple(number for number, _ in one.homes if number in there)
        draft.report.doors.append(PlannedDoor(one.at.name, one.is_new, new, kept))
        draft.report.homes += len(new)
        draft.report.kept += len(kept)


def _home(at: Place, number: str, floor: int) -> Home:
    at_entrance = at.level == Level.ENTRANCE
    house = at.parent if at_entrance else at
    assert house is not None, "an entrance stands in a building"
    return Home(
        building=house,
        entrance=at if at_entrance else None,
        path=at.path,
        number=number,
        sort_key=sort_key(number),
        floor=floor,
    )


def _numbers_at(paths: Sequence[str]) -> dict[str, set[str]]:
    taken: dict[str, set[str]] = defaultdict(set)
    there = Home.objects.filter(path__in=paths, valid_to__isnull=True)
    for path, number in there.values_list("path", "number") if paths else ():
        taken[path].add(number)
    return taken

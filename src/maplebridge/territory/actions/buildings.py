"""Buildings, their entrances and the homes behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Building, Home, Place
from ..rules.homes import sort_key
from ..rules.paths import parent_path
from .places import add_place, lock_place

HOMES_MAX = 2_000
FLOORS = range(-20, 201)


@dataclass(frozen=True, slots=True)
class NewHome:
    """A dwelling to be added; area in square centimetres, None when not known."""

    number: str
    floor: int = 1
    area_cm2: int | None = None


@transaction.atomic
def add_building(
    *,
    viewer: Viewer,
    parent: Place,
    name: str,
    estate: Place | None = None,
    address: str = "",
    floors_above: int = 1,
    floors_below: int = 0,
    lon: float | None = None,
    lat: float | None = None,
    valid_from: date,
    now: datetime,
) -> Building:
    """Add a building to a grid, or to a community without grids, with the facts about it."""
    if estate is not None and not parent.path.startswith(parent_path(estate.path)):
        raise RuleBroken("estate_elsewhere", name=estate.name)
    if not (1 <= floors_above <= FLOORS[-1] and 0 <= floors_below <= -FLOORS[0]):
        raise RuleBroken("floors_impossible", most=FLOORS[-1])
    place = add_place(
        viewer=viewer,
        parent=parent,
        level=Level.BUILDING,
        name=name,
        lon=lon,
        lat=lat,
        valid_from=valid_from,
        now=now,
    )
    return Building.objects.create(
        place=place,
        estate=estate,
        address=" ".join(address.split())[:200],
        floors_above=floors_above,
        floors_below=floors_below,
    )


@transaction.atomic
def add_homes(
    *, viewer: Viewer, door: Place, homes: Iterable[NewHome], now: datetime
) -> list[Home]:
    """Add homes behind an entrance, or in a house without entrances. All or none."""
    door = lock_place(viewer, door)
    if door.level not in {Level.BUILDING, Level.ENTRANCE}:
        raise RuleBroken("homes_need_a_door", name=door.name)
    new = list(homes)
    for home in new:
        _check(home)
    if len(new) > HOMES_MAX:
        raise RuleBroken("homes_too_many", most=HOMES_MAX)
    made = _create(door, new)
    audit.record(viewer=viewer, verb="homes.add", thing=door, now=now, count=len(made))
    return made


def _create(door: Place, new: list[NewHome]) -> list[Home]:
    at_entrance = door.level == Level.ENTRANCE
    building = door.parent if at_entrance else door
    assert building is not None, "an entrance stands in a building"
    rows = [
        Home(
            building=building,
            entrance=door if at_entrance else None,
            path=door.path,
            number=home.number.strip(),
            sort_key=sort_key(home.number.strip()),
            floor=home.floor,
            area_cm2=home.area_cm2,
        )
        for home in new
    ]
    try:
        with transaction.atomic():
            return Home.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError:
        raise RuleBroken("home_number_taken", name=door.name) from None


def _check(home: NewHome) -> None:
    number = home.number.strip()
    if not number or len(number) > 20 or not number.isprintable():
        raise RuleBroken("home_number_unusable", most=20)
    if home.floor not in FLOORS:
        raise RuleBroken("floors_impossible", most=FLOORS[-1])
    if home.area_cm2 is not None and home.area_cm2 <= 0:
        raise RuleBroken("home_area_impossible", number=number)

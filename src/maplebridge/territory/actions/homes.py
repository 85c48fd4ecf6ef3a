"""Homes behind an entrance, or in a house without entrances: added, put right, ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from maplebridge import events
from maplebridge.core import audit, outbox
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Home, Place
from ..rules.homes import sort_key
from .buildings import FLOORS
from .places import allow, check_day, clean_reason, lock_place

HOMES_MAX = 2_000
FACT_MAX = 200
"""Most homes that one fact tells of, so that a delivery stays short."""


@dataclass(frozen=True, slots=True)
class NewHome:
    """A dwelling to be added; area in square centimetres, None when not known."""

    number: str
    floor: int = 1
    area_cm2: int | None = None


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


@transaction.atomic
def change_home(*, viewer: Viewer, home: Home, to: NewHome, now: datetime) -> Home:
    """Put the number, storey and area of a home right; those who live there stay."""
    home = _lock(viewer, home)
    _check(to)
    home.number = to.number.strip()
    home.sort_key = sort_key(home.number)
    home.floor, home.area_cm2 = to.floor, to.area_cm2
    try:
        with transaction.atomic():
            home.save(update_fields=["number", "sort_key", "floor", "area_cm2"])
    except IntegrityError:
        raise RuleBroken("home_number_taken", name=_door(home).name) from None
    audit.record(viewer=viewer, verb="home.change", thing=home, now=now)
    return home


@transaction.atomic
def end_home(
    *, viewer: Viewer, home: Home, day: date, today: date, reason: str, now: datetime
) -> Home:
    """End a home that was joined with another or torn down, from `day` on, not later than today.

    The household in it ends with it, as soon as people/ hears of it.
    """
    home = _lock(viewer, home)
    home.end_reason = clean_reason(reason)
    check_day(day, not_before=_door(home).valid_from, today=today)
    home.valid_to = day
    home.save(update_fields=["valid_to", "end_reason"])
    audit.record(viewer=viewer, verb="home.end", thing=home, now=now, day=day.isoformat())
    tell_ended([home.pk], now=now)
    return home


def tell_ended(home_ids: Sequence[UUID], *, now: datetime) -> None:
    """Let those who keep who lives where know that these homes are no more."""
    for start in range(0, len(home_ids), FACT_MAX):
        told = tuple(home_ids[start : start + FACT_MAX])
        outbox.tell(events.HomesEnded(home_ids=told), now=now)


def _lock(viewer: Viewer, home: Home) -> Home:
    """Fetch and lock a home in force that the viewer may edit."""
    locked = Home.objects.select_for_update(of=("self",)).filter(pk=home.pk).first()
    if locked is None:
        raise Missing("home_missing")
    allow(viewer, locked.path)
    if locked.valid_to is not None:
        raise RuleBroken("home_has_ended", number=locked.number, day=locked.valid_to)
    return locked


def _door(home: Home) -> Place:
    return home.entrance or home.building


def _check(home: NewHome) -> None:
    number = home.number.strip()
    if not number or len(number) > 20 or not number.isprintable():
        raise RuleBroken("home_number_unusable", most=20)
    if home.floor not in FLOORS:
        raise RuleBroken("floors_impossible", most=FLOORS[-1])
    if home.area_cm2 is not None and home.area_cm2 <= 0:
        raise RuleBroken("home_area_impossible", number=number)

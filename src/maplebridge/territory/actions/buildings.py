"""Buildings and the facts about them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Building, Place
from ..rules.paths import parent_path
from .places import add_place, clean_name, lock_place

FLOORS = range(-20, 201)
"""Storeys that a house may have, 20 of them below ground."""


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
    key: UUID | None = None,
    valid_from: date,
    now: datetime,
) -> Building:
    """Add a building to a grid, or to a community without grids, with the facts about it.

    Whoever may send the same request again chooses the `key`; the second time finds the building.
    """
    parent = lock_place(viewer, parent)
    if key is not None and (sent_before := _sent_before(parent, key)):
        return sent_before
    _check_ground(parent)
    _check_name(parent, name)
    _check_facts(parent, estate, floors_above, floors_below)
    place = add_place(
        viewer=viewer,
        key=key,
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
def describe_building(
    *,
    viewer: Viewer,
    place: Place,
    estate: Place | None,
    address: str,
    floors_above: int,
    floors_below: int,
    lon: float | None,
    lat: float | None,
    now: datetime,
) -> Building:
    """Put the facts of a building right: its estate, address, storeys and position (WGS-84)."""
    place = lock_place(viewer, place)
    building = Building.objects.select_for_update(of=("self",)).filter(place=place).first()
    if building is None:
        raise RuleBroken("not_a_building", name=place.name)
    parent = place.parent
    assert parent is not None, "a building stands in a grid or a community"
    _check_facts(parent, estate, floors_above, floors_below)
    building.estate = estate
    building.address = " ".join(address.split())[:200]
    building.floors_above, building.floors_below = floors_above, floors_below
    building.save(update_fields=["estate", "address", "floors_above", "floors_below"])
    place.lon, place.lat = lon, lat
    place.save(update_fields=["lon", "lat"])
    audit.record(viewer=viewer, verb="building.describe", thing=place, now=now)
    return building


def _sent_before(parent: Place, key: UUID) -> Building | None:
    if not Place.objects.filter(pk=key).exists():
        return None
    found = Building.objects.filter(place=key, place__parent=parent).first()
    if found is None:
        raise Missing("place_missing")
    return found


def _check_ground(parent: Place) -> None:
    """Where there are grids, a house stands in one: else nobody would look after it."""
    grids = Place.objects.filter(parent=parent, level=Level.GRID.value, valid_to__isnull=True)
    if grids.exists():
        raise RuleBroken("building_needs_a_grid", name=parent.name)


def _check_name(parent: Place, name: str) -> None:
    """Two houses of one name in one grid cannot be told apart."""
    name = clean_name(name)
    if Place.objects.filter(parent=parent, name=name, valid_to__isnull=True).exists():
        raise RuleBroken("place_name_taken", name=name, parent=parent.name)


def _check_facts(parent: Place, estate: Place | None, above: int, below_ground: int) -> None:
    if estate is not None and not parent.path.startswith(parent_path(estate.path)):
        raise RuleBroken("estate_elsewhere", name=estate.name)
    if not (1 <= above <= FLOORS[-1] and 0 <= below_ground <= -FLOORS[0]):
        raise RuleBroken("floors_impossible", most=FLOORS[-1])

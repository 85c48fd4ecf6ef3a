"""Reads of a house and the homes in it, page by page: a house may have a thousand."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level

from ..models import Building, Home, Place
from ..rules.paths import lineage
from .places import in_force, light

SHOWN = 50
DOORS = (Level.BUILDING.value, Level.ENTRANCE.value)


def door_by_id(door_id: UUID) -> Place:
    """A building or entrance, also one that has ended. Raises Missing for any other place."""
    found = light().filter(pk=door_id, level__in=DOORS).first()
    if found is None:
        raise Missing("place_missing")
    return found


def building_of(place: Place) -> Building:
    """The facts of a building. Raises Missing for a place that has none."""
    wanted = Building.objects.select_related("estate").defer("estate__boundary")
    found = wanted.filter(place=place).first()
    if found is None:
        raise Missing("place_missing")
    return found


def estates_around(place: Place) -> list[Place]:
    """The estates in force that a building here may belong to: those of its community."""
    here = in_force().filter(level=Level.ESTATE.value, parent__path__in=lineage(place.path))
    return list(here.order_by("path")[:200])


def homes_at(place: Place, *, after: str = "", limit: int = SHOWN) -> list[Home]:
    """Homes in force behind a door or in a house, in the order of the doors.

    `after` is the id of the last home already shown; one that is not here begins anew.
    """
    here = Home.objects.filter(below("path", place.path), valid_to__isnull=True)
    last = here.filter(pk=after).first() if _is_id(after) else None
    if last is not None:
        same_door = Q(path=last.path)
        here = here.filter(
            Q(path__gt=last.path)
            | same_door & Q(sort_key__gt=last.sort_key)
            | same_door & Q(sort_key=last.sort_key, pk__gt=last.pk)
        )
    wanted = here.select_related("entrance").defer("entrance__boundary")
    return list(wanted.order_by("path", "sort_key", "id")[:limit])


def ended_homes_at(place: Place, *, limit: int = 20) -> list[Home]:
    """The homes that ended last behind a door or in a house."""
    here = Home.objects.filter(below("path", place.path), valid_to__isnull=False)
    wanted = here.select_related("entrance").defer("entrance__boundary")
    return list(wanted.order_by("-valid_to", "path", "sort_key", "id")[:limit])


def home_by_id(home_id: UUID) -> Home:
    """A home with its door, also one that has ended. Raises Missing."""
    wanted = Home.objects.select_related("building", "entrance")
    found = wanted.defer("building__boundary", "entrance__boundary").filter(pk=home_id).first()
    if found is None:
        raise Missing("home_missing")
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

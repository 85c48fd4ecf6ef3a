"""Where people live."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory.public import Home, Place, addresses

from .. import rules
from ..models import Household, HouseholdMember


def current_path(person_id: UUID) -> str | None:
    stays = HouseholdMember.objects.filter(person_id=person_id, ended_on__isnull=True)
    return stays.values_list("household__path", flat=True).first()


def grid_above(path: str) -> Place | None:
    """The grid in force around a path, or its community where there are no grids."""
    places = Place.objects.filter(
        path__in=rules.prefixes(path),
        level__in=[Level.GRID.value, Level.COMMUNITY.value],
        valid_to__isnull=True,
    ).only("id", "path", "level", "name")
    return max(places, key=lambda place: len(place.path), default=None)


def stay_path() -> Subquery:
    """Where the person of the row lives, as part of a statement."""
    stay = HouseholdMember.objects.filter(person=OuterRef("pk"), ended_on__isnull=True)
    return Subquery(stay.values("household__path")[:1])


def household_of(person_id: UUID) -> Household | None:
    """The household where the person lives now, with its home."""
    return (
        Household.objects.filter(members__person=person_id, members__ended_on__isnull=True)
        .select_related("home__building", "home__entrance")
        .first()
    )


def left_behind(person_id: UUID) -> list[Household]:
    """Households in which the person was one of the last, and which nobody has taken elsewhere.

    Ended, and none of those who were in it to its end lives today in another household than the
    person does. As long as stays are kept: 730 days.
    """
    current = household_of(person_id)
    if current is None:
        return []
    mine = HouseholdMember.objects.filter(person=person_id, household__ended_on__isnull=False)
    old = mine.filter(ended_on=F("household__ended_on")).values("household")
    last = HouseholdMember.objects.filter(household__in=old, ended_on=F("household__ended_on"))
    elsewhere = HouseholdMember.objects.filter(
        person=OuterRef("person"), ended_on__isnull=True
    ).exclude(household=current)
    taken = last.filter(Exists(elsewhere)).values("household")
    return list(Household.objects.filter(pk__in=old).exclude(pk__in=taken).order_by("id"))


def home_grid(person_id: UUID) -> Place | None:
    """The grid (or gridless community) of the person's home, None when no home is known."""
    path = current_path(person_id)
    return grid_above(path) if path else None


def address_of(home: Home) -> str:
    """The places around a home, widest first, and its number. Two queries at most."""
    door = home.entrance or home.building
    return " ".join(part for part in (addresses([door])[door.pk], door.name, home.number) if part)


def housemates(viewer: Viewer) -> list[HouseholdMember]:
    """Those who live with the viewer now, the viewer included."""
    household = household_of(viewer.person_id) if viewer.person_id else None
    if household is None:
        return []
    stays = HouseholdMember.objects.filter(household=household, ended_on__isnull=True)
    return list(stays.select_related("person").order_by("began_on", "id")[:50])


def past_stays(viewer: Viewer, *, limit: int = 20) -> list[HouseholdMember]:
    stays = HouseholdMember.objects.filter(person=viewer.person_id, ended_on__isnull=False)
    return list(stays.select_related("household").order_by("-ended_on", "-id")[:limit])


def homes_to_choose(place_id: UUID, *, limit: int = 500) -> list[Home]:
    """The homes in force of one building or entrance, in the order of their doors."""
    homes = Home.objects.filter(Q(building=place_id) | Q(entrance=place_id), valid_to__isnull=True)
    wanted = ("number", "building__name", "entrance__name")  # not the lines on the map
    return list(homes.select_related("building", "entrance").only(*wanted)[:limit])


def get_home(home_id: UUID) -> Home:
    home = Home.objects.select_related("building", "entrance").filter(pk=home_id).first()
    if home is None:
        raise Missing("no_such_thing")
    return home

"""The residents of a worker's places: looked up by name, phone or door, shown covered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.scope import scope_of
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory.public import Home, Place

from .. import policy, rules
from ..models import HouseholdMember, Person
from .persons import PAGE, Page, masked

FIND_MAX = 50


@dataclass(frozen=True, slots=True)
class ResidentCard:
    """A resident in a list: name and phone covered, the way to the door but not the door."""

    person_id: UUID
    name: str
    phone: str
    near: str


def residents(
    viewer: Viewer, text: str = "", *, after: UUID | None = None, limit: int = PAGE
) -> Page:
    """The residents of the viewer's places whom `text` fits, oldest entry first, covered.

    `text` is a phone number, its last four digits, a name or part of one, a building, an entrance
    or a door; several words narrow. Text that holds no word finds nobody.
    """
    stays = _stays(viewer)
    if text.strip():
        stays = stays.filter(_fits(viewer, text))
    if after is not None:
        stays = stays.filter(person__gt=after)
    rows = list(stays[: limit + 1])
    shown = [_card(stay) for stay in rows[:limit]]
    return Page(shown, shown[-1].person_id if len(rows) > limit else None)


def find_residents(viewer: Viewer, text: str, limit: int = 20) -> list[ResidentCard]:
    """The first residents of the viewer's places whom `text` fits; nobody for no text."""
    found = residents(viewer, text, limit=min(limit, FIND_MAX)) if text.strip() else Page([], None)
    return found.rows


def _stays(viewer: Viewer) -> QuerySet[HouseholdMember]:
    """One row a resident: nobody lives in two households at a time."""
    scope = scope_of(viewer, *policy.WORKERS)
    stays = HouseholdMember.objects.filter(scope.q("household__path"), ended_on__isnull=True)
    home = "household__home"
    return (
        stays.select_related("person", f"{home}__building", f"{home}__entrance")
        .only(
            "person__name",
            "person__phone",
            "household__home__building__name",
            "household__home__entrance__name",
        )
        .order_by("person")
    )


def _fits(viewer: Viewer, text: str) -> Q:
    phone = rules.normalise_phone(text)
    if phone is not None:
        return Q(person__phone=phone)
    words = rules.search_words(text)
    if not words:
        return Q(pk__in=[])
    condition = Q()
    for word in words:
        condition &= _word(viewer, word)
    return condition


def _word(viewer: Viewer, word: str) -> Q:
    """Each kind of thing is looked for in its own table, and what has no such thing is left out.

    One OR over the joined tables compared four names of every resident of the county: seconds.
    """
    home, number = "household__home", word.rstrip("室號号房")
    if len(word) == rules.PHONE_LAST and word.isdigit():
        return Q(**{f"{home}__number": number}) | Q(person__phone__endswith=word)
    found = Q(pk__in=[])
    if number and Home.objects.filter(number=number).exists():
        found |= Q(**{f"{home}__number": number})
    places = _places(viewer, word)
    if places.exists():
        found |= Q(**{f"{home}__building__in": places}) | Q(**{f"{home}__entrance__in": places})
    if not word.isdigit():
        found |= Q(person__in=Person.objects.filter(_holds("name", word)).values("pk"))
    return found


def _places(viewer: Viewer, word: str) -> QuerySet[Place]:
    """The buildings and entrances of the viewer's places whose name, or whose estate's, has it."""
    scope = scope_of(viewer, *policy.WORKERS)
    levels = [Level.BUILDING.value, Level.ENTRANCE.value]
    named = _name("name", word) | _name("building__estate__name", word)
    return Place.objects.filter(scope.q("path"), named, level__in=levels).only("pk")


def _name(field: str, word: str) -> Q:
    """The word stands in the name; a number is a whole number, so that 3棟 is not found in 13棟."""
    if not word[0].isdigit():
        return _holds(field, word)
    end = "($|[^0-9])" if word.isdigit() else ""
    return Q(**{f"{field}__regex": f"(^|[^0-9]){re.escape(word)}{end}"})


def _holds(field: str, word: str) -> Q:
    """Whatever the case; characters have none, and comparing them as they are is much quicker."""
    kind = "icontains" if word.upper() != word.lower() else "contains"
    return Q(**{f"{field}__{kind}": word})


def _card(stay: HouseholdMember) -> ResidentCard:
    shown, home = masked(stay.person), stay.household.home
    near = [home.building.name, home.entrance.name if home.entrance else ""]
    return ResidentCard(stay.person_id, shown.name, shown.phone, " ".join(filter(None, near)))

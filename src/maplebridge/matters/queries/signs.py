"""Which place a code on paper stands for, and who answers there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Level, Role, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy
from ..models.signs import PlaceSign
from ..rules import signs

KIOSK_COOKIE = "mb_kiosk"
"""On a device that stands for everybody: the code of its place. It opens nothing."""
SHOWN = 60
WIDE = (Level.JURISDICTION, Level.DISTRICT, Level.STREET)
SIGNED = (Level.ENTRANCE, Level.BUILDING, Level.GRID, Level.ESTATE, Level.COMMUNITY)


def place_of_code(typed: str) -> territory.Place:
    """The place of a sign, or of an official code of grids and divisions.

    Raises Missing (no such code) or RuleBroken (the place is no more), each naming what was typed.
    """
    code = typed.strip()[:30]
    known = PlaceSign.objects.filter(code=signs.normal(code)).first() if code else None
    try:
        if known is not None:
            place = territory.place_by_id(known.place_id)
        else:
            place = territory.place_by_code(code)
    except Missing:
        raise Missing("matter_sign_unknown", code=code) from None
    if place.valid_to is not None:
        raise RuleBroken("matter_sign_ended", name=place.name)
    return place


def place_by_sign(typed: str) -> list[territory.Place]:
    """The place of a code that was typed into a search for places; nothing when it is no such code."""
    if not signs.normal(typed):
        return []
    try:
        return [place_of_code(typed)]
    except RuleBroken:
        return []


def places_to_sign(viewer: Viewer, text: str) -> list[territory.Place]:
    """Places that the viewer serves: found by name, or their own and what lies directly in them."""
    own = [post for post in viewer.posts if post.role in policy.ANSWERING]
    found: dict[str, territory.Place] = {}
    for post in own:
        if text:
            places = territory.search_places(text, post.path, SHOWN, SIGNED)
        else:
            place = territory.place_by_id(post.place_id)
            places = [place, *territory.children(place, limit=SHOWN)]
        found |= {place.path: place for place in places}
    return list(found.values())[:SHOWN]


def stations_near(place: territory.Place) -> list[territory.ServicePoint]:
    """The open service points of the place, or of the narrowest one around it that has any."""
    around = [
        p for p in territory.ancestors(place.path) if p.level not in WIDE and p.pk != place.pk
    ]
    for one in [place, *reversed(around)]:
        if found := territory.service_points_at(one, limit=2):
            return found
    return []


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers at a place, as a card at the door may say it. Phones only where they are public."""

    role: str
    name: str
    phone: str
    deputy: str = ""


def answering_at(place: territory.Place, today: date) -> list[Answering]:
    """The nearest of each post, narrowest first; a number only with the holder's consent."""
    roles = (Role.GRID_WORKER, Role.BUILDING_CHIEF, Role.UNIT_CHIEF, Role.CONTACT)
    cards = []
    for role in roles:
        acting = people.workers_for(place.path, role, today=today)
        if not acting:
            continue
        holder = acting[0].deputy_for or acting[0].person
        deputy = people.deputy_of(acting[0].post.pk, today)
        agreed = bool(people.who_agreed([holder.pk], "door_card"))
        cards.append(
            Answering(
                role=str(people.ROLE_NAMES[role.value]),
                name=holder.name,
                phone=holder.phone if agreed else "",
                deputy=deputy.name if deputy else "",
            )
        )
    return cards

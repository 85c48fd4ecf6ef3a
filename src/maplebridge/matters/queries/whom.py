"""For whom a viewer may report besides themselves, shown covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy

FOUND_MAX = 20


@dataclass(frozen=True, slots=True)
class Whom:
    """A person whose concern it is: enough to tell two apart, not enough to call."""

    id: UUID
    name: str
    near: str
    phone: str = ""


def may_report_for(viewer: Viewer, person_id: UUID, now: datetime) -> bool:
    """By the person's mandate, or in a post that serves the place where they live."""
    if people.may_act_for(viewer, person_id, now):
        return True
    home = people.home_grid(person_id) if viewer.works else None
    return home is not None and policy.serves(viewer, home.path)


def whom(viewer: Viewer, person_id: UUID, now: datetime) -> Whom:
    """The person, covered. Raises Missing alike for nobody and for somebody out of reach."""
    person = people.Person.objects.filter(pk=person_id).first()
    if person is None or not may_report_for(viewer, person_id, now):
        raise Missing("matter_not_for_them")
    return _covered(person)


def grantors(viewer: Viewer, now: datetime) -> list[Whom]:
    """Those who let the viewer act for them today; not their doors, which the viewer knows."""
    today = calendar.today(now)
    _, held = people.mandates_of(viewer, today)
    granted = {m.grantor_id: m.grantor for m in held if m.valid_from <= today}
    return [_covered(person, near=False) for person in granted.values()]


def residents_for(viewer: Viewer, text: str) -> list[Whom]:
    """Residents of the viewer's places whom name, phone or door fits; with or without account."""
    if not viewer.works:
        return []
    found = people.find_residents(viewer, text, limit=FOUND_MAX)
    return [Whom(card.person_id, card.name, card.near, card.phone) for card in found]


def _covered(person: people.Person, *, near: bool = True) -> Whom:
    shown = people.masked(person)
    household = people.household_of(person.pk) if near else None
    if household is None:
        return Whom(person.pk, shown.name, "", shown.phone)
    home = household.home
    at = [home.building.name, home.entrance.name if home.entrance else ""]
    return Whom(person.pk, shown.name, " ".join(filter(None, at)), shown.phone)

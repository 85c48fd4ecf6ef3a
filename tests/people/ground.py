"""A small place with its people: one street, two communities, three grids, a few doors."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from maplebridge.core.viewer import Level, Role
from maplebridge.people.models import (
    Account,
    Deputy,
    Household,
    HouseholdMember,
    Leave,
    Person,
    Post,
)
from maplebridge.territory.public import Home, Place

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Nanchang
TODAY = date(2026, 11, 23)
LONG_AGO = date(2024, 1, 1)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


class Ground:
    """The places by name; people are made by the test that needs them."""

    def __init__(self) -> None:
        self.root = self._place(None, "", Level.JURISDICTION, "安義縣")
        self.street = self._place(self.root, "0001", Level.STREET, "龍津鎮")
        self.east = self._place(self.street, "00010001", Level.COMMUNITY, "東門社區")
        self.west = self._place(self.street, "00010002", Level.COMMUNITY, "西門社區")
        self.grid = self._place(self.east, "000100010001", Level.GRID, "第一網格")
        self.next_grid = self._place(self.east, "000100010002", Level.GRID, "第二網格")
        self.far_grid = self._place(self.west, "000100020001", Level.GRID, "第三網格")
        self.building = self._place(self.grid, "0001000100010001", Level.BUILDING, "楓林苑3棟")
        self.far_building = self._place(self.far_grid, "0001000200010001", Level.BUILDING, "2棟")
        self.home = self._home(self.building, "101")
        self.other_home = self._home(self.building, "102")
        self.far_home = self._home(self.far_building, "201")
        self._next_phone = 13_900_000_000

    def _place(self, parent: Place | None, path: str, level: Level, name: str) -> Place:
        return Place.objects.create(
            parent=parent, path=path, level=level.value, name=name, valid_from=LONG_AGO
        )

    def _home(self, building: Place, number: str) -> Home:
        return Home.objects.create(
            building=building, path=building.path, number=number, sort_key=number
        )

    def person(
        self, name: str, *, home: Home | None = None, account: bool = True, **more: Any
    ) -> Person:
        """Somebody with a number of their own, living in `home`, with an account unless told not."""
        phone = more.pop("phone", None)
        if phone is None:
            self._next_phone += 1
            phone = str(self._next_phone)
        person = Person.objects.create(name=name, phone=phone, **more)
        if account:
            made = Account(person=person, phone=phone or None, phone_verified=bool(phone))
            made.set_unusable_password()
            made.save()
        if home is not None:
            self.live(person, home)
        return person

    def live(self, person: Person, home: Home) -> HouseholdMember:
        household, _made = Household.objects.get_or_create(
            home=home, ended_on=None, defaults={"path": home.path, "began_on": LONG_AGO}
        )
        return HouseholdMember.objects.create(household=household, person=person, began_on=LONG_AGO)

    def post(self, person: Person, role: Role, place: Place, **more: Any) -> Post:
        terms = {"term_from": LONG_AGO, "term_to": None} | more
        return Post.objects.create(
            person=person, role=role.value, place=place, path=place.path, **terms
        )

    def worker(self, name: str, place: Place, role: Role = Role.GRID_WORKER) -> Person:
        person = self.person(name)
        self.post(person, role, place)
        return person

    def deputy(self, post: Post, person: Person, **more: Any) -> Deputy:
        return Deputy.objects.create(post=post, person=person, valid_from=LONG_AGO, **more)

    def leave(self, person: Person, first: date, last: date) -> Leave:
        return Leave.objects.create(person=person, first_day=first, last_day=last)

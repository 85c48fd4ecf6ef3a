"""A village with its bank: Wang and Li next door, Zhao next to them, a chair and a treasurer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from maplebridge.bank import actions
from maplebridge.bank.models import BANK_DEEDS, BANK_RULES, Deed, Rulebook
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.people.models import Person
from maplebridge.people.public import household_of, viewer_of
from tests.people.ground import NOW, TODAY, Ground, day


class Village:
    """The people by what they are; `bank` is founded a hundred days ago."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        third = ground._home(ground.building, "103")
        fourth = ground._home(ground.building, "104")
        self.wang = ground.person("王芳", home=ground.home, language="en")
        self.son = ground.person("王强", home=ground.home, language="en")
        self.li = ground.person("李强", home=ground.other_home, language="en")
        self.zhao = ground.person("赵敏", home=third, language="en")
        self.chair = ground.person("周理事", home=fourth, language="en")
        self.treasurer = ground.person("孙司库", home=third, language="en")
        self.stranger = ground.person("远客", home=ground.far_home, language="en")
        self.worker = ground.worker("李网格", ground.grid)
        self.head = ground.worker("钱主任", ground.east, Role.HEAD)
        self.bank = actions.found_bank(
            viewer=SYSTEM, place_id=ground.grid.pk, name="安乐村积分社", founded_on=day(-100),
            now=NOW,
        )  # fmt: skip
        for person, role in ((self.chair, "chair"), (self.treasurer, "treasurer")):
            actions.seat_member(
                viewer=SYSTEM, bank_id=self.bank.pk, person_id=person.pk, role=role,
                way="elected", term_from=day(-100), now=NOW,
            )  # fmt: skip

    def house(self, person: Person) -> UUID:
        household = household_of(person.pk)
        assert household is not None
        return household.pk

    def sees(self, person: Person, now: datetime = NOW) -> Viewer:
        return viewer_of(person, now=now)

    def entry(self, person: Person, **more: Any) -> actions.Entry:
        wanted: dict[str, Any] = {
            "id": uuid7(), "bank_id": self.bank.pk, "household_id": self.house(person),
            "kind": "help_neighbour", "done_on": TODAY,
        }  # fmt: skip
        return actions.Entry(**wanted | more)

    def enter(
        self, person: Person, *, by: Person | None = None, now: datetime = NOW, **more: Any
    ) -> Deed:
        """A deed of a person's household, by default entered by Li who saw it."""
        by = by or self.li
        more = {"saw_it": by != person} | more
        entry = self.entry(person, **more)
        return actions.enter_deed(viewer=self.sees(by, now), entry=entry, now=now)

    def approve(self, deed: Deed, *, by: Person | None = None, now: datetime = NOW) -> Deed:
        viewer = self.sees(by or self.chair, now)
        return actions.approve_deed(viewer=viewer, deed_id=deed.pk, now=now)

    def rules(self, **changes: Any) -> None:
        """Put another charter in force since the founding, as if it had been adopted then."""
        body = actions.shipped_rulebook(BANK_RULES).body | changes
        self._replace(BANK_RULES, body)

    def kinds(self, **changes: Any) -> None:
        """Change the kind that `entry` uses, since the founding."""
        body = actions.shipped_rulebook(BANK_DEEDS).body
        rows: Any = body["kinds"]
        self._replace(
            BANK_DEEDS,
            {"kinds": [
                row | changes if row["code"] == "help_neighbour" else row for row in rows
            ]},
        )  # fmt: skip

    def _replace(self, name: str, body: Any) -> None:
        book = Rulebook(
            name=name, owner_id=self.bank.pk, version=2, valid_from=day(-99), body=body,
            source="理事会", entered_at=NOW,
        )  # fmt: skip
        book.digest = book.seal()
        Rulebook.objects.bulk_create([book])

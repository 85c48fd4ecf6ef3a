"""A property company of the east community, and Chen who acts for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.organisations import actions
from maplebridge.organisations.models import Delegate, Organisation
from maplebridge.people.models import Person
from tests.world import World, viewer

CODE = "91360100MA0000001U"
"""Made up, with a true check sign."""


def until(now: datetime, days: int = 90) -> date:
    return calendar.today(now) + timedelta(days=days)


def enter(world: World, name: str = "楓林物业", **more: Any) -> Organisation:
    """Sun enters a property company that is active in the east community."""
    place = more.pop("place", world.community)
    by = more.pop("by", world.sun)
    entry = actions.Entry(name=name, kind="property", **more)
    return actions.enter(viewer=viewer(by), entry=entry, place_id=place.pk, now=timezone.now())


def ask(world: World, found: Organisation, who: Person, **more: Any) -> Delegate:
    now = more.pop("now", timezone.now())
    return actions.invite(
        viewer=viewer(world.sun), organisation_id=found.pk, name=who.name, phone=who.phone,
        until=more.pop("until", until(now)), now=now,
    )  # fmt: skip


def delegate(world: World, found: Organisation, who: Person, **more: Any) -> Delegate:
    """Asked by Sun, and said yes."""
    asked = ask(world, found, who, **more)
    return actions.accept(viewer=viewer(who), delegate_id=asked.pk, now=timezone.now())

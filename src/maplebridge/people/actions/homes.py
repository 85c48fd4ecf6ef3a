"""Who lives where: residents enter themselves, workers enter those of their place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory.public import Home

from .. import policy, queries, rules
from ..models import Account, Household, HouseholdMember, Person
from .checks import clean_name, oneself


@transaction.atomic
def move_in(*, viewer: Viewer, home: Home, now: datetime) -> HouseholdMember:
    """Say where one lives. A home that is lived in opens only through a worker (register_person)."""
    person = oneself(viewer)
    if not policy.may_register(viewer, home.path) and _household_in(home) is not None:
        raise RuleBroken("home_is_lived_in")
    return _move(viewer, person, home, now)


@transaction.atomic
def move_out(*, viewer: Viewer, now: datetime) -> None:
    """Leave one's home without naming another; the stay is kept as history."""
    person = oneself(viewer)
    _end_stay(person, calendar.today(now))
    audit.record(viewer=viewer, verb="move_out", thing=person, now=now)


@transaction.atomic
def register_person(*, viewer: Viewer, name: str, phone: str, home: Home, now: datetime) -> Person:
    """Enter a resident in one's own place. Without a phone of their own, `phone` is "".

    Somebody who already signed in by this phone and has no home yet is the same person, and keeps
    the name they gave themselves.
    """
    if not policy.may_register(viewer, home.path):
        raise Forbidden("not_allowed_here")
    clean = clean_name(name)
    digits = rules.normalise_phone(phone) if phone.strip() else ""
    if digits is None:
        raise RuleBroken("phone_unusable")
    person = Person.objects.select_for_update().filter(phone=digits).first() if digits else None
    if person is None:
        person = Person.objects.create(name=clean, phone=digits, created_at=now)
    elif queries.household_of(person.pk) is not None:
        raise RuleBroken("phone_of_somebody_else")
    elif not person.name:
        person.name = clean
        person.save(update_fields=["name"])
    _move(viewer, person, home, now)
    audit.record(viewer=viewer, verb="register_person", thing=person, now=now, home=home.pk)
    return person


@transaction.atomic
def end_households(*, viewer: Viewer, home_ids: Collection[UUID], now: datetime) -> None:
    """End the stays in homes that are no more, on the day on which each home ended. Twice is once.

    The people keep their accounts, histories and points; they say themselves where they live now.
    """
    assert viewer.system, "only the ground tells which homes ended"
    stays = HouseholdMember.objects.filter(
        household__home__in=home_ids,
        household__home__valid_to__isnull=False,
        ended_on__isnull=True,
    ).select_related("person", "household__home")
    for stay in stays.order_by("id"):
        day = stay.household.home.valid_to
        assert day is not None, "filtered above"
        _end_stay(stay.person, max(day, stay.began_on))
        audit.record(viewer=viewer, verb="home_ended", thing=stay, now=now, person=stay.person_id)


def _household_in(home: Home) -> Household | None:
    lived_in = HouseholdMember.objects.filter(household=OuterRef("pk"), ended_on__isnull=True)
    households = Household.objects.filter(Exists(lived_in), home=home, ended_on__isnull=True)
    return households.order_by("began_on", "id").first()


def _move(viewer: Viewer, person: Person, home: Home, now: datetime) -> HouseholdMember:
    if home.valid_to is not None:
        raise RuleBroken("home_has_ended", number=home.number, day=home.valid_to)
    today = calendar.today(now)
    household = _household_in(home)
    if household and household.members.filter(person=person, ended_on__isnull=True).exists():
        raise RuleBroken("already_lives_here")
    _end_stay(person, today)
    if household is None:
        household = Household.objects.create(home=home, path=home.path, began_on=today)
    stay = HouseholdMember.objects.create(household=household, person=person, began_on=today)
    if person.left_on is not None:
        person.left_on = None
        person.save(update_fields=["left_on"])
    audit.record(viewer=viewer, verb="move_in", thing=stay, now=now, person=person.pk)
    return stay


def _end_stay(person: Person, today: date) -> None:
    """End the stay, the household too when nobody is left, and the presence of who has no account."""
    stay = HouseholdMember.objects.filter(person=person, ended_on__isnull=True).first()
    if stay is None:
        return
    stay.ended_on = today
    stay.save(update_fields=["ended_on"])
    others = HouseholdMember.objects.filter(household=stay.household_id, ended_on__isnull=True)
    if not others.exists():
        Household.objects.filter(pk=stay.household_id).update(ended_on=today)
    if not Account.objects.filter(person=person).exists():
        Person.objects.filter(pk=person.pk).update(left_on=today)

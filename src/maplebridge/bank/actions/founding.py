"""A village founds its bank and says who sits on the council."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import SEATS, WAYS, BankCouncilMember, Passbook, VillageBank
from .rulebooks import begin_rulebooks

NAME_MAX = 80
VILLAGES = (Level.GRID, Level.COMMUNITY)
"""What a natural village is on the ground here: a grid of the countryside, or a whole village."""
_BATCH = 500


def proposed_name(place: territory.Place) -> str:
    """What the bank would be called unless the villagers choose another name."""
    return f"{place.name}{settings.BANK_LABEL}"[:NAME_MAX]


@transaction.atomic
def found_bank(
    *, viewer: Viewer, place_id: UUID, name: str, founded_on: date, now: datetime
) -> VillageBank:
    """Open the bank of a natural village, once, with the proposed rules and kinds of deeds.

    Each household of the village gets its passbook number in the order of the doors. `founded_on`
    may lie in the past: many banks ran on paper first. Raises Forbidden `bank_needs_head`,
    RuleBroken `bank_not_a_village`, `bank_name_missing`, `bank_day_ahead`, `bank_stands_already`.
    """
    place = territory.place_by_id(place_id)
    if not policy.may_found(viewer, place.path):
        raise Forbidden("bank_needs_head")
    name = name.strip()
    if not name or len(name) > NAME_MAX or "\x00" in name:
        raise RuleBroken("bank_name_missing")
    if place.level not in VILLAGES or place.valid_to is not None:
        raise RuleBroken("bank_not_a_village", place=place.name)
    if founded_on > calendar.today(now):
        raise RuleBroken("bank_day_ahead")
    territory.Place.objects.select_for_update().get(path="")  # one founding at a time
    if standing := queries.banks_touching(place.path).first():
        raise RuleBroken("bank_stands_already", bank=standing.name)
    bank = VillageBank.objects.create(
        place=place, path=place.path, name=name, founded_on=founded_on, founded_at=now
    )
    begin_rulebooks(bank, viewer=viewer, now=now)
    _open_passbooks(bank, now)
    audit.record(viewer=viewer, verb="found_bank", thing=bank, now=now, place=place.pk)
    return bank


@transaction.atomic
def seat_member(
    *,
    viewer: Viewer,
    bank_id: UUID,
    person_id: UUID,
    role: str,
    way: str,
    term_from: date,
    term_to: date | None = None,
    now: datetime,
) -> BankCouncilMember:
    """Note that somebody was elected or appointed to the council, for a term.

    Raises Forbidden `bank_needs_head`, RuleBroken `bank_seat_unknown`, `bank_seat_dates`,
    `bank_seat_held`, `bank_seat_taken`.
    """
    bank = _running(bank_id)
    if not policy.may_seat(viewer, bank.path):
        raise Forbidden("bank_needs_head")
    if role not in SEATS or way not in WAYS:
        raise RuleBroken("bank_seat_unknown")
    if term_to is not None and term_to < term_from:
        raise RuleBroken("bank_seat_dates")
    if not people.Person.objects.filter(pk=person_id, left_on__isnull=True).exists():
        raise RuleBroken("bank_person_unknown")
    overlapping = BankCouncilMember.objects.filter(
        Q(term_to__isnull=True) | Q(term_to__gte=term_from), bank=bank
    )
    if term_to is not None:
        overlapping = overlapping.filter(term_from__lte=term_to)
    if overlapping.filter(person=person_id).exists():
        raise RuleBroken("bank_seat_held")
    if role != "member" and overlapping.filter(role=role).exists():
        raise RuleBroken("bank_seat_taken")
    seat = BankCouncilMember.objects.create(
        bank=bank, person_id=person_id, role=role, way=way, term_from=term_from, term_to=term_to,
        entered_at=now,
    )  # fmt: skip
    audit.record(
        viewer=viewer, verb="seat_member", thing=seat, now=now, person=person_id, role=role
    )
    return seat


@transaction.atomic
def end_seat(*, viewer: Viewer, seat_id: UUID, last_day: date, now: datetime) -> BankCouncilMember:
    """Let a term end on its last day. Raises Missing `bank_missing`, as `seat_member` does else."""
    seat = BankCouncilMember.objects.filter(pk=seat_id).first()
    if seat is None:
        raise Missing("bank_missing")
    bank = _running(seat.bank_id)
    if not policy.may_seat(viewer, bank.path):
        raise Forbidden("bank_needs_head")
    if last_day < seat.term_from:
        raise RuleBroken("bank_seat_dates")
    seat.term_to = last_day
    seat.save(update_fields=["term_to"])
    audit.record(viewer=viewer, verb="end_seat", thing=seat, now=now)
    return seat


def open_passbook(bank: VillageBank, household_id: UUID, *, now: datetime) -> Passbook:
    """The household's passbook, opened with the next number when there is none. In a transaction."""
    if found := queries.passbook_of(household_id, bank.pk):
        return found
    VillageBank.objects.select_for_update().get(pk=bank.pk)
    if found := queries.passbook_of(household_id, bank.pk):
        return found
    last = Passbook.objects.filter(bank=bank).aggregate(last=Max("number"))["last"] or 0
    return Passbook.objects.create(
        bank=bank, household_id=household_id, number=last + 1, opened_at=now
    )


def _running(bank_id: UUID) -> VillageBank:
    """The bank, locked: seats and rules of one bank change one after the other."""
    bank = VillageBank.objects.select_for_update().filter(pk=bank_id).first()
    if bank is None:
        raise Missing("bank_missing")
    if bank.closed_on is not None:
        raise RuleBroken("bank_closed", bank=bank.name)
    return bank


def _open_passbooks(bank: VillageBank, now: datetime) -> None:
    batch: list[Passbook] = []
    for number, household_id in enumerate(_households(bank.path), start=1):
        batch.append(Passbook(bank=bank, household_id=household_id, number=number, opened_at=now))
        if len(batch) == _BATCH:
            Passbook.objects.bulk_create(batch)
            batch = []
    Passbook.objects.bulk_create(batch)


def _households(path: str) -> Iterator[UUID]:
    """The households below a path in the order of their doors."""
    found = people.Household.objects.filter(below("path", path), ended_on__isnull=True)
    ordered = found.order_by("path", "home__sort_key", "id").values_list("pk", flat=True)
    return ordered.iterator(chunk_size=_BATCH)

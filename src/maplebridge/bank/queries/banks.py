"""Banks, their councils and passbooks: who decides where, and which bank a household belongs to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from ..models import BankCouncilMember, Passbook, VillageBank

PAGE = 50


def get_bank(bank_id: UUID) -> VillageBank:
    """A bank, also one that was closed. Everybody may know that it is there. Raises Missing."""
    found = VillageBank.objects.select_related("place").filter(pk=bank_id).first()
    if found is None:
        raise Missing("bank_missing")
    return found


def bank_named(name: str) -> VillageBank:
    """The one running bank of this name. Raises Missing, also when two have it."""
    found = list(VillageBank.objects.filter(name=name, closed_on__isnull=True)[:2])
    if len(found) != 1:
        raise Missing("bank_missing")
    return found[0]


def bank_at(path: str) -> VillageBank | None:
    """The running bank in whose village the path lies."""
    around = territory.lineage(path)
    return (
        VillageBank.objects.select_related("place")
        .filter(path__in=around, closed_on__isnull=True)
        .first()
    )


def banks_touching(path: str) -> QuerySet[VillageBank]:
    """Running banks around or inside a place."""
    return VillageBank.objects.filter(
        Q(path__in=territory.lineage(path)) | below("path", path), closed_on__isnull=True
    )


def bank_of_household(household_id: UUID) -> VillageBank | None:
    """The running bank in whose village the household lives. One query when there is none at all."""
    path = people.Household.objects.filter(pk=household_id).values_list("path", flat=True).first()
    return bank_at(path) if path else None


def banks(after: str = "", *, limit: int = PAGE) -> list[VillageBank]:
    """Running banks in the order of their places, one more than `limit` when there are more.

    `after` is the path of the last one on the page before.
    """
    found = VillageBank.objects.select_related("place").filter(closed_on__isnull=True)
    if after:
        found = found.filter(path__gt=after)
    return list(found.order_by("path")[: limit + 1])


def banks_called(text: str, *, after: UUID | None = None, limit: int = PAGE) -> list[VillageBank]:
    """Banks whose name or place holds the text, those that were closed too, by place: a slip of
    theirs can still be checked. One more than `limit` when there are more."""
    found = VillageBank.objects.select_related("place")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(place__name__icontains=text))
    last = VillageBank.objects.filter(pk=after).first() if after else None
    if last is not None:
        found = found.filter(Q(path__gt=last.path) | Q(path=last.path, pk__gt=last.pk))
    return list(found.order_by("path", "pk")[: limit + 1])


def seats_on(bank_id: UUID, day: date) -> list[BankCouncilMember]:
    """Who sits on the council on a day: chair, treasurer, then members by their term."""
    order = {"chair": 0, "treasurer": 1, "member": 2}
    seats = _in_force(day).filter(bank=bank_id).select_related("person")[:PAGE]
    return sorted(seats, key=lambda seat: (order[seat.role], seat.term_from, seat.pk))


def seat_of(person_id: UUID | None, bank_id: UUID, day: date) -> BankCouncilMember | None:
    """The person's seat on the bank's council on a day."""
    if person_id is None:
        return None
    return _in_force(day).filter(bank=bank_id, person=person_id).first()


def banks_served_by(person_id: UUID, day: date) -> list[VillageBank]:
    """The running banks on whose council the person sits."""
    seats = _in_force(day).filter(person=person_id, bank__closed_on__isnull=True)
    return [seat.bank for seat in seats.select_related("bank__place")[:PAGE]]


def _in_force(day: date) -> QuerySet[BankCouncilMember]:
    return BankCouncilMember.objects.filter(
        Q(term_to__isnull=True) | Q(term_to__gte=day), term_from__lte=day
    )


def passbook_of(household_id: UUID, bank_id: UUID) -> Passbook | None:
    """The household's passbook at the bank, None while nothing was entered for it."""
    return Passbook.objects.filter(household=household_id, bank=bank_id).first()

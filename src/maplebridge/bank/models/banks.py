"""A village's bank, those who sit on its council, and the numbered passbook of each household."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

SEATS = ("chair", "treasurer", "member")
WAYS = ("elected", "appointed")


class VillageBank(models.Model):
    """The governance bank of one natural village: a grid of the countryside, or a whole community.

    `path` repeats the place's path: the households below it are the bank's. No two running banks
    lie within each other. `name` is what the village calls it. Both days included; a bank without
    `closed_on` runs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    founded_on = models.DateField()
    founded_at = models.DateTimeField()
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["path"],
                condition=Q(closed_on__isnull=True),
                name="one_running_bank_a_village",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("founded_on")),
                name="a_bank_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankCouncilMember(models.Model):
    """A seat on a bank's council for a term, both days included; None for an open end.

    Personal data: who decides for the village, so that everybody can ask them. Basis: the person's
    agreement to serve. Kept as long as the bank's book, which names who approved; the row holds an
    id only, nobody's once the person's row is emptied.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    way = models.CharField(max_length=10)
    term_from = models.DateField()
    term_to = models.DateField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "role", "term_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=SEATS), name="bank_seat_known"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="bank_seat_way_known"),
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_to__gte=F("term_from")),
                name="bank_seat_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["bank", "person"],
                condition=Q(term_to__isnull=True),
                name="one_open_seat_a_person",
            ),
            models.UniqueConstraint(
                fields=["bank", "role"],
                condition=Q(term_to__isnull=True) & ~Q(role="member"),
                name="one_chair_and_one_treasurer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.bank_id}"


class Passbook(models.Model):
    """A household's number at its bank: what a notice says instead of a name.

    The points themselves stand in the ledger, in the household's account. The row is also what
    entries of one household lock, so that its caps hold however many people enter at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="passbooks")
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "number"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "number"], name="one_household_a_number"),
            models.UniqueConstraint(fields=["bank", "household"], name="one_passbook_a_household"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

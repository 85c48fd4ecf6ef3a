"""Organisations, the places where they are active, and the people who may act for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from .rules import OrganisationKind


class Organisation(models.Model):
    """A company, a social organisation, a team of volunteers: known by a name of its own.

    What is written here is about the organisation, and everybody who signs in may read it. The
    leaders of `place` keep the entry. `credit_code` is "" or eighteen signs with a true check.
    It is over from `ended_on` on, and the row stays: claims point at it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    credit_code = models.CharField(max_length=18, blank=True)
    about = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in OrganisationKind]),
                name="organisation_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("entered_on")),
                name="organisation_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(ended_on__isnull=True) & ~Q(credit_code=""),
                name="a_credit_code_is_entered_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-id"], name="organisation_in_force", condition=Q(ended_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class OrganisationPlace(models.Model):
    """A place in which an organisation is active, with all that lies in it, until `ended_on`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place"],
                condition=Q(ended_on__isnull=True),
                name="active_once_at_a_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.place_id}"


class Delegate(models.Model):
    """Somebody who may act for an organisation: named by who keeps its entry, accepted by themselves.

    Acts from `accepted_at` through the day `until`, unless either side ended it before.

    Personal data: for which organisation a person acts. Basis: the person's yes to the invitation
    (個人信息保護法 art. 13). Removed 1,095 days after its end, and at once when the invitation is
    refused or withdrawn; one that nobody answered goes after 30 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="delegates"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    invited_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(ended_at__isnull=True),
                name="named_once_for_an_organisation",
            )
        ]
        indexes = [
            models.Index(fields=["person", "id"], name="delegate_person"),
            models.Index(fields=["until"], name="delegate_until"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.organisation_id}"

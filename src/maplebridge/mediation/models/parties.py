"""Who is at odds, who speaks for them, and what they agreed to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.parts import About, Body, Capacity, How, Power, Side, Stands
from .casefile import MediationFile
from .seats import OfficeSeat


class Party(models.Model):
    """One who is at odds: a person or organisation known here, or somebody only named.

    `person` is set for who is known here; name, phone and address are as they were given for this
    file. `identity` is the paper by which they were identified and `identity_seen_at` when: its
    number is kept nowhere. `position` is the order within the file. `body` says what kind of
    organisation it is, "" for a person; `credit_code` its unified social credit code where it was
    given, and `representative` its legal representative.

    Personal data: name, number, address and job of who is at odds, for the papers. Basis: their
    request and their consent (個人信息保護法 art. 13). Emptied with the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=160, blank=True)
    job = models.CharField(max_length=60, blank=True)
    body = models.CharField(max_length=8, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    representative = models.CharField(max_length=60, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    capacity = models.CharField(max_length=8, default=Capacity.FULL.value)
    needs = models.CharField(max_length=200, blank=True)
    identity = models.CharField(max_length=8, blank=True)
    identity_seen_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    identity_seen_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="mediation_party_position"),
            models.UniqueConstraint(
                fields=["file", "person"],
                condition=Q(person__isnull=False),
                name="mediation_party_once",
            ),
            models.CheckConstraint(
                condition=Q(side__in=[one.value for one in Side]), name="mediation_side_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=[one.value for one in Capacity]),
                name="mediation_capacity_known",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(organisation__isnull=True),
                name="mediation_party_person_or_organisation",
            ),
            models.CheckConstraint(
                condition=Q(body__in=[one.value for one in Body]), name="mediation_body_known"
            ),
            models.CheckConstraint(
                condition=Q(body="") | Q(person__isnull=True), name="mediation_body_is_no_person"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-file"],
                name="mediation_party_person",
                condition=Q(person__isnull=False),
            ),
            models.Index(
                fields=["organisation", "-file"],
                name="mediation_party_organ",
                condition=Q(organisation__isnull=False),
            ),
            models.Index(fields=["name", "-file"], name="mediation_party_name"),
            models.Index(fields=["phone", "-file"], name="mediation_party_phone"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_body(self) -> bool:
        """Whether it is an organisation, which acts through those who speak for it."""
        return self.body != Body.PERSON or self.organisation_id is not None


class Representative(models.Model):
    """Who speaks for a party, as what, and how far. `paper` is the power of attorney.

    Personal data: name and number of who speaks for a party. Basis: their part in the talks.
    Removed with the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="representatives")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=40, blank=True)
    stands = models.CharField(max_length=10)
    power = models.CharField(max_length=8, default=Power.ATTEND.value)
    paper = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    until = models.DateField(null=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stands__in=[one.value for one in Stands]),
                name="mediation_stands_known",
            ),
            models.CheckConstraint(
                condition=Q(power__in=[one.value for one in Power]), name="mediation_power_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "id"],
                name="mediation_speaks_for",
                condition=Q(person__isnull=False, ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PartyConsent(models.Model):
    """A party said yes or no to being mediated, to a seat at the table, or to a reading.

    `said` is their answer, `how` the way they gave it and `noted_by` who wrote it down. Given up at
    any moment: `withdrawn_at`. The latest row of a party about a thing is the one that counts.

    Personal data: what a party agreed to, with the signed paper. Basis: proof of a consent
    (個人信息保護法 arts. 13-15). Removed with the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    about = models.CharField(max_length=10)
    seat = models.ForeignKey(
        OfficeSeat, on_delete=models.PROTECT, null=True, related_name="consents"
    )
    said = models.BooleanField()
    how = models.CharField(max_length=10)
    noted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    paper = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=[one.value for one in About]),
                name="mediation_consent_known",
            ),
            models.CheckConstraint(
                condition=Q(how__in=[one.value for one in How]), name="mediation_how_known"
            ),
            models.CheckConstraint(
                condition=Q(about=About.SEAT.value, seat__isnull=False)
                | (~Q(about=About.SEAT.value) & Q(seat__isnull=True)),
                name="mediation_consent_to_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

"""Sessions, how each party was told of them, and minutes that were read back and signed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.sittings import Coming, Served, SittingKind
from .casefile import MediationFile
from .parties import Party


class Sitting(models.Model):
    """A session that is set, was held or was called off. `party` is the side heard alone.

    `minutes` are those of a joint session; once read back (`read_back_at`) they stand. All in UTC.

    Personal data: what was said by whom in a joint session. Basis: 人民調解法 art. 27. Removed with
    the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="sittings")
    kind = models.CharField(max_length=8)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    starts_at = models.DateTimeField()
    length = models.PositiveSmallIntegerField()
    where = models.CharField(max_length=160, blank=True)
    link = models.CharField(max_length=300, blank=True)
    early = models.BooleanField(default=False)
    minutes = models.TextField(blank=True)
    set_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    set_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    read_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in SittingKind]),
                name="mediation_sitting_kind",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="mediation_sitting_held_or_off",
            ),
            models.CheckConstraint(
                condition=~Q(kind=SittingKind.CAUCUS.value) | Q(minutes=""),
                name="mediation_no_minutes_of_a_caucus",
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "id"], name="mediation_sitting_starts")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"


class SittingNotice(models.Model):
    """That a party was told of a session, how, by whose word or paper, and what it answered.

    Personal data: what a party answered. Basis: proof of service. Removed with the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="notices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    served = models.CharField(max_length=10)
    served_at = models.DateTimeField()
    served_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    proof = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    coming = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "party"], name="mediation_told_once"),
            models.CheckConstraint(
                condition=Q(served__in=[one.value for one in Served]), name="mediation_served"
            ),
            models.CheckConstraint(
                condition=Q(coming__in=[one.value for one in Coming]), name="mediation_coming"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MinutesSign(models.Model):
    """A party signed the minutes that were read back, or said that it does not.

    Personal data: that a party signed, with the paper. Basis: 人民調解法 art. 27. Removed with the
    file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="signs")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    signed = models.BooleanField()
    how = models.CharField(max_length=10)
    paper = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    noted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "party"], name="mediation_minutes_signed_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CalendarFeed(models.Model):
    """The address under which somebody's calendar reads their sessions: file numbers and places.

    Personal data: a secret that stands for a person. Basis: the person's wish. Removed when they end
    it, or close the account.
    """

    person = models.OneToOneField(
        "people.Person", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    secret = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)

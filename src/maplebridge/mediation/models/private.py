"""What one side said alone, and who read what of a file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .casefile import MediationFile
from .parties import Party


class CaucusNote(models.Model):
    """What a party told the mediator alone. A table apart: no search, no export, no dossier reads it.

    `shared` is the party's tick that a co-mediator may read it. A judge or police officer who
    advises never reads one, whatever other post they hold.

    Personal data: what a party said in confidence. Basis: that party's wish. Destroyed as soon as
    the talks are over, with or without an agreement; held files are no exception.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.CharField(max_length=2000)
    shared = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)


class FileReading(models.Model):
    """Somebody who is no party read the file, or opened a party's number and address, and why.

    One row a reader, thing and day for the file itself; each opening of a number is its own. The
    parties read all of them on the file's page, and each the reasons of its own openings.

    Personal data: who read whose data. Basis: 個人信息保護法 arts. 51, 54. Removed with the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    hat = models.CharField(max_length=14)
    what = models.CharField(max_length=10)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "reader", "day"],
                condition=Q(what="file"),
                name="mediation_reading_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["file", "-id"], name="mediation_readings")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"

"""What a road accident costs, as it was entered in a file: one copy at work, and the versions that stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .casefile import MediationFile


class Reckoning(models.Model):
    """The claim document of a file. Number 0 is the copy at work, half done or not, which who
    mediates changes; every other number is a version that was computed and stands as it was made.

    `document` is a claim as `maplebridge mediation assess --schema` describes it; persons and
    vehicles carry the key of their party. `digest` is SHA-256 of the result, `rulebook` and `year`
    what it was computed by: the figures that were known at `made_at`. Versions are appended only.

    Personal data: injuries, income and insurance of who was in an accident. Basis: the parties'
    request for mediation (個人信息保護法 art. 13). Removed with the words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(
        MediationFile, on_delete=models.PROTECT, related_name="reckonings", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    rulebook = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    made_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="mediation_reckoning_number"),
            models.CheckConstraint(
                condition=Q(number=0, digest="") | (Q(number__gt=0) & ~Q(digest="")),
                name="mediation_reckoning_computed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"

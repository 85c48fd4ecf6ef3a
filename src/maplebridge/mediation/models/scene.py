"""What came from the scene of an accident: pictures, papers of the police, who bears what by them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.scene import Record
from .casefile import MediationFile


class SceneRecord(models.Model):
    """A picture or paper from the scene. `blames` are codes by the key of the party, empty where the
    paper says nothing of blame. Rows stand as they were entered: ended they carry when, by whom and
    why, and count no more.

    Personal data: an accident, who was in it and what the police found of it. Basis: the parties'
    request for mediation (個人信息保護法 art. 13). Removed with the words of the file.
    Law: 道路交通安全法 art. 73 (in force 2021-04-29).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(
        MediationFile, on_delete=models.PROTECT, related_name="scene", db_index=False
    )
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=60, blank=True)
    office = models.CharField(max_length=80, blank=True)
    made_on = models.DateField()
    served_on = models.DateField(null=True)
    words = models.TextField(blank=True)
    blames = models.JSONField(default=dict)
    paper = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["file", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in Record]), name="mediation_scene_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Record.PICTURE.value) | Q(paper__isnull=False),
                name="mediation_scene_picture",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="mediation_scene_ended_why",
            ),
        ]
        indexes = [models.Index(fields=["file", "id"], name="mediation_scene")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()

"""Who sits with the parties: organisations of the joint office and those whom the parties trust."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.parts import Chair
from .casefile import MediationFile


class OfficeSeat(models.Model):
    """A seat at the table, open only while every party agrees to it.

    `organisation` is whose seat it is and `person` who sits in it, where they are known here; `post` is
    that of a mediator called in from elsewhere, so that a deputy acts in it;
    `title` says who it is otherwise, such as the court and the judge.

    Personal data: who advises in a file. Basis: their office, or their yes. Removed with the file.
    Law: 人民調解法 art. 20 (in force 2011-01-01).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="seats")
    chair = models.CharField(max_length=12)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    title = models.CharField(max_length=80)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(chair__in=[one.value for one in Chair]), name="mediation_chair_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "id"],
                name="mediation_sits",
                condition=Q(person__isnull=False, left_at__isnull=True),
            ),
            models.Index(
                fields=["post", "id"],
                name="mediation_called_in",
                condition=Q(post__isnull=False, left_at__isnull=True),
            ),
            models.Index(
                fields=["organisation", "id"],
                name="mediation_sits_for",
                condition=Q(organisation__isnull=False, left_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

"""Days that count: entered for a file, and days of mediation that all parties added."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.counting import MORE_DAYS_MAX, Counted
from .casefile import MediationFile
from .parties import Party


class CountedDay(models.Model):
    """A day on which a clock of a file begins, as somebody wrote it down; written anew it counts anew.

    `party` is whose alone it is; None for everybody in the file. `done_on` ends what began with it.

    Personal data: days of somebody's dispute, such as when their claim became known. Basis: the
    parties' request for mediation (個人信息保護法 art. 13). Removed with the words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="days")
    kind = models.CharField(max_length=16)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    day = models.DateField()
    done_on = models.DateField(null=True)
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in Counted]), name="mediation_counted_known"
            ),
            models.UniqueConstraint(
                fields=["file", "kind", "party"],
                condition=Q(party__isnull=False),
                name="mediation_counted_once_a_party",
            ),
            models.UniqueConstraint(
                fields=["file", "kind"],
                condition=Q(party__isnull=True),
                name="mediation_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class MoreDays(models.Model):
    """Days of mediation that somebody proposed to add: they count when every party said yes.

    `said` are the ids of the parties that did. A no ends the proposal, and nobody's name stands at it.

    Personal data: that a party wants to go on talking. Basis: their yes. Removed with the words of
    the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="more_days")
    days = models.PositiveSmallIntegerField()
    said = models.JSONField(default=list)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=MORE_DAYS_MAX), name="mediation_more_days"
            ),
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(agreed_at__isnull=True, dropped_at__isnull=True),
                name="mediation_one_proposal_of_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days}"

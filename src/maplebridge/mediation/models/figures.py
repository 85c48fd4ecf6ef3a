"""Published figures that were entered here, each by two people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from ..rules.damages.statistics import Status


class StatisticFigure(models.Model):
    """One published figure of a place and a year, in fen. It counts when a second person read the same.

    The second person types the value from the source without seeing the first one's. A figure that
    was corrected is replaced by a further one and stays, so that an old sheet can be followed. Who
    entered and checked it are operators by their office; their names stand on sheets.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.CharField(max_length=40)
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    fen = models.PositiveBigIntegerField()
    source = models.CharField(max_length=300)
    read_on = models.DateField()
    status = models.CharField(max_length=14)
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    checked_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "year", "series", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "series"],
                condition=Q(checked_at__isnull=True),
                name="mediation_figure_one_waits",
            ),
            models.UniqueConstraint(
                fields=["place", "year", "series"],
                condition=Q(checked_at__isnull=False, replaced_at__isnull=True),
                name="mediation_figure_one_counts",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | (
                    Q(checked_by__isnull=False, checked_at__isnull=False)
                    & ~Q(checked_by=F("entered_by"))
                ),
                name="mediation_figure_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in Status]),
                name="mediation_figure_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.series} {self.year}"

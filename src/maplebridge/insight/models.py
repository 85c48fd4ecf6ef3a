"""Figures as they were counted: a day of all villages, a month of what was reported where."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7

BANK, TOWN, COUNTY = "bank", "town", "county"
KINDS = (BANK, TOWN, COUNTY)


class VillageDay(models.Model):
    """A village bank, a town or the whole county on a day. Figures only.

    `shown` are the counts by name, None where one is held back; `hidden` are those held back, each
    with its count when it was hidden first, so that no later day tells what this one hid. `bank_id`
    is the bank's of a village. Kept DAYS_KEPT days, and the first day of each month for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField()
    kind = models.CharField(max_length=8)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    bank_id = models.UUIDField(null=True)
    shown = models.JSONField()
    hidden = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day", "path"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "path"], name="one_row_a_village_and_day"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="village_day_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["day", "kind", "name", "path"], name="village_day_by_name")]

    def __str__(self) -> str:
        return f"{self.path} {self.day}"


class KindMonth(models.Model):
    """What was reported in a town in a month, by kind and village. Counted once, then it stays.

    `shown` is kind → key of a place → count, None where it is held back. Figures only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    month = models.DateField()
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    shown = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-month", "path"]
        constraints = [
            models.UniqueConstraint(fields=["place", "month"], name="kinds_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.month:%Y-%m}"

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


class HandledQuarter(models.Model):
    """How the mediation of a place, or of files with a seat of an organisation, went in a quarter.

    Counted once, after the quarter, and then it stays. `shown` are the counts by name, None where one
    is held back; `times` the quartiles by lane, only where the lane's count is shown and not small.
    `organisation` is None for a place. Figures only: nothing here is about a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.DateField()
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    above = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    shown = models.JSONField()
    times = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-first", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "place"],
                condition=models.Q(organisation__isnull=True),
                name="handled_place_once",
            ),
            models.UniqueConstraint(
                fields=["first", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="handled_organisation_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["first", "above", "name", "id"],
                name="handled_by_name",
                condition=models.Q(organisation__isnull=True),
            ),
            models.Index(
                fields=["first", "name", "id"],
                name="handled_organisations",
                condition=models.Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first}"

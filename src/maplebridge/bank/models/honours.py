"""年表彰: categories of a year, who was nominated and agreed, and whom the council chose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .banks import VillageBank


class HonourCategory(models.Model):
    """What a village honours in one year, such as good neighbours. There is no order among the honoured."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="honours")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "year", "name"], name="one_honour_a_name_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class Nomination(models.Model):
    """A household that neighbours want to honour. Nothing is shown of it before the household agreed.

    `shown_name` and `words` are what the certificate and the page say. `way` is how the household
    agreed: in its own account, or on a slip that a council member noted (`noted_by`).

    Personal data: name and words of praise. Basis: consent of the household (個人信息保護法 art. 13),
    taken back at any time, which empties both. Without a choice of the council they are emptied 365
    days after `made_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    category = models.ForeignKey(
        HonourCategory, on_delete=models.PROTECT, related_name="nominations"
    )
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    shown_name = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, blank=True)
    noted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    chosen_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["category", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "household"], name="one_nomination_a_household"
            ),
            models.CheckConstraint(
                condition=Q(chosen_at__isnull=True) | Q(agreed_at__isnull=False),
                name="bank_nobody_is_honoured_unasked",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, way="") | Q(way__in=["account", "paper"]),
                name="bank_agreed_on_a_way",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | Q(agreed_at__isnull=True),
                name="bank_declined_is_not_agreed",
            ),
        ]
        indexes = [models.Index(fields=["household", "-id"], name="bank_nominations_of")]

    def __str__(self) -> str:
        return str(self.pk)

"""Two villages that let points follow a household which moves from one to the other."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from .banks import VillageBank


class PointsPact(models.Model):
    """Whether points may follow a household between two banks: when both councils said so.

    `first` is the bank with the smaller key, so that a pair has one running pact. Who entered what a
    council decided stands in the audit. Ended, it stays as history; what was taken along stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="+")
    first_agreed_at = models.DateTimeField(null=True)
    second_agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="bank_a_pact_has_one_order"
            ),
            models.CheckConstraint(
                condition=Q(first_agreed_at__isnull=False) | Q(second_agreed_at__isnull=False),
                name="bank_somebody_began_a_pact",
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(ended_at__isnull=True),
                name="bank_one_running_pact_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"

    @property
    def stands(self) -> bool:
        """Both agreed, and neither ended it."""
        agreed = self.first_agreed_at is not None and self.second_agreed_at is not None
        return agreed and self.ended_at is None

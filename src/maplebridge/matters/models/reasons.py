"""Why a rating is what it is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.reasons import Reason


class RatingReason(models.Model):
    """One reason of a rating, from the list in rules.reasons. It names nobody and stays a figure."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rating = models.ForeignKey("matters.Rating", on_delete=models.PROTECT, related_name="reasons")
    reason = models.CharField(max_length=20)

    class Meta:
        ordering = ["rating", "reason"]
        constraints = [
            models.UniqueConstraint(fields=["rating", "reason"], name="one_reason_a_rating_once"),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]),
                name="rating_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of {self.rating_id}"

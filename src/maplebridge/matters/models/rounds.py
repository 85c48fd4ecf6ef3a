"""What was promised and what was kept before an answer was disputed."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7


class MatterRound(models.Model):
    """A round of a matter that ended with a dispute: the figures of a month judge it like the last one.

    `ended_at` is when the matter was closed, else when the answer was disputed. It names nobody and
    stays a figure.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="rounds")
    first_answer_due_at = models.DateTimeField()
    settle_due_at = models.DateTimeField()
    first_answered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["ended_at", "id"]
        indexes = [models.Index(fields=["ended_at", "id"], name="matter_round_ended")]

    def __str__(self) -> str:
        return f"{self.matter_id} until {self.ended_at:%Y-%m-%d}"

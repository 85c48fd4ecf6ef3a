"""What was answered to the questions that the kind of a matter asks."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7


class MatterAttribute(models.Model):
    """One answer to a question that the kind of a matter asks; see rules.answers for its form.

    `category` is the kind that asked, in the matter's rulebook: sorting the matter anew leaves what
    was answered. `order` is that of the questions. Written once, with the report.

    Personal data: what a resident told, to find and to mend what is meant. Basis and days: those of
    the matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, related_name="attributes", db_index=False
    )
    category = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    value = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["matter", "order"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "order"], name="one_answer_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.matter_id}"

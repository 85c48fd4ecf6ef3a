"""Signs at doors: a short code that stands for a place on paper."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7


class PlaceSign(models.Model):
    """The code on the signs and papers of a place; made with the first of them, never changed.

    Paper hangs for years: a code names its place also when official codes and paths have changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True)
    place = models.OneToOneField("territory.Place", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

"""The versions of the catalogue that the jurisdiction adopted itself."""

from __future__ import annotations

from typing import Any

from django.db import models

from maplebridge.core.values import uuid7


class CatalogueVersion(models.Model):
    """One adopted version of the catalogue of concerns, as it is in force from a day on.

    `content` is rules.catalogue.dump: what comes with the program is not here. Written once and
    never removed, since every matter keeps the promise under which it was reported; the database
    refuses both. `adopted_by` is who did so in office, None for the system.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField()
    content = models.JSONField()
    why = models.TextField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-adopted_at", "-id"]
        indexes = [models.Index(fields=["-adopted_at", "-id"], name="catalogue_adopted")]

    def __str__(self) -> str:
        return self.version

    def save(self, *args: Any, **kwargs: Any) -> None:
        assert self._state.adding, "a version of the catalogue is never changed"
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AssertionError("a version of the catalogue never goes away")

"""What those who answer set up for themselves: views that they come back to."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7


class SavedView(models.Model):
    """A set of filters of the inbox under a name of its owner's choosing.

    Personal data: how somebody arranges their work. Basis: their own wish. Kept until they delete
    it or hold no post any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    filters = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_saved_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name

"""Matters of several people with one cause or one site, worked on together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7


class MatterGroup(models.Model):
    """Matters with one cause or one site, under a name, led by one post.

    Each matter keeps its own handler, clocks, answer and rating: a group gives nobody a right over
    a matter. `path` repeats the path of the lead post. `id` may be made by the client.

    Personal data: a name that a worker chose; it is for a cause or a site, never for a person. Basis:
    that of its matters. Emptied 1,095 days after it was made once no matter of it has words any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60)
    lead = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="group_newest"),
            models.Index(fields=["path", "-made_at", "-id"], name="group_path"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """That a matter is in a group, from when until when; in one group at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(MatterGroup, on_delete=models.PROTECT, related_name="members")
    matter = models.ForeignKey(
        "matters.Matter", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(removed_at__isnull=True),
                name="one_group_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["group", "added_at", "id"], name="group_members")]

    def __str__(self) -> str:
        return f"{self.matter_id} in {self.group_id}"

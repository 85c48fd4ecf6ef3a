"""Seals over the timeline: batches of its lines under Merkle roots, each chained to the one before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7


class TimelineSeal(models.Model):
    """One batch of lines of the timeline, closed for good.

    `chained` binds `root`, `number` and `count` to the seal before. The audit has an entry for each
    seal with the same hash: whoever cuts off the newest seals contradicts the audit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    chained = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="timeline_seals_from_one"),
            models.CheckConstraint(condition=Q(count__gte=1), name="a_timeline_seal_has_lines"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.chained[:12]}"


class SealedLine(models.Model):
    """What a seal knows of one line (rules.sealed.Kind): its leaf, and a veil over what is personal.

    `veil` hashes words, photos and the resident who wrote, together with `salt`. The lawful erasure
    empties the salt, so that nobody can try words out against the veil; leaf and veil stay. It says
    nothing about anybody without the row that it is about.
    """

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(
        TimelineSeal, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    position = models.IntegerField()
    kind = models.CharField(max_length=8)
    thing = models.UUIDField()
    matter = models.UUIDField(db_index=True)
    salt = models.BinaryField()
    veil = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        ordering = ["seal", "position"]
        constraints = [
            models.UniqueConstraint(fields=["thing", "kind"], name="a_line_is_sealed_once"),
            models.UniqueConstraint(fields=["seal", "position"], name="one_line_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"

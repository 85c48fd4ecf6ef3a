"""The link in a message that opens one matter's answer, without signing in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from . import Matter


class AnswerLink(models.Model):
    """Opens the answer of one matter to whoever got the message, to read, reply and rate.

    Only the hash of its token is kept. It ends by itself at `ends_at`, or when the holder ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="link_lasts")
        ]
        indexes = [models.Index(fields=["matter", "-id"], name="answer_link_matter")]

    def __str__(self) -> str:
        return f"link to {self.matter_id}"

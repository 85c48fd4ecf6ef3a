"""Talking with a resident by a channel: what we wait for, and where a matter's reporter is told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.conversing import Asking
from . import Matter


class Conversation(models.Model):
    """What was said last with one address of a channel, so that a short answer is understood.

    `asking` is what we asked back; `pending` are the ids of incoming messages that are no matter
    yet, `choices` the places that were offered, `misses` how often no place was understood.
    `matter` is what further words belong to until `open_until`; when it has been answered they do
    so without a question until `about_until` alone. `place` comes from the QR code that
    was scanned, the position from a location that was sent; each with its time.

    Personal data: an address and where the person said to be, to understand the next message.
    Basis: the sender's request (個人信息保護法 art. 13). Removed 30 days after `last_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8)
    account = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=250)
    asking = models.CharField(max_length=8, blank=True)
    asked_at = models.DateTimeField(null=True)
    pending = models.JSONField(default=list)
    choices = models.JSONField(default=list)
    misses = models.PositiveSmallIntegerField(default=0)
    stars = models.PositiveSmallIntegerField(null=True)
    matter = models.ForeignKey(
        Matter, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    open_until = models.DateTimeField(null=True)
    about_until = models.DateTimeField(null=True)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    place_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    spot_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["last_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "account", "address"], name="one_conversation_an_address"
            ),
            models.CheckConstraint(
                condition=Q(asking__in=["", *(asking.value for asking in Asking)]),
                name="conversation_asks_something_known",
            ),
        ]
        indexes = [
            models.Index(fields=["last_at"], name="conversation_last"),
            models.Index(
                fields=["asked_at", "id"],
                name="conversation_unanswered",
                condition=~Q(asking=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class MatterAddress(models.Model):
    """Where the reporter of a matter is told how it stands: the address that it came from.

    Personal data: an address. Basis and days: those of the matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="told_at")
    channel = models.CharField(max_length=8)
    account = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=250)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["channel", "account", "address", "-id"], name="matter_address_told"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.matter_id}"

"""Messages that came in, and messages on their way out, each with a delivery state of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.messages import CHANNELS, OutgoingState


class Incoming(models.Model):
    """A message that somebody sent us: stored once, however often the other side sends it.

    `account` is where it arrived (an official account, a number, a mailbox), `external_id` the
    other side's name for it: together with `channel` they are the once-only key. `kind` is text,
    image, voice, location or what the channel calls its events; `data` holds plain values that
    belong to the kind, such as a position or the scene of a QR code.

    Personal data: an address and what was written, to turn it into a matter or to add it to one.
    Basis: the sender's request (個人信息保護法 art. 13). Removed 30 days after `received_at`; what
    became a matter is kept there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8)
    account = models.CharField(max_length=120, blank=True)
    external_id = models.CharField(max_length=250)
    sender = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, default="text")
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "account", "external_id"], name="a_message_is_stored_once"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS), name="incoming_channel_known"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], name="incoming_received"),
            models.Index(fields=["channel", "account", "sender", "-id"], name="incoming_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class IncomingFile(models.Model):
    """A picture that came with a message, in the order it was sent.

    Personal data: what a photograph shows. Basis and days: those of the message.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incoming = models.ForeignKey(Incoming, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["incoming", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["incoming", "order"], name="one_file_a_position_of_a_message"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} of {self.incoming_id}"


class Outgoing(models.Model):
    """A message to one address, and whether it arrived.

    `to` is an address of the channel; `account` the one it goes out from. `about_kind`, `about_id`
    and `label` say what it is about, as in the audit; the label (a reference) is what operators
    see. `due_at` is when it is tried next, `queued_at` when a worker was last told of it. `error`
    is a code of ours or of the provider, never a text. `instead_of` is the message that could not
    go its own way and goes this way instead. `data` holds what only one channel needs.

    Personal data: an address and the words sent to it, to tell a resident how their matter stands.
    Basis: the resident's request (個人信息保護法 art. 13). Removed 90 days after `made_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=8)
    account = models.CharField(max_length=120, blank=True)
    to = models.CharField(max_length=250)
    text = models.TextField()
    data = models.JSONField(default=dict)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    label = models.CharField(max_length=40, blank=True)
    instead_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="replacements", db_index=False
    )
    state = models.CharField(max_length=10, default=OutgoingState.WAITING.value)
    tries = models.PositiveSmallIntegerField(default=0)
    provider_ref = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS), name="outgoing_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OutgoingState]),
                name="outgoing_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outgoing_due",
                condition=Q(state=OutgoingState.WAITING.value),
            ),
            models.Index(fields=["state", "-id"], name="outgoing_state"),
            models.Index(
                fields=["channel", "provider_ref"],
                name="outgoing_receipt",
                condition=~Q(provider_ref=""),
            ),
            models.Index(fields=["channel", "account", "to", "-id"], name="outgoing_to"),
            models.Index(fields=["about_id", "-id"], name="outgoing_about"),
            models.Index(fields=["made_at"], name="outgoing_made"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.state}"

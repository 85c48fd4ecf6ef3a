"""Programs outside that are told what happens, and what was told to each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.webhooks import NAME_MAX, URL_MAX, DeliveryState, HookState


class Webhook(models.Model):
    """An address that is told of facts about matters, and how it has answered lately.

    No secret is kept: it is made from the server's key, `id` and `secret_number`. The number before
    signs as well until `double_until`. `failures` counts failed tries in a row, the first of them
    at `failing_since`; the endpoint is left alone until `rests_until`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=NAME_MAX)
    url = models.CharField(max_length=URL_MAX)
    types = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=HookState.ON.value)
    secret_number = models.PositiveIntegerField(default=1)
    double_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HookState]),
                name="webhook_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One message to one endpoint, and how far it is. `body` is sent and signed as it stands.

    Ids, reference, state, place and kind of a matter, never words or persons. Removed 30 days
    after `finished_at`. `status` is the last HTTP status, 0 where none came; `problem` says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    kind = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, default=DeliveryState.WAITING.value)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING.value, finished_at__isnull=True)
                | Q(
                    state__in=[DeliveryState.DELIVERED.value, DeliveryState.FAILED.value],
                    finished_at__isnull=False,
                ),
                name="a_webhook_delivery_ends_once",
            )
        ]
        indexes = [
            models.Index(fields=["webhook", "-made_at", "-id"], name="webhook_deliveries"),
            models.Index(
                fields=["finished_at"],
                name="webhook_delivery_over",
                condition=Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

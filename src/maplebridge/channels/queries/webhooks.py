"""The programs that are told, their secrets, and what was told to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from ..models import Webhook, WebhookDelivery
from ..rules.webhooks import WEBHOOKS_MAX, DeliveryState, HookState, secret_text
from .messages import operators_only

PAGE = 25


def list_webhooks(viewer: Viewer) -> list[Webhook]:
    """All of them, the oldest first. Raises Forbidden."""
    operators_only(viewer)
    return list(Webhook.objects.order_by("created_at", "id")[:WEBHOOKS_MAX])


def get_webhook(viewer: Viewer, webhook_id: UUID) -> Webhook:
    """Raises Forbidden before Missing: who may not keep them learns of none."""
    operators_only(viewer)
    hook = Webhook.objects.filter(pk=webhook_id).first()
    if hook is None:
        raise Missing("webhook_missing")
    return hook


def webhook_told(viewer: Viewer, delivery_id: UUID) -> Webhook:
    """The endpoint of one message. Raises Forbidden, Missing."""
    operators_only(viewer)
    row = WebhookDelivery.objects.select_related("webhook").filter(pk=delivery_id).first()
    if row is None:
        raise Missing("webhook_missing")
    return row.webhook


@dataclass(frozen=True, slots=True)
class Page:
    """Messages to one endpoint, the newest first; `after` is the mark of the next page, or ""."""

    rows: list[WebhookDelivery]
    after: str


def deliveries_of(hook: Webhook, after: UUID | None) -> Page:
    """25 a page, by keyset. A mark that is gone begins again."""
    rows = hook.deliveries.order_by("-made_at", "-id").defer("body")
    if after is not None and (mark := hook.deliveries.filter(pk=after).first()) is not None:
        rows = rows.filter(Q(made_at__lt=mark.made_at) | Q(made_at=mark.made_at, id__lt=mark.pk))
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def open_webhooks() -> list[Webhook]:
    rows = Webhook.objects.filter(state=HookState.ON.value)
    return list(rows.order_by("created_at", "id")[:WEBHOOKS_MAX])


def waiting_delivery(delivery_id: UUID, tries: int) -> WebhookDelivery | None:
    """The message with its endpoint, when it still waits for the try after `tries`."""
    rows = WebhookDelivery.objects.select_related("webhook")
    return rows.filter(
        pk=delivery_id, tries=tries, state=DeliveryState.WAITING.value,
        webhook__state=HookState.ON.value,
    ).first()  # fmt: skip


def secret_of(hook: Webhook) -> str:
    """The secret as it is shown."""
    return secret_text(_secret(hook.pk, hook.secret_number))


def secrets_of(hook: Webhook, now: datetime) -> list[bytes]:
    """The keys that sign now: the newest, and for a day after a change the one before."""
    numbers = [hook.secret_number]
    if hook.double_until is not None and hook.double_until > now:
        numbers.append(hook.secret_number - 1)
    return [_secret(hook.pk, number) for number in numbers]


def _secret(webhook_id: UUID, number: int) -> bytes:
    """Made from the server's key, so that neither the database nor a backup of it holds one."""
    value = f"{webhook_id}:{number}"
    return salted_hmac("maplebridge.channels.webhook", value, algorithm="sha256").digest()

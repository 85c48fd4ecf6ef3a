"""Connect a program outside, tell it facts, try again, and leave alone who does not answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import audit, outbox
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import adapters, queries
from ..models import Webhook, WebhookDelivery
from ..rules.webhooks import (
    GIVE_UP_AFTER,
    NAME_MAX,
    ROTATION,
    URL_MAX,
    WEBHOOKS_MAX,
    DeliveryState,
    HookState,
    HookType,
    Verdict,
    headers_for,
    next_try,
    payload,
    read_target,
    rest_seconds,
    verdict,
)

KEPT = timedelta(days=30)
BATCH = 500


@transaction.atomic
def add_webhook(
    *, viewer: Viewer, id: UUID, name: str, url: str, types: Collection[HookType], now: datetime
) -> Webhook:
    """Connect a program. `id` is the form's own: the same form twice makes one endpoint."""
    name, url = _checked(viewer, name, url, types)
    if earlier := Webhook.objects.filter(pk=id).first():
        return earlier
    if Webhook.objects.count() >= WEBHOOKS_MAX:
        raise RuleBroken("webhook_too_many", most=WEBHOOKS_MAX)
    made = Webhook.objects.create(id=id, name=name, url=url, types=_joined(types), created_at=now)
    audit.record(
        viewer=viewer, verb="add_webhook", thing=made, now=now, host=_host(url), types=made.types
    )
    return made


@transaction.atomic
def change_webhook(
    *,
    viewer: Viewer,
    webhook_id: UUID,
    name: str,
    url: str,
    types: Collection[HookType],
    now: datetime,
) -> Webhook:
    name, url = _checked(viewer, name, url, types)
    hook = _locked(viewer, webhook_id)
    hook.name, hook.url, hook.types = name, url, _joined(types)
    hook.save(update_fields=["name", "url", "types"])
    audit.record(
        viewer=viewer, verb="change_webhook", thing=hook, now=now, host=_host(url), types=hook.types
    )
    return hook


@transaction.atomic
def rotate_secret(*, viewer: Viewer, webhook_id: UUID, now: datetime) -> str:
    """A new secret, returned to be shown; the one before signs beside it for another day."""
    hook = _locked(viewer, webhook_id)
    hook.secret_number += 1
    hook.double_until = now + ROTATION
    hook.save(update_fields=["secret_number", "double_until"])
    audit.record(viewer=viewer, verb="rotate_webhook_secret", thing=hook, now=now)
    return queries.secret_of(hook)


@transaction.atomic
def switch_webhook(*, viewer: Viewer, webhook_id: UUID, on: bool, now: datetime) -> None:
    """On begins with a clean count. Off gives up what waits; it can be sent again by hand."""
    hook = _locked(viewer, webhook_id)
    wanted = HookState.ON if on else HookState.OFF
    if hook.state == wanted.value:
        return
    _switch(hook, wanted, now)
    audit.record(viewer=viewer, verb="switch_webhook", thing=hook, now=now, state=wanted.value)


@transaction.atomic
def remove_webhook(*, viewer: Viewer, webhook_id: UUID, now: datetime) -> None:
    """Forget the endpoint and what was told to it."""
    hook = _locked(viewer, webhook_id)
    audit.record(viewer=viewer, verb="remove_webhook", thing=hook, now=now, host=_host(hook.url))
    hook.delete()


@transaction.atomic
def test_webhook(*, viewer: Viewer, webhook_id: UUID, now: datetime) -> WebhookDelivery:
    """Send a message that says nothing but that the way is open."""
    hook = _locked(viewer, webhook_id)
    if hook.state != HookState.ON.value:
        raise RuleBroken("webhook_is_off", name=hook.name)
    body = payload(HookType.TEST, now, {"webhook": str(hook.pk)})
    (made,) = _queue([hook], HookType.TEST, body, now)
    audit.record(viewer=viewer, verb="test_webhook", thing=hook, now=now)
    return made


@transaction.atomic
def retry_webhook(*, viewer: Viewer, delivery_id: UUID, now: datetime) -> WebhookDelivery:
    """Send one message again that was given up; the same id, so that nothing counts twice."""
    queries.operators_only(viewer)
    rows = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("webhook")
    row = rows.filter(pk=delivery_id).first()
    if row is None:
        raise Missing("webhook_missing")
    if row.webhook.state != HookState.ON.value:
        raise RuleBroken("webhook_is_off", name=row.webhook.name)
    if row.state != DeliveryState.FAILED.value:
        raise RuleBroken("webhook_not_failed")
    row.state, row.finished_at, row.due_at = DeliveryState.WAITING.value, None, now
    row.tries, row.made_at = 0, now
    row.save(update_fields=["state", "finished_at", "due_at", "tries", "made_at"])
    outbox.tell(facts.WebhookQueued(row.pk, 0), now=now)
    audit.record(viewer=viewer, verb="retry_webhook", thing=row.webhook, now=now)
    return row


def announce(*, kind: HookType, data: Callable[[], Mapping[str, Any]], now: datetime) -> int:
    """Queue a message to every endpoint that wants this kind; how many. In a transaction.

    `data` is asked only when there is one.
    """
    hooks = [hook for hook in queries.open_webhooks() if kind.value in hook.types.split()]
    if hooks:
        _queue(hooks, kind, payload(kind, now, data()), now)
    return len(hooks)


def deliver_webhook(*, delivery_id: UUID, tries: int, now: datetime) -> None:
    """Try once, outside any transaction, and write down what came of it.

    A second worker with the same fact, or a fact told before a try that is noted already, finds
    another count and does nothing.
    """
    row = queries.waiting_delivery(delivery_id, tries)
    if row is None:
        return
    hook = row.webhook
    if hook.rests_until is not None and hook.rests_until > now:
        _wait_for(row, hook.rests_until, now)
        return
    body = row.body.encode()
    headers = headers_for(row.pk, now, body, queries.secrets_of(hook, now))
    answer = adapters.post(hook.url, body, headers)
    with transaction.atomic():
        _note(row, answer, now)


def purge_webhook_deliveries(*, now: datetime) -> None:
    """Remove messages that were over KEPT ago, in batches."""
    old = WebhookDelivery.objects.filter(finished_at__lt=now - KEPT).order_by("finished_at", "pk")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        WebhookDelivery.objects.filter(pk__in=ids).delete()


def _locked(viewer: Viewer, webhook_id: UUID) -> Webhook:
    queries.operators_only(viewer)
    hook = Webhook.objects.select_for_update().filter(pk=webhook_id).first()
    if hook is None:
        raise Missing("webhook_missing")
    return hook


def _checked(viewer: Viewer, name: str, url: str, types: Collection[HookType]) -> tuple[str, str]:
    """May?, then the rules. Whether the name leads into our own network is seen at each sending."""
    queries.operators_only(viewer)
    name, url = " ".join(name.split()), url.strip()
    if not (0 < len(name) <= NAME_MAX and name.isprintable()):
        raise RuleBroken("name_unusable", most=NAME_MAX)
    if len(url) > URL_MAX or read_target(url, settings.WEBHOOK_HOSTS) is None:
        raise RuleBroken("webhook_address_unusable")
    if not types:
        raise RuleBroken("webhook_without_types")
    return name, url


def _joined(types: Collection[HookType]) -> str:
    return " ".join(sorted(kind.value for kind in types))


def _host(url: str) -> str:
    target = read_target(url, settings.WEBHOOK_HOSTS)
    return target.host if target else ""


def _queue(hooks: list[Webhook], kind: HookType, body: str, now: datetime) -> list[WebhookDelivery]:
    made = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(webhook=hook, kind=kind.value, body=body, made_at=now, due_at=now)
        for hook in hooks
    )
    for row in made:
        outbox.tell(facts.WebhookQueued(row.pk, 0), now=now)
    return made


def _wait_for(row: WebhookDelivery, until: datetime, now: datetime) -> None:
    """Let the endpoint rest; it counts as no try, but nothing waits longer than KEEP_TRYING."""
    with transaction.atomic():
        if next_try(1, row.made_at, now, 0) is None:
            _end(row, DeliveryState.FAILED, now)
            return
        due = until + timedelta(seconds=random.uniform(0, 5))
        WebhookDelivery.objects.filter(pk=row.pk).update(due_at=due)
        outbox.tell(facts.WebhookQueued(row.pk, row.tries), now=now, due=due)


def _note(row: WebhookDelivery, answer: adapters.Answer, now: datetime) -> None:
    """Write one try down, for the message and for its endpoint. In a transaction."""
    hook = Webhook.objects.select_for_update().filter(pk=row.webhook_id).first()
    if hook is None:
        return
    what = verdict(answer.status)
    row.tries, row.status, row.problem = row.tries + 1, answer.status, answer.problem
    if what is Verdict.DELIVERED:
        _end(row, DeliveryState.DELIVERED, now)
        if hook.failures:
            hook.failures, hook.failing_since, hook.rests_until = 0, None, None
            hook.save(update_fields=["failures", "failing_since", "rests_until"])
        return
    if what is Verdict.GONE:
        _end(row, DeliveryState.FAILED, now)
        _switch(hook, HookState.GONE, now)
        return
    hook.failures += 1
    hook.failing_since = hook.failing_since or now
    silent = answer.status == 0
    if silent or what is Verdict.BUSY:
        rest = rest_seconds(hook.failures, answer.retry_after)
        hook.rests_until = now + timedelta(seconds=rest)
    hook.save(update_fields=["failures", "failing_since", "rests_until"])
    due = next_try(row.tries, row.made_at, now, random.random())
    if due is None:
        _end(row, DeliveryState.FAILED, now)
    else:
        row.due_at = max(due, hook.rests_until) if hook.rests_until else due
        row.save(update_fields=["tries", "status", "problem", "due_at"])
        outbox.tell(facts.WebhookQueued(row.pk, row.tries), now=now, due=row.due_at)
    if now - hook.failing_since > GIVE_UP_AFTER:
        _switch(hook, HookState.FAILING, now)


def _end(row: WebhookDelivery, state: DeliveryState, now: datetime) -> None:
    row.state, row.finished_at, row.due_at = state.value, now, None
    row.save(update_fields=["state", "finished_at", "due_at", "tries", "status", "problem"])


def _switch(hook: Webhook, state: HookState, now: datetime) -> None:
    hook.state = state.value
    hook.failures, hook.failing_since, hook.rests_until = 0, None, None
    hook.save(update_fields=["state", "failures", "failing_since", "rests_until"])
    if state is not HookState.ON:
        waiting = hook.deliveries.filter(state=DeliveryState.WAITING.value)
        waiting.update(state=DeliveryState.FAILED.value, finished_at=now, due_at=None)

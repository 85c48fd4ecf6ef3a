"""A message goes out: queued with its cause, tried until it is known how that ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from ..adapters.bus import NotDelivered
from ..adapters.senders import Refused, WindowClosed, hand_over
from ..models import Outgoing
from ..queries import operators_only
from ..rules.messages import (
    AFTER_RECEIPT,
    HELD,
    TRIES_MAX,
    UNDELIVERED,
    WITHIN,
    OutgoingState,
    cleaned,
    pause,
)
from ..rules.quiet import awake

log = structlog.get_logger("maplebridge.channels")

BATCH = 500
FALLBACK = "maplebridge.channels.actions.falling_over.instead"
"""Looked up late: falling over asks this module to send."""


def send(
    *,
    channel: str,
    account: str,
    to: str,
    text: str,
    data: Mapping[str, Any] | None = None,
    about: tuple[str, UUID] | None = None,
    label: str = "",
    instead_of: Outgoing | None = None,
    within: timedelta = WITHIN,
    not_before: datetime | None = None,
    now: datetime,
) -> Outgoing:
    """Queue a message in the caller's transaction: it goes out if and only if the cause is kept.

    `not_before` lets it wait; it is tried for the time `within` from then on.
    """
    due = max(now, not_before or now)
    message = Outgoing(
        channel=channel,
        account=account,
        to=to,
        text=cleaned(text),
        data=dict(data or {}),
        about_kind=about[0] if about else "",
        about_id=about[1] if about else None,
        label=label[:40],
        instead_of=instead_of,
        made_at=now,
        queued_at=now,
        due_at=due,
        expires_at=due + within,
    )
    message.save(force_insert=True)
    if due <= now:
        outbox.tell(facts.MessageQueued(message.pk), now=now)
    return message


def not_at_night(now: datetime) -> datetime:
    """The first instant from `now` on at which people may be written to about what can wait."""
    return awake(timezone.localtime(now, calendar.zone()))


def deliver(*, outgoing_id: UUID, now: datetime) -> None:
    """Try once, if it is due and nobody else is at it. Called outside a transaction.

    A worker that dies between the provider's yes and our note leaves the message waiting: it is
    sent once more after HELD. At least once, never lost.
    """
    message = _claim(outgoing_id, now)
    if message is None:
        return
    try:
        reference = hand_over(message, now=now)
    except WindowClosed as closed:
        _end(message, OutgoingState.EXPIRED, closed.code, now)
    except Refused as refused:
        _end(message, OutgoingState.FAILED, refused.code, now)
    except NotDelivered:
        _later(message, "away", now)
    except Exception as problem:  # a provider's answer may be anything; the message stays ours
        log.exception("a door broke", message=str(message.pk), channel=message.channel)
        _later(message, type(problem).__name__, now)
    else:
        _waiting(message).update(
            state=OutgoingState.SENT.value, provider_ref=reference[:200], sent_at=now, error=""
        )
        # Its receipt may have come before we got here.
        Outgoing.objects.filter(pk=message.pk, sent_at__isnull=True).update(
            provider_ref=reference[:200], sent_at=now
        )


def _claim(outgoing_id: UUID, now: datetime) -> Outgoing | None:
    """Take a due message for one try, by one conditional update; None when it is not ours to try."""
    due = Outgoing.objects.filter(
        pk=outgoing_id, state=OutgoingState.WAITING.value, due_at__lte=now
    )
    if due.filter(expires_at__lte=now).update(state=OutgoingState.EXPIRED.value, finished_at=now):
        return None  # news no more, by whatever way
    if not due.update(tries=F("tries") + 1, due_at=now + HELD):
        return None
    return Outgoing.objects.get(pk=outgoing_id)


def _waiting(message: Outgoing) -> Any:
    return Outgoing.objects.filter(pk=message.pk, state=OutgoingState.WAITING.value)


def _later(message: Outgoing, error: str, now: datetime) -> None:
    if message.tries >= TRIES_MAX:
        _end(message, OutgoingState.FAILED, error, now)
        return
    _waiting(message).update(due_at=now + pause(message.tries), error=error[:60])


def _end(message: Outgoing, state: OutgoingState, error: str, now: datetime) -> None:
    """It goes out no more by this way; another way is tried when one is proved. Both or none."""
    with transaction.atomic():
        if _waiting(message).update(state=state.value, error=error[:60], finished_at=now):
            import_string(FALLBACK)(message, now=now)
    log.warning("not delivered", message=str(message.pk), channel=message.channel, error=error[:60])


def queue_due(*, now: datetime) -> None:
    """Tell the workers of messages whose pause is over, and of those that a crash left lying.

    A message that was told of and not yet tried is told of again after ten minutes only.
    """
    lying = Q(queued_at__lt=F("due_at")) | Q(queued_at__lte=now - 2 * HELD)
    due = Outgoing.objects.filter(lying, state=OutgoingState.WAITING.value, due_at__lte=now)
    for pk in due.order_by("due_at", "id").values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            if due.filter(pk=pk).update(queued_at=now):
                outbox.tell(facts.MessageQueued(pk), now=now)


def receipt(
    *,
    channel: str,
    outgoing_id: UUID | None = None,
    provider_ref: str = "",
    to: str = "",
    arrived: bool,
    code: str = "",
    now: datetime,
) -> bool:
    """Note what the provider says became of a message; False when we know of none such.

    Found by our own id when the provider repeats it, else by the provider's reference and address.
    What did not arrive goes another way, when the person proved one.
    """
    found = Outgoing.objects.filter(channel=channel, state__in=[s.value for s in AFTER_RECEIPT])
    if outgoing_id is not None:
        found = found.filter(pk=outgoing_id)
    elif provider_ref:
        found = found.filter(provider_ref=provider_ref, **({"to": to} if to else {}))
    else:
        return False
    if arrived:
        return bool(found.update(state=OutgoingState.DELIVERED.value, error="", finished_at=now))
    with transaction.atomic():
        ended = list(found.select_for_update(of=("self",)).order_by("pk")[:BATCH])
        for message in ended:
            Outgoing.objects.filter(pk=message.pk).update(
                state=OutgoingState.FAILED.value, error=code[:60], finished_at=now
            )
            import_string(FALLBACK)(message, now=now)
    return bool(ended)


def retry(*, viewer: Viewer, outgoing_id: UUID, now: datetime) -> None:
    """Send a message that did not arrive on its way again. Raises Forbidden, Missing, RuleBroken."""
    operators_only(viewer)
    with transaction.atomic():
        message = Outgoing.objects.select_for_update().filter(pk=outgoing_id).first()
        if message is None:
            raise Missing("channels_message_missing")
        if message.state not in UNDELIVERED:
            raise RuleBroken("channels_message_on_its_way")
        Outgoing.objects.filter(pk=outgoing_id).update(
            state=OutgoingState.WAITING.value,
            tries=0,
            error="",
            provider_ref="",
            sent_at=None,
            finished_at=None,
            queued_at=now,
            due_at=now,
            expires_at=now + WITHIN,
        )
        audit.record(viewer=viewer, verb="channels.retry", thing=message, now=now)
        outbox.tell(facts.MessageQueued(outgoing_id), now=now)

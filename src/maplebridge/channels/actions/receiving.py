"""A message comes in: stored once, then told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import StoredFile

from ..models import Incoming, IncomingFile
from ..rules.messages import TEXT_MAX, cleaned


def receive(
    *,
    channel: str,
    account: str,
    external_id: str,
    sender: str,
    text: str = "",
    kind: str = "text",
    data: Mapping[str, Any] | None = None,
    files: Sequence[UUID] = (),
    fetch: bool = False,
    now: datetime,
) -> tuple[Incoming, bool]:
    """Store a message and tell of it; the same (channel, account, external_id) is the same message.

    Returns the row and whether this call made it. `files` are stored files that came with it; with
    `fetch` its picture is fetched first, and the message told of when it is here.
    Raises RuleBroken `channels_message_too_long`; nothing is kept then.
    """
    text = cleaned(text)
    if len(text) > TEXT_MAX:
        raise RuleBroken("channels_message_too_long", most=TEXT_MAX)
    assert external_id, "without a name of its own a message cannot be stored once"
    with transaction.atomic():
        incoming, fresh = Incoming.objects.get_or_create(
            channel=channel,
            account=account,
            external_id=external_id,
            defaults={
                "sender": sender,
                "kind": kind,
                "text": text,
                "data": dict(data or {}),
                "received_at": now,
            },
        )
        if fresh:
            _join(incoming, files)
            kind_of_fact = facts.PictureAnnounced if fetch else facts.MessageReceived
            outbox.tell(kind_of_fact(incoming.pk), now=now)
    return incoming, fresh


def _join(incoming: Incoming, files: Sequence[UUID]) -> None:
    """Their rows are locked, so that the sweep of unused files comes before or after."""
    if not files:
        return
    kept = StoredFile.objects.select_for_update(no_key=True).filter(pk__in=files)
    known = set(kept.order_by("pk").values_list("pk", flat=True))
    IncomingFile.objects.bulk_create(
        IncomingFile(incoming=incoming, file_id=file_id, order=order)
        for order, file_id in enumerate(file_id for file_id in files if file_id in known)
    )

"""One turn of a conversation: the message, its sender as far as that is proved, what we wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maplebridge.channels import public as channels
from maplebridge.core.viewer import Viewer

from ..models import Conversation, Matter
from ..rules.conversing import Asking


@dataclass(slots=True)
class Turn:
    """One message and the conversation, locked. `matter` is what the reply will be about."""

    row: Conversation
    incoming: channels.Incoming
    viewer: Viewer
    now: datetime
    matter: Matter | None = None


def ask(row: Conversation, what: Asking, now: datetime) -> None:
    """Remember what we asked; the caller saves the row."""
    row.asking, row.asked_at = what.value, now


def stop_asking(row: Conversation) -> None:
    row.asking, row.asked_at, row.stars = "", None, None
    row.pending, row.choices, row.misses = [], [], 0


def photos_of(incoming_ids: Sequence[UUID]) -> list[UUID]:
    """The pictures of some messages, in their order."""
    found = channels.IncomingFile.objects.filter(incoming__in=incoming_ids)
    return list(found.order_by("incoming", "order").values_list("file_id", flat=True))

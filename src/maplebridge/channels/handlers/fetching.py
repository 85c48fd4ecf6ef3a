"""Fetches the picture of a message that came in."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.core.outbox import outside

from .. import actions


@outside
def fetch_picture(fact: events.PictureAnnounced, *, now: datetime) -> None:
    """Once it is here, or cannot be had, the message is told of, once. Raises while it may still come."""
    actions.fetch_picture(incoming_id=fact.incoming_id, now=now)

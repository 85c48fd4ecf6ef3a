"""Hands queued messages to their channel's door."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.core.outbox import outside

from .. import actions


@outside
def deliver(fact: events.MessageQueued, *, now: datetime) -> None:
    """One try. How it ended stands in the message itself, which has a pause and an end of its own."""
    actions.deliver(outgoing_id=fact.outgoing_id, now=now)

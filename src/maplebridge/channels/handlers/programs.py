"""Sends what programs outside are told."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.core.outbox import outside

from .. import actions


@outside
def deliver_webhook(fact: events.WebhookQueued, *, now: datetime) -> None:
    """One try. A refusal is noted there with the time of the next; it is no failure of this house.

    A worker that dies between sending and noting sends again, under the same id.
    """
    actions.deliver_webhook(delivery_id=fact.delivery_id, tries=fact.tries, now=now)

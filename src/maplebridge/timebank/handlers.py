"""What the time bank does when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events

from . import actions


def forget_who_offers(fact: events.AccountClosed, *, now: datetime) -> None:
    """Offers and ties to relatives go with the account."""
    actions.forget(person_id=fact.person_id, now=now)

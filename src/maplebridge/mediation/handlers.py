"""What mediation does when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events

from .actions import sitting


def forget_calendar(fact: events.AccountClosed, *, now: datetime) -> None:
    """The calendar's address goes with the account."""
    sitting.forget_feed(person_id=fact.person_id)

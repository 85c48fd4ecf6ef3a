"""What the register does when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events

from . import actions


def forget_who_acts(fact: events.AccountClosed, *, now: datetime) -> None:
    """Who closed their account acts for nobody."""
    actions.forget(person_id=fact.person_id, now=now)

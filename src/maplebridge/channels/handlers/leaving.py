"""Lets go of the addresses of somebody who closed the account."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events

from .. import actions


def forget_addresses(fact: events.AccountClosed, *, now: datetime) -> None:
    """What comes from those addresses is nobody's from now on."""
    actions.forget_person(person_id=fact.person_id)

"""What the public side does when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events

from .actions import ask_after_report, look_again


def ask_for_release(fact: events.MatterReported, *, now: datetime) -> None:
    """What a reporter opened to everybody waits for a post to release it."""
    ask_after_report(matter_id=fact.matter_id, now=now)


def look_again_when_answered(fact: events.MatterAnswered, *, now: datetime) -> None:
    """An answer is public once somebody has worded it for everybody."""
    look_again(matter_id=fact.matter_id, something_new=True, now=now)


def follow_the_matter(
    fact: events.MatterClosed | events.MatterReopened | events.MatterSorted, *, now: datetime
) -> None:
    """How far it is and of what kind: feeds and caches see that something changed."""
    look_again(matter_id=fact.matter_id, something_new=False, now=now)

"""How long a file is kept, and what has to go when talks end."""

from __future__ import annotations

from datetime import datetime, timedelta

from .stages import AGREEMENTS, OVER, State

AGREED_DAYS = 3650
"""The dossier of an agreement, since the file was over."""
FAILED_DAYS = 1095
"""One without an agreement, since the file was over: as long as somebody can still sue."""
DRAFT_DAYS = 30
"""An application that was never sent, since it was last written on."""

KEPT_NOTES = frozenset({State.IN_SESSION, State.SUSPENDED, State.PROPOSAL, State.NOTICED})
"""Only while there are talks are there notes of what a party said alone."""


def ends_notes(state: State) -> bool:
    """Whether what was said to the mediator alone is destroyed on reaching this state."""
    return state in OVER or state in AGREEMENTS or state in {State.PERFORMING, State.BREACHED}


def keep_days(agreed: bool) -> int:
    return AGREED_DAYS if agreed else FAILED_DAYS


def to_forget(*, ended_at: datetime | None, agreed: bool, held: bool, now: datetime) -> bool:
    """Whether words and names of a file go tonight; never while somebody holds it for a lawsuit."""
    if held or ended_at is None:
        return False
    return now - ended_at > timedelta(days=keep_days(agreed))

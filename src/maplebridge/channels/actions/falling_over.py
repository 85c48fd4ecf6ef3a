"""When a channel is closed to us for now: the same words another way, if the person proved one."""

from __future__ import annotations

from datetime import datetime

from ..models import Outgoing


def instead(message: Outgoing, *, now: datetime) -> Outgoing | None:
    """The message that goes out instead; None when the person proved no other address."""
    return None

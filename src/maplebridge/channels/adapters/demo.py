"""The door of every channel in a demo: nothing leaves the house, the words stay to be read on a page."""

from __future__ import annotations

from datetime import datetime

from ..models import Outgoing

REFERENCE = "demo"


def keep(message: Outgoing, *, now: datetime) -> str:
    """Take the message as a provider would, and send it nowhere."""
    return REFERENCE

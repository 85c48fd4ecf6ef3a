"""The verbs of who keeps the register, and of who acts for an organisation."""

from .delegates import accept, decline, end_delegate, invite
from .duties import forget, purge_expired
from .register import Entry, activate, change, end, enter, leave_place

__all__ = [
    "Entry",
    "accept",
    "activate",
    "change",
    "decline",
    "end",
    "end_delegate",
    "enter",
    "forget",
    "invite",
    "leave_place",
    "purge_expired",
]

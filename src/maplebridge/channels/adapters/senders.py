"""Which door a message of each channel goes out by, and what a door may answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from ..models import Outgoing

Deliver = Callable[..., str]
"""``deliver(message, *, now) -> str``: the provider's reference, "" when it gives none.

Raises NotDelivered (bus.py) when another try may help, Refused when none will, WindowClosed when
this channel may not write to the person now.
"""


class Refused(Exception):
    """The provider will never take this message. `code` is the provider's or ours, without text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code[:60]


class WindowClosed(Refused):
    """The channel lets us write only for a while after the person wrote, and that is over."""


def hand_over(message: Outgoing, *, now: datetime) -> str:
    """Give one message to its channel's door, once."""
    door = settings.CHANNEL_DOORS.get(message.channel)
    if not door:
        raise Refused("no_door")
    deliver: Deliver = import_string(door)
    return deliver(message, now=now)

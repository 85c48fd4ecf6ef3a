"""The life of a message that goes out, and what may be stored of one that comes in: pure."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from enum import StrEnum

CHANNELS = ("wechat", "sms", "mail", "push")
FREE_ONLY = "free_only"
"""Set in a message's data: it never goes out by SMS instead, which costs."""
SAFE, BRIEF, LINK = "safe", "short", "link"
"""In a message's data: what a text message says instead of the words, which a locked screen shows to
anybody; the same in a word; and the token of the page where the rest stands."""
NO_LINK = "0"
"""The token of a message about nothing that has a page."""
TEXT_MAX = 20_000
TRIES_MAX = 8
WITHIN = timedelta(days=3)
"""A message about a step that could not be handed over for so long is news no more."""
HELD = timedelta(minutes=5)
"""How long one try may take before another worker may try: longer than any provider's timeout."""

_KEPT_CONTROLS = frozenset("\n\t")


class OutgoingState(StrEnum):
    """Where a message stands.

    `sent`: the provider has it. `delivered`: the provider says that it arrived; not every channel
    tells. `failed`: refused, or tried too often. `expired`: its time was over before it could go.
    """

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"


UNDELIVERED = frozenset({OutgoingState.FAILED, OutgoingState.EXPIRED})
AFTER_RECEIPT = frozenset({OutgoingState.WAITING, OutgoingState.SENT})
"""A receipt changes these; it may come before we have noted that the message was taken."""


def pause(tries: int) -> timedelta:
    """After the try of this number: 30 s, 2 min, 8 min, 32 min, about 2 h, then every 6 h."""
    assert tries >= 1
    return timedelta(seconds=min(30 * 4 ** (tries - 1), 6 * 3600))


def cleaned(text: str) -> str:
    """The text with one kind of line end and without what no database can keep or page show."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        ch for ch in text if ch in _KEPT_CONTROLS or unicodedata.category(ch) not in {"Cc", "Cs"}
    ).strip()


def covered(address: str) -> str:
    """An address as somebody may see it who keeps the machine room: enough to tell two apart."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    if address.isdigit() and len(address) >= 7:
        return f"{address[:3]}****{address[-4:]}"
    return f"{address[:4]}***" if len(address) > 6 else "***"

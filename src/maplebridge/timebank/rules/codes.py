"""The number on the elder's screen that a helper types at the door: made of a secret and the time."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

DIGITS = 6
TRIES_MAX = 8
"""Wrong numbers for one visit before only the paper card counts; one in 60,000 is then guessed."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def code_at(secret: str, now: datetime, minutes: int) -> str:
    """The six digits shown now; the next ones come when `minutes` are over."""
    step = (now - _EPOCH) // timedelta(minutes=minutes)
    made = hmac.new(bytes.fromhex(secret), step.to_bytes(8, "big"), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def fits(typed: str, secret: str, now: datetime, minutes: int) -> bool:
    """Whether it is the number of this stretch or of the one before: somebody types slowly."""
    digits = "".join(char for char in typed if char.isdecimal())
    shown = (code_at(secret, at, minutes) for at in (now, now - timedelta(minutes=minutes)))
    return any(hmac.compare_digest(digits.encode(), one.encode()) for one in shown)


def changes_at(now: datetime, minutes: int) -> datetime:
    """When the next number is shown."""
    stretch = timedelta(minutes=minutes)
    return _EPOCH + ((now - _EPOCH) // stretch + 1) * stretch

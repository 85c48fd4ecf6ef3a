"""The units everything is counted in, the keys that rows carry and the references people read aloud."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
import uuid
from typing import NewType

Points = NewType("Points", int)
"""Whole points of a village bank; never negative."""
Minutes = NewType("Minutes", int)
"""Whole minutes of service; one hour of anybody's time is 60."""
Fen = NewType("Fen", int)
"""Chinese money in fen (1/100 yuan); integers only."""
Cm2 = NewType("Cm2", int)
"""Floor area in square centimetres: 88.51 m2 is 885_100."""


def cache_key(key: str, prefix: str, version: int) -> str:
    """What a key becomes in a cache: a keyed hash, so that no number or address stands there."""
    from django.conf import settings

    plain = f"{prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), plain, hashlib.sha256).hexdigest()


_uuid7_lock = threading.Lock()
_uuid7_last = 0


def uuid7() -> uuid.UUID:
    """Return a UUID version 7 (RFC 9562), strictly increasing within this process.

    The 12 bits after the millisecond count up within one millisecond; 62 bits are random. Rows
    made later therefore sort later, which keeps B-tree inserts at the right edge.
    """
    global _uuid7_last
    with _uuid7_lock:
        tick = time.time_ns() * 4096 // 1_000_000
        _uuid7_last = max(_uuid7_last + 1, tick)
        tick = _uuid7_last
    millis, fraction = divmod(tick, 4096)
    tail = int.from_bytes(os.urandom(8), "big") >> 2
    value = (millis & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | tail
    return uuid.UUID(int=value)


def format_reference(series: str, year: int, number: int) -> str:
    """Return the reference people read aloud: ``M-2026-000123``. Six digits at least, more if needed."""
    return f"{series}-{year}-{number:06d}"

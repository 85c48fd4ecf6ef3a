"""How doors are ordered and read."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\d+")


def sort_key(number: str) -> str:
    """A key that orders 2-101 before 10-101 and 甲2 before 甲10, as text; at most 40 characters."""
    return _DIGITS.sub(lambda found: found.group().lstrip("0").zfill(5), number)[:40]

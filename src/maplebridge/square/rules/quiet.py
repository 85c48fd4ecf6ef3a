"""When nobody is written to about what they only follow."""

from __future__ import annotations

from datetime import time, timedelta

FROM, UNTIL = time(21), time(8)
KEPT = timedelta(days=3)
"""What could not be told for so long is news no more."""
APART = timedelta(days=1)
"""One matter writes to one person at most once in this time; what comes meanwhile waits."""


def is_quiet(local: time) -> bool:
    """From nine in the evening to eight in the morning, local time."""
    return local >= FROM or local < UNTIL

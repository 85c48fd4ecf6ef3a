"""Why somebody who follows hears of a public matter."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """`new`: it became public at a place they follow. `news`: released again with something new."""

    NEW = "new"
    NEWS = "news"
    CLOSED = "closed"

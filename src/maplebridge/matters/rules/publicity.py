"""What became of a reporter's yes to the public pages, as the matter's own page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Publicity:
    """`since` is when everybody could first read it, None while nobody can; `refused` is why not."""

    since: datetime | None = None
    refused: str = ""

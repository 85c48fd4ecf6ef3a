"""How long personal data is kept, one line a table, and the test that proves the purge.

Each table with personal data states purpose, legal basis and days in its docstring; the figure
here is the one that the purge duty uses. `None` days: kept until the event that `until` names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    model: str
    days: int | None
    until: str
    proved_by: str


RETENTION: tuple[Retention, ...] = ()

"""What to look at first in a month: kinds and places that differ from all others by more than chance.

Weighed by an exact test and nothing else. It is about kinds and places and never says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .figures import Month, Share, share, summed
from .splitting import by_chance

WORSE_WHEN_LOW = ("first_kept", "settle_kept")
WORSE_WHEN_HIGH = ("misrouted", "returned", "sorted_anew", "reopened")
LEAST, MOST = 20, 5
"""Matters that a share is of; lines that are shown."""
DIFFERENCE_PERCENT = 10
BY_CHANCE = 0.01


@dataclass(frozen=True, slots=True)
class Point:
    """`by` is kind or place; its share of a figure, and that of all others together."""

    by: str
    key: str
    figure: str
    share: Share
    others: Share


def stands_out(kinds: Mapping[str, Month], places: Mapping[str, Month]) -> list[Point]:
    """The worst first, at most MOST. Only what is worse than the others: praise needs no hurry."""
    found = []
    for by, months in (("kind", kinds), ("place", places)):
        whole = summed(months.values())
        tried = len(months) * len(WORSE_WHEN_LOW + WORSE_WHEN_HIGH)
        for key, month in months.items():
            for figure in WORSE_WHEN_LOW + WORSE_WHEN_HIGH:
                one, all_ = share(month, figure), share(whole, figure)
                others = Share(all_.part - one.part, all_.whole - one.whole)
                if key and _worse(one, others, low=figure in WORSE_WHEN_LOW):
                    rare = by_chance(one, others) * tried
                    if rare < BY_CHANCE:
                        found.append((rare, by, key, figure, Point(by, key, figure, one, others)))
    return [point for *_, point in sorted(found, key=lambda row: row[:4])][:MOST]


def _worse(one: Share, others: Share, *, low: bool) -> bool:
    if min(one.whole, others.whole) < LEAST:
        return False
    apart = (one.part * others.whole - others.part * one.whole) * 100
    needed = DIFFERENCE_PERCENT * one.whole * others.whole
    return -apart >= needed if low else apart >= needed

"""Whom the parties choose to mediate: each ranks a few, and the one whom all can live with best leads."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Party = TypeVar("Party", bound=Hashable)

CHOICES_MAX = 3


class Bond(StrEnum):
    """What ties a mediator to a party, as they declare it themselves."""

    RELATIVE = "relative"
    INTEREST = "interest"
    """They, or somebody of theirs, gain or lose by the outcome."""
    WORK = "work"
    """They work or worked for a party, or advised one in this."""
    OTHER = "other"


def common(ranked: Mapping[Party, Sequence[Key]]) -> Key | None:
    """The mediator whom every party ranked, None when there is none.

    Best is the one whose lowest place in any ranking is highest, then the one with the smaller sum of
    places, then the first in the order of the first ranking. The order of the parties decides nothing
    but such a tie.

    Law: 人民調解法 art. 19 (in force 2011-01-01).
    """
    lists = [list(one) for one in ranked.values()]
    if not lists:
        return None
    shared = [one for one in lists[0] if all(one in other for other in lists[1:])]
    if not shared:
        return None
    places = {one: [other.index(one) for other in lists] for one in shared}
    return min(shared, key=lambda one: (max(places[one]), sum(places[one]), places[one][0]))

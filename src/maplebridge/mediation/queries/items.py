"""The item sheet of a file, and between which sums it can end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maplebridge.core.values import Fen

from ..models import ClaimItem
from ..rules.capitals import yuan
from ..rules.ranges import ITEMS_MAX, sheet, spread_of
from .access import Loaded


@dataclass(frozen=True, slots=True)
class Range:
    """Low, likely and high of all items in yuan, and which open items move it most."""

    low: str
    likely: str
    high: str
    movers: tuple[tuple[str, str], ...]
    guessed: int


def items_of(loaded: Loaded) -> list[ClaimItem]:
    """In the order in which they were added. Every file has few: see ITEMS_MAX."""
    return list(ClaimItem.objects.filter(file=loaded.file).order_by("id")[:ITEMS_MAX])


def range_of(found: Sequence[ClaimItem]) -> Range:
    """For the mediator alone: it stands on what they hold for probable."""
    made = sheet([one.as_item for one in found], [])
    labels = {str(one.pk): one.label for one in found}
    spreads = {str(one.pk): spread_of(one.as_item) for one in found}
    swings = [(key, one.high - one.low) for key, one in spreads.items()]
    moving = sorted((one for one in swings if one[1]), key=lambda one: (-one[1], one[0]))
    return Range(
        yuan(Fen(made.total.low)), yuan(Fen(made.total.likely)), yuan(Fen(made.total.high)),
        tuple((labels[key], yuan(Fen(swing))) for key, swing in moving[:5]), len(made.guessed),
    )  # fmt: skip

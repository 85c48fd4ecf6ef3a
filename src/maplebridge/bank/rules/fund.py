"""The fund's words and arithmetic: where money comes from, what covers a point, a cost shared by pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from maplebridge.core.values import Fen, Points

SOURCES = ("town", "sponsor", "villager")
GIFTS = ("money", "goods")
WAYS_OF_MONEY = ("account", "cash")
SPENDING_STATES = ("prepared", "approved", "refused")
WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands against the points that households hold, those on hold included.

    `cash` is the money that may pay for rewards, `stock` the pieces on the shelf at cost, both in fen.
    """

    cash: Fen
    stock: Fen
    points: Points
    fen_per_point: Fen
    floor_bp: int

    @property
    def promised(self) -> Fen:
        """What all points together are worth by the bank's rules."""
        return Fen(self.points * self.fen_per_point)

    @property
    def cover(self) -> Fen:
        return Fen(self.cash + self.stock)

    @property
    def bp(self) -> int | None:
        """Cover to promise in ten-thousandths, rounded down; None when nothing is promised."""
        return self.cover * WHOLE_BP // self.promised if self.promised else None

    @property
    def percent(self) -> int | None:
        """Cover to promise in whole hundredths, rounded down; None when nothing is promised."""
        return None if self.bp is None else self.bp // 100

    @property
    def whole(self) -> bool:
        """Every point that is out is covered. How many times over says nothing to anybody."""
        return self.promised > 0 and self.cover >= self.promised

    @property
    def below_floor(self) -> bool:
        """Compared without rounding. Without a floor, or without a promise, nothing is below it."""
        return self.cover * WHOLE_BP < self.promised * self.floor_bp

    @property
    def missing(self) -> Fen:
        """The fen that would bring the cover up to the floor, rounded up; 0 at or above it."""
        wanted = -(-self.promised * self.floor_bp // WHOLE_BP)
        return Fen(max(0, wanted - self.cover))


def shared(total: Fen, pieces: int) -> list[Fen]:
    """A cost by pieces, in whole fen; the first ones bear what does not divide. The sum is exact."""
    each, rest = divmod(total, pieces)
    return [Fen(each + (number < rest)) for number in range(pieces)]


def yuan(fen: int) -> str:
    """Money as people write it: 12.50, with a comma for thousands."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def month_of(text: str, today: date) -> date:
    """The first day of the month written as 2026-11; of this month for anything else or a later one."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    if first.year < 2000:  # before any bank; the first instants of year 1 have no UTC
        return today.replace(day=1)
    return min(first, today.replace(day=1))


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)

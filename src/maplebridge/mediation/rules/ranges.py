"""The item sheet of a talk, and between which sums it can end: for each payer low, likely, high.

Each item is claimed, admitted, disputed or agreed; only what is disputed leaves a range. The
interval is arithmetic over the disputed items and the shares that are in question, with what each
payer's cover ends at. It says nothing about who is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Fen

ITEMS_MAX = 200
PAYERS_MAX = 20
FIGURE_MAX = Fen(10**12)
WHOLE_BP = 10_000


class Stand(StrEnum):
    """How far two sides are on one item."""

    CLAIMED = "claimed"
    ADMITTED = "admitted"
    DISPUTED = "disputed"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what is claimed, what the other side admits (None: no answer yet), what is agreed.

    `likely` is what the mediator holds for probable, None when nobody said.
    """

    key: str
    claimed: Fen
    admitted: Fen | None = None
    agreed: Fen | None = None
    likely: Fen | None = None

    @property
    def stand(self) -> Stand:
        if self.agreed is not None:
            return Stand.AGREED
        if self.admitted is None:
            return Stand.CLAIMED
        return Stand.ADMITTED if self.admitted >= self.claimed else Stand.DISPUTED


@dataclass(frozen=True, slots=True)
class Spread:
    """Low, likely and high of one quantity, in this order; whole fen or basis points."""

    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class Payer:
    """Who would pay. `first`: pays in full before the shares, up to `limit` (compulsory cover);
    else `share_bp` of what is left, up to `limit` where there is one."""

    key: str
    share_bp: Spread
    limit: Fen | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Mover:
    """How much one open question moves a payer's sum, all others at their likely value."""

    key: str
    swing: Fen


@dataclass(frozen=True, slots=True)
class Line:
    """One payer's range and what moves it, most first."""

    key: str
    sum: Spread
    movers: tuple[Mover, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole: total range, a line for each payer, what stays with the injured side.

    `guessed` are the items whose likely value is only the middle, because nobody said one.
    """

    total: Spread
    payers: tuple[Line, ...]
    unpaid: Spread
    guessed: tuple[str, ...]


def spread_of(item: Item) -> Spread:
    """Between which sums an item can end. Settled ones have one sum; the middle is rounded down."""
    if item.stand is Stand.AGREED:
        agreed = item.agreed or 0
        return Spread(agreed, agreed, agreed)
    low = min(item.admitted or 0, item.claimed)
    likely = (low + item.claimed) // 2 if item.likely is None else item.likely
    return Spread(low, min(max(likely, low), item.claimed), item.claimed)


def sheet(items: Sequence[Item], payers: Sequence[Payer]) -> Sheet:
    """The ranges of all payers. Raises RuleBroken: ranges_input_odd, ranges_shares_odd."""
    _check(items, payers)
    spreads = {item.key: spread_of(item) for item in items}
    shares = {payer.key: payer.share_bp for payer in payers if not payer.first}
    total = _summed(list(spreads.values()))
    pay = _Paying(payers)
    lines = []
    for payer in payers:
        own = shares.get(payer.key)
        low, likely, high = (
            pay.of(payer, _at(spreads, end), end(own) if own else 0) for end in (_low, _mid, _high)
        )
        movers = _movers(payer, pay, spreads, own)
        lines.append(Line(payer.key, Spread(low, likely, high), movers))
    open_items = tuple(
        item.key
        for item in items
        if item.likely is None and spreads[item.key].low < spreads[item.key].high
    )
    return Sheet(total, tuple(lines), _unpaid(pay, payers, spreads), open_items)


class _Paying:
    """What one payer pays of a total: the first ones up to their limits, the others by share."""

    def __init__(self, payers: Sequence[Payer]) -> None:
        self._cover = sum(payer.limit or 0 for payer in payers if payer.first)

    def of(self, payer: Payer, total: int, share_bp: int) -> Fen:
        """Fen of one payer, a part of a fen left off; never above the limit."""
        if payer.first:
            return Fen((payer.limit or 0) * min(total, self._cover) // (self._cover or 1))
        due = max(0, total - self._cover) * share_bp // WHOLE_BP
        return Fen(due if payer.limit is None else min(due, payer.limit))


def _movers(
    payer: Payer, pay: _Paying, spreads: Mapping[str, Spread], share: Spread | None
) -> tuple[Mover, ...]:
    likely = _at(spreads, _mid)
    share_likely = share.likely if share else 0
    found = [
        Mover(
            key,
            Fen(
                pay.of(payer, likely - one.likely + one.high, share_likely)
                - pay.of(payer, likely - one.likely + one.low, share_likely)
            ),
        )
        for key, one in spreads.items()
    ]
    if share:
        swing = pay.of(payer, likely, share.high) - pay.of(payer, likely, share.low)
        found.append(Mover("share", Fen(swing)))
    moving = [one for one in found if one.swing]
    return tuple(sorted(moving, key=lambda one: (-one.swing, one.key)))


def _unpaid(pay: _Paying, payers: Sequence[Payer], spreads: Mapping[str, Spread]) -> Spread:
    """What nobody pays: little of a small total with high shares, much of a large one with low ones."""

    def left(total: int, share: Callable[[Spread], int]) -> int:
        return total - sum(pay.of(one, total, share(one.share_bp)) for one in payers)

    return Spread(
        max(0, left(_at(spreads, _low), _high)),
        max(0, left(_at(spreads, _mid), _mid)),
        max(0, left(_at(spreads, _high), _low)),
    )


def _check(items: Sequence[Item], payers: Sequence[Payer]) -> None:
    keys = [one.key for one in items]
    payer_keys = [one.key for one in payers]
    figures = [
        figure
        for item in items
        for figure in (item.claimed, item.admitted, item.agreed, item.likely)
        if figure is not None
    ] + [one.limit for one in payers if one.limit is not None]
    if (
        len(items) > ITEMS_MAX
        or len(payers) > PAYERS_MAX
        or len(set(keys)) < len(keys)
        or len(set(payer_keys)) < len(payer_keys)
        or "share" in keys
        or any(not 0 <= figure <= FIGURE_MAX for figure in figures)
        or any(one.first and one.limit is None for one in payers)
    ):
        raise RuleBroken("ranges_input_odd", items=ITEMS_MAX, payers=PAYERS_MAX)
    spreads = [one.share_bp for one in payers if not one.first]
    ordered = all(0 <= one.low <= one.likely <= one.high <= WHOLE_BP for one in spreads)
    if not ordered or sum(one.likely for one in spreads) > WHOLE_BP:
        raise RuleBroken("ranges_shares_odd")


def _summed(spreads: Sequence[Spread]) -> Spread:
    return Spread(
        sum(one.low for one in spreads),
        sum(one.likely for one in spreads),
        sum(one.high for one in spreads),
    )


def _at(spreads: Mapping[str, Spread], end: Callable[[Spread], int]) -> int:
    return sum(end(one) for one in spreads.values())


def _low(spread: Spread) -> int:
    return spread.low


def _mid(spread: Spread) -> int:
    return spread.likely


def _high(spread: Spread) -> int:
    return spread.high

"""Which inputs move a result most: the engine run again with one of them low, then high, all others as they stand.

Shares move by so many points, days and rates by so many in a hundred, and a head that is disputed
between what is admitted and what is claimed. It says nothing about who is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from . import claim as c
from .allocation import PayerKind
from .assessment import Assessment, assess
from .rulebook import Rulebook
from .statistics import Figures
from .values import half_up, percent, yuan

Settled = Mapping[tuple[str, c.Head], tuple[int, int]]
"""By person and head: from what is admitted to what is claimed, in fen; alike where it is agreed."""
Sums = dict[tuple[PayerKind, str], int]
BY = "parties"


class What(StrEnum):
    SHARE = "share"
    DAYS = "days"
    RATE = "rate"
    AMOUNT = "amount"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Width:
    """How far an input may lie from what was entered."""

    share: Fraction = Fraction(10, 100)
    rest: Fraction = Fraction(20, 100)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that can be otherwise: of whose loss, what, of which head or side; written low and high."""

    what: What
    claimant: str
    of: str
    low: str
    high: str
    at: Callable[[c.Claim, bool], c.Claim]


@dataclass(frozen=True, slots=True)
class Moved:
    """What all payers together pay with one input low and high, in fen."""

    input: Input
    low: int
    high: int

    @property
    def swing(self) -> int:
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Range:
    """What each payer pays with every input low, as entered, and high; and what moves the whole, most first."""

    low: Sums
    likely: Sums
    high: Sums
    moved: tuple[Moved, ...]


def range_of(
    found: Assessment,
    figures: Figures,
    books: Mapping[str, Rulebook],
    width: Width,
    settled: Settled,
) -> Range:
    """Run the engine again for every input, and once with all low, all high."""

    def run(claim: c.Claim) -> Assessment:
        return assess(claim, figures, books)

    inputs = list(_inputs(found, width, settled))
    moved = [
        Moved(one, _whole(run(one.at(found.claim, False))), _whole(run(one.at(found.claim, True))))
        for one in inputs
    ]
    ends = [found.claim, found.claim]
    for one in inputs:
        ends = [one.at(claim, bool(high)) for high, claim in enumerate(ends)]
    low, high = (_by_payer(run(claim)) for claim in ends)
    return Range(
        low, _by_payer(found), high,
        tuple(sorted(
            (one for one in moved if one.swing),
            key=lambda one: (-one.swing, one.input.claimant, one.input.what, one.input.of),
        )),
    )  # fmt: skip


def _whole(found: Assessment) -> int:
    return sum(due.fen for due in found.allocation.dues)


def _by_payer(found: Assessment) -> Sums:
    sums: Sums = {}
    for due in found.allocation.dues:
        key = (due.payer.kind, due.payer.name)
        sums[key] = sums.get(key, 0) + due.fen
    return sums


def _inputs(found: Assessment, width: Width, settled: Settled) -> Iterator[Input]:
    for who in found.claim.claimants:
        yield from _shares(found, who.id, width)
        for number, item in enumerate(who.items):
            bounds = settled.get((who.id, item.head))
            heads = sum(one.head is item.head for one in who.items)
            if bounds is not None and heads == 1:
                yield _disputed(who.id, number, item.head, bounds)
            else:
                yield from _of_item(who.id, number, item, width)


def _shares(found: Assessment, who: str, width: Width) -> Iterator[Input]:
    borne = found.allocation.shares.get(who)
    if borne is None:
        return
    for side, share in sorted(borne.by_side.items()):
        others = sum(borne.by_side.values(), Fraction(0)) - share
        if not 0 < share < 1:
            continue
        low, high = max(Fraction(0), share - width.share), min(1 - others, share + width.share)
        parts = dict(borne.by_side)

        def at(
            claim: c.Claim, up: bool, *, side: str = side, ends: tuple[Fraction, Fraction] = (low, high),
            parts: Mapping[str, Fraction] = parts,
        ) -> c.Claim:  # fmt: skip
            stood = next((one for one in claim.shares if one.claimant == who), None)
            now = {one.side: one.share for one in stood.parts} if stood else dict(parts)
            others = sum((one for name, one in now.items() if name != side), Fraction(0))
            now[side] = min(ends[up], 1 - others)  # with others high too, never more than the whole
            said = c.Shares(who, tuple(c.Part(name, one) for name, one in now.items()), BY)
            rest = tuple(one for one in claim.shares if one.claimant != who)
            return replace(claim, shares=(*rest, said))

        yield Input(What.SHARE, who, side, percent(low), percent(high), at)


def _of_item(who: str, number: int, item: c.Item, width: Width) -> Iterator[Input]:
    if isinstance(item, (c.PerDay, c.Earnings)):
        if item.days:
            ends = [max(1, half_up(item.days * one)) for one in (1 - width.rest, 1 + width.rest)]
            yield _changed(What.DAYS, who, number, item.head, ends, "days")
        if item.rate:
            yield _changed(What.RATE, who, number, item.head, _near(item.rate, width), "rate")
    elif isinstance(item, c.Sum) and item.head is c.Head.MENTAL:
        yield _changed(What.AMOUNT, who, number, item.head, _near(item.amount, width), "amount")


def _near(fen: int, width: Width) -> list[int]:
    return [half_up(fen * (1 - width.rest)), half_up(fen * (1 + width.rest))]


def _changed(what: What, who: str, number: int, head: c.Head, ends: list[int], field: str) -> Input:
    def at(claim: c.Claim, up: bool) -> c.Claim:
        return _with(claim, who, number, lambda item: _set(item, field, ends[up]))

    low, high = (str(one) if what is What.DAYS else yuan(one) for one in ends)
    return Input(what, who, head.value, low, high, at)


def _set(item: c.Item, field: str, value: int) -> c.Item:
    known: dict[str, Any] = {field: value}
    return replace(item, **known)


def _disputed(who: str, number: int, head: c.Head, bounds: tuple[int, int]) -> Input:
    def at(claim: c.Claim, up: bool) -> c.Claim:
        return _with(claim, who, number, lambda item: c.Agreed(head, bounds[up], BY))

    return Input(What.DISPUTED, who, head.value, yuan(bounds[0]), yuan(bounds[1]), at)


def _with(claim: c.Claim, who: str, number: int, change: Callable[[c.Item], c.Item]) -> c.Claim:
    rows = []
    for one in claim.claimants:
        items = list(one.items)
        if one.id == who:
            items[number] = change(items[number])
        rows.append(replace(one, items=tuple(items)))
    return replace(claim, claimants=tuple(rows))

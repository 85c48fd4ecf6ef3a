"""Dividing things between two: each spreads points over them, and both come out equally content.

The adjusted winner of Brams and Taylor, in exact fractions. Each thing goes first to whoever
values it more; then things pass from the better-off side to the other, the least contested first,
until both hold the same share of their own points. At most one thing is divided. The result is
equitable, free of envy (each holds at least half of their own points) and efficient, as far as the
points say the truth. It is a proposal: nobody is held to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Fen

POINTS = 100
"""What each side spreads, no more and no less."""
THINGS_MAX = 50


class Owner(StrEnum):
    """One of the two sides."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Thing:
    """What is divided. `value_fen` is what both say it is worth; None when they do not agree on it."""

    key: str
    first: int
    second: int
    divisible: bool = False
    value_fen: Fen | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Whose a thing is: all of it, or the first side's `first_share` and the rest the other's."""

    key: str
    first_share: Fraction


@dataclass(frozen=True, slots=True)
class Levelling:
    """Money in place of cutting what cannot be cut: `keeper` keeps the thing and pays the other.

    `amount` is the other's share of its value, half a fen upwards; None when the two have not
    agreed what it is worth, and then a person has to ask them.
    """

    key: str
    keeper: Owner
    share: Fraction
    amount: Fen | None


@dataclass(frozen=True, slots=True)
class Division:
    """The proposal: who gets what, what each makes of it in own points, and the levelling."""

    portions: tuple[Portion, ...]
    content: Fraction
    """The share of their own 100 points that each side holds, the same for both."""
    divided: str | None
    levelling: Levelling | None


def divide(things: Sequence[Thing]) -> Division:
    """The adjusted winner. Raises RuleBroken: dividing_points_odd, dividing_things_odd."""
    _check(things)
    shares = {one.key: Fraction(one.first >= one.second) for one in things}
    first, second = _content(things, shares)
    divided = None
    rich = Owner.FIRST if first >= second else Owner.SECOND
    for one in sorted(things, key=lambda thing: _contest(thing, rich)):
        gap = abs(first - second)
        if not gap or shares[one.key] != Fraction(rich is Owner.FIRST) or not _weight(one):
            continue
        passed = min(Fraction(1), gap / _weight(one))
        shares[one.key] += passed if rich is Owner.SECOND else -passed
        divided = one.key if passed < 1 else None
        first, second = _content(things, shares)
    portions = tuple(Portion(one.key, shares[one.key]) for one in things)
    return Division(portions, first, divided, _levelling(things, shares, divided))


def _check(things: Sequence[Thing]) -> None:
    if not 1 <= len(things) <= THINGS_MAX or len({one.key for one in things}) < len(things):
        raise RuleBroken("dividing_things_odd", most=THINGS_MAX)
    for points in ([one.first for one in things], [one.second for one in things]):
        if min(points) < 0 or sum(points) != POINTS:
            raise RuleBroken("dividing_points_odd", points=POINTS, spread=sum(points))


def _content(things: Sequence[Thing], shares: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    first = sum((one.first * shares[one.key] for one in things), Fraction(0))
    second = sum((one.second * (1 - shares[one.key]) for one in things), Fraction(0))
    return first / POINTS, second / POINTS


def _weight(thing: Thing) -> Fraction:
    """By how much the gap shrinks when the whole thing passes."""
    return Fraction(thing.first + thing.second, POINTS)


def _contest(thing: Thing, rich: Owner) -> tuple[bool, Fraction, str]:
    """The order in which things pass: those first that the other side values nearly as much."""
    giver, taker = thing.first, thing.second
    if rich is Owner.SECOND:
        giver, taker = taker, giver
    return (not taker, Fraction(giver, taker or 1), thing.key)


def _levelling(
    things: Sequence[Thing], shares: dict[str, Fraction], divided: str | None
) -> Levelling | None:
    thing = next((one for one in things if one.key == divided), None)
    if thing is None or thing.divisible:
        return None
    share = shares[thing.key]
    first_keeps = (share, thing.first) >= (1 - share, thing.second)
    owed = 1 - share if first_keeps else share
    amount = None if thing.value_fen is None else Fen(int(thing.value_fen * owed + Fraction(1, 2)))
    return Levelling(thing.key, Owner.FIRST if first_keeps else Owner.SECOND, owed, amount)

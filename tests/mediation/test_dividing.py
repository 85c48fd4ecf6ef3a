"""Dividing things between two: both equally content, nobody envies, at most one thing is split."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.values import Fen
from maplebridge.mediation.rules.dividing import Division, Levelling, Owner, Thing, divide
from tests.bank.shop import refused


@st.composite
def spreads(draw: st.DrawFn, count: int) -> list[int]:
    """A hundred points over so many things."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]


@st.composite
def estates(draw: st.DrawFn) -> list[Thing]:
    count = draw(st.integers(1, 7))
    first, second = draw(spreads(count)), draw(spreads(count))
    return [Thing(f"t{n}", first[n], second[n]) for n in range(count)]


def best_for_second(things: list[Thing], first_at_least: Fraction) -> Fraction:
    """By another road: the most the second side can have when the first keeps so many points.

    The first gives up things in the order of what the second gains for each point given up.
    """
    spare = 100 - first_at_least
    gained = Fraction(sum(one.second for one in things if not one.first))
    giving = [one for one in things if one.first]
    for one in sorted(giving, key=lambda thing: Fraction(-thing.second, thing.first)):
        part = min(Fraction(1), spare / one.first)
        spare -= part * one.first
        gained += part * one.second
    return gained


@given(estates())
def test_it_is_equitable_envy_free_efficient_and_splits_at_most_one(things: list[Thing]) -> None:
    made = divide(things)
    shares = {one.key: one.first_share for one in made.portions}
    first = sum((one.first * shares[one.key] for one in things), Fraction(0))
    second = sum((one.second * (1 - shares[one.key]) for one in things), Fraction(0))
    assert first == second == made.content * 100
    assert made.content >= Fraction(1, 2)
    split = [key for key, share in shares.items() if 0 < share < 1]
    assert split == ([made.divided] if made.divided else [])
    assert best_for_second(things, first) == second


@given(estates())
def test_who_is_named_first_does_not_matter(things: list[Thing]) -> None:
    turned = [Thing(one.key, one.second, one.first) for one in things]
    assert divide(turned).content == divide(things).content


def test_a_household_of_three_things() -> None:
    """Orchard 60/40, tricycle 30/35, well share 10/25. The first holds 60, the second 60: nobody gives."""
    things = [Thing("orchard", 60, 40), Thing("tricycle", 30, 35), Thing("well", 10, 25)]
    made = divide(things)
    assert [one.first_share for one in made.portions] == [1, 0, 0]
    assert (made.content, made.divided, made.levelling) == (Fraction(60, 100), None, None)


def test_what_cannot_be_cut_is_levelled_with_money_or_says_that_its_worth_is_missing() -> None:
    """First 70, second 30: the house passes until 70 - 110x = 30 ... both hold 70 - 70x = 30 + 40x."""
    house = Thing("house", 70, 40, value_fen=Fen(11_000_000))
    made = divide([house, Thing("van", 30, 60)])
    share = Fraction(1, 11)
    assert made.content == (Fraction(70) * (1 - share)) / 100 == (60 + 40 * share) / 100
    assert made.levelling == Levelling("house", Owner.FIRST, share, Fen(1_000_000))
    unknown = divide([Thing("house", 70, 40), Thing("van", 30, 60)])
    assert unknown.levelling == Levelling("house", Owner.FIRST, share, None)
    rice = divide([Thing("rice", 70, 40, divisible=True), Thing("van", 30, 60)])
    assert (rice.divided, rice.levelling) == ("rice", None)


def test_the_other_side_keeps_what_it_holds_more_of() -> None:
    made: Division = divide([Thing("shop", 100, 100, value_fen=Fen(3))])
    assert made.levelling == Levelling("shop", Owner.FIRST, Fraction(1, 2), Fen(2))
    made = divide([Thing("barn", 40, 70), Thing("van", 60, 30)])
    assert made.levelling is not None
    assert made.levelling.keeper is Owner.SECOND


@pytest.mark.parametrize(
    ("things", "code"),
    [
        ([], "dividing_things_odd"),
        ([Thing("a", 50, 50), Thing("a", 50, 50)], "dividing_things_odd"),
        ([Thing(str(n), 2, 2) for n in range(51)], "dividing_things_odd"),
        ([Thing("a", 100, 99)], "dividing_points_odd"),
        ([Thing("a", 101, 100), Thing("b", -1, 0)], "dividing_points_odd"),
    ],
)
def test_points_are_spread_in_full(things: list[Thing], code: str) -> None:
    with refused(code):
        divide(things)

"""The item sheet: what is settled has one sum, what is disputed a range, and who moves it most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.values import Fen
from maplebridge.mediation.rules.ranges import (
    Item,
    Mover,
    Payer,
    Spread,
    Stand,
    sheet,
    spread_of,
)
from tests.bank.shop import refused

SUMS = st.integers(0, 10**8).map(Fen)


@pytest.mark.parametrize(
    ("item", "stand", "spread"),
    [
        (Item("a", Fen(100)), Stand.CLAIMED, Spread(0, 50, 100)),
        (Item("a", Fen(100), admitted=Fen(100)), Stand.ADMITTED, Spread(100, 100, 100)),
        (Item("a", Fen(100), admitted=Fen(130)), Stand.ADMITTED, Spread(100, 100, 100)),
        (Item("a", Fen(100), admitted=Fen(41)), Stand.DISPUTED, Spread(41, 70, 100)),
        (Item("a", Fen(100), Fen(40), likely=Fen(90)), Stand.DISPUTED, Spread(40, 90, 100)),
        (Item("a", Fen(100), Fen(40), likely=Fen(10)), Stand.DISPUTED, Spread(40, 40, 100)),
        (Item("a", Fen(100), Fen(40), agreed=Fen(60)), Stand.AGREED, Spread(60, 60, 60)),
        (Item("a", Fen(100), agreed=Fen(0)), Stand.AGREED, Spread(0, 0, 0)),
    ],
)
def test_how_far_two_sides_are(item: Item, stand: Stand, spread: Spread) -> None:
    assert (item.stand, spread_of(item)) == (stand, spread)


def test_a_bicycle_and_a_car() -> None:
    """Repair 3,000 agreed; lost days 2,000 to 5,000. Cover pays 2,000 first; of the rest the driver
    60 to 80 in a hundred, likely 70.

    Totals 5,000 / 6,500 / 8,000; left after the cover 3,000 / 4,500 / 6,000; the driver
    1,800 / 3,150 / 4,800; unpaid 5,000-2,000-2,400 / 6,500-2,000-3,150 / 8,000-2,000-3,600.
    """
    items = [
        Item("repair", Fen(300_000), agreed=Fen(300_000)),
        Item("days", Fen(500_000), admitted=Fen(200_000)),
    ]
    payers = [
        Payer("cover", Spread(0, 0, 0), limit=Fen(200_000), first=True),
        Payer("driver", Spread(6_000, 7_000, 8_000)),
    ]
    made = sheet(items, payers)
    assert made.total == Spread(500_000, 650_000, 800_000)
    cover, driver = made.payers
    assert (cover.sum, cover.movers) == (Spread(200_000, 200_000, 200_000), ())
    assert driver.sum == Spread(180_000, 315_000, 480_000)
    assert driver.movers == (Mover("days", Fen(210_000)), Mover("share", Fen(90_000)))
    assert made.unpaid == Spread(60_000, 135_000, 240_000)
    assert made.guessed == ("days",)


@st.composite
def talks(draw: st.DrawFn) -> tuple[list[Item], list[Payer]]:
    maybe = st.none() | SUMS
    items = [
        Item(f"i{n}", draw(SUMS), draw(maybe), draw(maybe), draw(maybe))
        for n in range(draw(st.integers(0, 4)))
    ]
    payers, free = [], 10_000
    for n in range(draw(st.integers(0, 3))):
        low, likely, high = sorted(draw(st.tuples(*[st.integers(0, 10_000)] * 3)))
        if draw(st.booleans()):
            payers.append(Payer(f"p{n}", Spread(0, 0, 0), draw(SUMS), first=True))
        elif likely <= free:
            free -= likely
            payers.append(Payer(f"p{n}", Spread(low, likely, high), draw(maybe)))
    return items, payers


@given(talks())
def test_ranges_are_in_order_and_the_likely_sums_make_up_the_whole(
    talk: tuple[list[Item], list[Payer]],
) -> None:
    items, payers = talk
    made = sheet(items, payers)
    for payer, line in zip(payers, made.payers, strict=True):
        assert 0 <= line.sum.low <= line.sum.likely <= line.sum.high
        assert payer.limit is None or line.sum.high <= payer.limit
        assert all(one.swing > 0 for one in line.movers)
        assert [one.swing for one in line.movers] == sorted(
            (one.swing for one in line.movers), reverse=True
        )
    assert sum(one.sum.likely for one in made.payers) + made.unpaid.likely == made.total.likely


@given(talks())
def test_the_order_of_items_and_payers_changes_nothing(
    talk: tuple[list[Item], list[Payer]],
) -> None:
    items, payers = talk
    one, other = sheet(items, payers), sheet(items[::-1], payers[::-1])
    assert one.payers == other.payers[::-1]
    assert (one.total, one.unpaid) == (other.total, other.unpaid)


@pytest.mark.parametrize(
    ("items", "payers", "code"),
    [
        ([Item("a", Fen(-1))], [], "ranges_input_odd"),
        ([Item("a", Fen(1)), Item("a", Fen(2))], [], "ranges_input_odd"),
        ([Item("share", Fen(1))], [], "ranges_input_odd"),
        ([], [Payer("p", Spread(0, 0, 0), first=True)], "ranges_input_odd"),
        ([], [Payer("p", Spread(0, 0, 0)), Payer("p", Spread(0, 0, 0))], "ranges_input_odd"),
        ([], [Payer("p", Spread(2, 1, 3))], "ranges_shares_odd"),
        ([], [Payer("p", Spread(0, 6_000, 6_000)), Payer("q", Spread(0, 5_000, 5_000))],
         "ranges_shares_odd"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(items: list[Item], payers: list[Payer], code: str) -> None:
    with refused(code):
        sheet(items, payers)

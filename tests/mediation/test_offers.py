"""Silent offers: settled in the middle when the figures meet, else the other side learns nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maplebridge.core.values import Fen
from maplebridge.mediation.rules.offers import (
    Distance,
    Round,
    Side,
    State,
    Terms,
    check_terms,
    put,
    settled_at,
    shown_to,
    shown_to_mediator,
    withdraw,
)
from tests.bank.shop import refused

TERMS = Terms(rounds=3, settle_bp=500, near_bp=2_000)
FIGURES = st.integers(0, 10**9).map(Fen)
SHARES = st.integers(0, 3_000)


def played(*pairs: tuple[int, int], terms: Terms = TERMS) -> tuple[Round, ...]:
    rounds: tuple[Round, ...] = ()
    for asked, offered in pairs:
        rounds = put(rounds, terms, Side.ASKS, Fen(asked))
        rounds = put(rounds, terms, Side.PAYS, Fen(offered))
    return rounds


@pytest.mark.parametrize(
    ("asked", "offered", "settled"),
    [
        (8_000, 10_000, 9_000),
        (10_000, 10_000, 10_000),
        (10_000, 9_999, 9_999),
        (10_250, 9_750, 10_000),
        (10_251, 9_750, None),
        (20_000, 5_000, None),
        (0, 0, 0),
        (1, 0, None),
    ],
)
def test_where_figures_meet(asked: int, offered: int, settled: int | None) -> None:
    """A gap of five hundredths of the middle is split; one fen more is not."""
    assert settled_at(Fen(asked), Fen(offered), 500) == settled


@given(FIGURES, FIGURES, SHARES)
def test_the_result_lies_between_the_two_figures(asked: Fen, offered: Fen, share: int) -> None:
    settled = settled_at(asked, offered, share)
    if settled is None:
        assert asked > offered
    else:
        assert min(asked, offered) <= settled <= max(asked, offered)


@given(FIGURES, FIGURES, SHARES)
def test_neither_side_is_favoured(asked: Fen, offered: Fen, share: int) -> None:
    """Each gives up the same, but for half a fen; and gaps weigh alike seen from either side."""
    settled = settled_at(asked, offered, share)
    if settled is not None:
        assert abs(2 * settled - asked - offered) <= 1
    gap, middle = asked - offered, Fraction(asked + offered, 2)
    assert (settled is not None) == (gap <= 0 or gap <= middle * share / 10_000)


@given(FIGURES, FIGURES, FIGURES, st.sampled_from(Side))
def test_without_a_result_two_figures_of_the_other_side_look_alike(
    mine: Fen, one: Fen, other: Fen, me: Side
) -> None:
    """Indistinguishable: whatever the other said, if it did not meet mine, I see the same."""
    seen = []
    for theirs in (one, other):
        rounds = put(put((), TERMS, me, mine), TERMS, me.other, theirs)
        shown = shown_to(me, rounds, TERMS)
        assume(shown.settled is None)
        seen.append(shown)
    assert seen[0] == seen[1]


@given(FIGURES, FIGURES, st.sampled_from(Side))
def test_whether_the_other_has_spoken_is_not_seen_while_a_round_runs(
    mine: Fen, theirs: Fen, me: Side
) -> None:
    quiet: tuple[Round, ...] = ()
    spoken = put(quiet, TERMS, me.other, theirs)
    assert shown_to(me, spoken, TERMS) == shown_to(me, quiet, TERMS)
    for allowed in (set(), set(Side)):
        told = shown_to_mediator(spoken, TERMS, allowed)
        assert told == shown_to_mediator(quiet, TERMS, allowed)
    assert shown_to(me, put(quiet, TERMS, me, mine), TERMS).own == (mine,)


@given(FIGURES, FIGURES, st.sampled_from(Side), st.booleans())
def test_a_withdrawn_figure_leaves_no_trace(
    mine: Fen, theirs: Fen, me: Side, after_a_round: bool
) -> None:
    before = played((20_000, 5_000)) if after_a_round else ()
    taken_back = withdraw(put(before, TERMS, me, mine), TERMS, me)
    assert taken_back == before
    assert withdraw(before, TERMS, me) == before
    assert put(taken_back, TERMS, me.other, theirs) == put(before, TERMS, me.other, theirs)


def test_a_figure_may_be_put_anew_until_the_round_is_over() -> None:
    rounds = put(put((), TERMS, Side.ASKS, Fen(9)), TERMS, Side.ASKS, Fen(7))
    assert shown_to(Side.ASKS, rounds, TERMS).own == (7,)


def test_after_the_last_round_or_a_result_nothing_more_is_taken() -> None:
    far = (20_000, 5_000)
    open_ = shown_to(Side.PAYS, played(far), TERMS)
    assert (open_.state, open_.round, open_.own) == (State.OPEN, 2, (5_000, None))
    ended = played(far, far, far)
    assert shown_to(Side.PAYS, ended, TERMS).state is State.ENDED
    settled = played(far, (9_000, 10_000))
    shown = shown_to(Side.ASKS, settled, TERMS)
    assert (shown.state, shown.settled, shown.own) == (State.SETTLED, 9_500, (20_000, 9_000))
    for over in (ended, settled):
        with refused("offers_over"):
            put(over, TERMS, Side.ASKS, Fen(1))
        with refused("offers_over"):
            withdraw(over, TERMS, Side.ASKS)


def test_a_round_that_timed_out_tells_no_more_than_one_that_did_not_meet() -> None:
    silent = (Round(asked=Fen(20_000), timed_out=True),)
    assert shown_to(Side.ASKS, silent, TERMS) == shown_to(Side.ASKS, played((20_000, 1)), TERMS)
    nobody = (Round(timed_out=True),) * 3
    assert shown_to(Side.ASKS, nobody, TERMS).state is State.ENDED


def test_a_mediator_sees_how_far_apart_only_where_both_allow_it() -> None:
    rounds = played((20_000, 5_000), (11_500, 10_000), (9_000, 10_000))
    assert shown_to_mediator(rounds, TERMS, {Side.ASKS}).distances == (None, None, None)
    told = shown_to_mediator(rounds, TERMS, set(Side))
    assert told.distances == (Distance.FAR, Distance.NEAR, Distance.OVERLAP)
    silent = (Round(asked=Fen(5), timed_out=True),)
    assert shown_to_mediator(silent, TERMS, set(Side)).distances == (None,)


@pytest.mark.parametrize(
    "terms",
    [Terms(0, 0, 0), Terms(6, 0, 0), Terms(1, -1, 0), Terms(1, 3_001, 4_000), Terms(1, 900, 800),
     Terms(1, 0, 10_001)],
)  # fmt: skip
def test_terms_that_nobody_could_play_by_are_refused(terms: Terms) -> None:
    with refused("offers_terms_odd"):
        check_terms(terms)
    assert check_terms(TERMS) == TERMS


@pytest.mark.parametrize("figure", [-1, 10**12 + 1])
def test_a_figure_is_a_sum_of_money(figure: int) -> None:
    with refused("offers_figure_odd"):
        put((), TERMS, Side.ASKS, Fen(figure))

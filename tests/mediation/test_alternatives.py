"""The card of the other way: track, terms and fee as the law sets them, open where it cannot be said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.values import Fen
from maplebridge.mediation.rules.alternatives import (
    FIGURE_MAX,
    Bar,
    Fee,
    Question,
    Term,
    Track,
    Wage,
    card,
    fee_range,
)
from tests.bank.shop import refused

WAGE = Wage(Fen(8_000_000), 2024, "made up for this test")
"""80,000 yuan: small claims up to 40,000, by agreement up to 160,000."""


def asked(yuan: int, *bars: Bar, simple: bool = True) -> Question:
    return Question(Fen(yuan * 100), simple, frozenset(bars))


@pytest.mark.parametrize(
    ("question", "wage", "track", "by_agreement", "bars"),
    [
        (asked(40_000), WAGE, Track.SMALL_CLAIMS, False, ()),
        (asked(40_001), WAGE, Track.SUMMARY, True, (Bar.TOO_LARGE,)),
        (asked(160_000), WAGE, Track.SUMMARY, True, (Bar.TOO_LARGE,)),
        (asked(160_001), WAGE, Track.SUMMARY, False, (Bar.TOO_LARGE,)),
        (asked(100, Bar.APPRAISAL), WAGE, Track.SUMMARY, False, (Bar.APPRAISAL,)),
        (asked(50_000, Bar.COUNTERCLAIM), WAGE, Track.SUMMARY, False,
         (Bar.COUNTERCLAIM, Bar.TOO_LARGE)),
        (asked(100), None, Track.SUMMARY, False, (Bar.WAGE_UNKNOWN,)),
        (asked(100, simple=False), WAGE, Track.ORDINARY, False, (Bar.NOT_SIMPLE,)),
    ],
)  # fmt: skip
def test_the_track(
    question: Question, wage: Wage | None, track: Track, by_agreement: bool, bars: tuple[Bar, ...]
) -> None:
    made = card(question, wage)
    assert (made.track, made.by_agreement, made.bars) == (track, by_agreement, bars)


def test_terms_and_appeal() -> None:
    assert card(asked(1), WAGE).term == Term(2, 1)
    assert not card(asked(1), WAGE).appeal
    assert card(asked(10**6), WAGE).term == Term(3, 1)
    ordinary = card(asked(1, simple=False), WAGE)
    assert (ordinary.term, ordinary.appeal) == (Term(6, 6), True)


def test_without_the_wage_no_limit_is_shown() -> None:
    made = card(asked(1), None)
    assert (made.limit, made.limit_agreed) == (None, None)
    assert (card(asked(1), WAGE).limit, card(asked(1), WAGE).limit_agreed) == (
        4_000_000,
        16_000_000,
    )


@pytest.mark.parametrize(
    ("yuan", "fee"),
    [
        (0, 50),
        (10_000, 50),
        (20_000, 50 + 250),
        (100_000, 50 + 2_250),
        (200_000, 2_300 + 2_000),
        (500_000, 4_300 + 4_500),
        (1_000_000, 8_800 + 5_000),
        (2_000_000, 13_800 + 9_000),
        (5_000_000, 22_800 + 24_000),
        (10_000_000, 46_800 + 35_000),
        (20_000_000, 81_800 + 60_000),
        (30_000_000, 141_800 + 50_000),
    ],
)
def test_the_fee_for_property_by_its_steps(yuan: int, fee: int) -> None:
    assert fee_range(Fen(yuan * 100), Fee.PROPERTY, halved=False) == (fee * 100, fee * 100)
    assert fee_range(Fen(yuan * 100), Fee.PROPERTY, halved=True) == (fee * 50, fee * 50)


@pytest.mark.parametrize(
    ("yuan", "low", "high"),
    [(50_000, 100, 500), (60_000, 200, 600), (100_000, 600, 1_000), (300_000, 1_600, 2_000)],
)
def test_the_fee_for_an_injury_within_the_bounds_that_a_province_sets(
    yuan: int, low: int, high: int
) -> None:
    assert fee_range(Fen(yuan * 100), Fee.PERSONAL, halved=False) == (low * 100, high * 100)


@given(st.integers(0, FIGURE_MAX - 1), st.sampled_from(Fee), st.booleans())
def test_more_is_never_cheaper(sum_: int, kind: Fee, halved: bool) -> None:
    less = fee_range(Fen(sum_), kind, halved=halved)
    more = fee_range(Fen(sum_ + 1), kind, halved=halved)
    assert less[0] <= more[0]
    assert less[1] <= more[1]


@pytest.mark.parametrize("sum_", [-1, FIGURE_MAX + 1])
def test_a_sum_that_cannot_be_is_refused(sum_: int) -> None:
    with refused("alternatives_sum_odd"):
        card(Question(Fen(sum_), simple=True), WAGE)

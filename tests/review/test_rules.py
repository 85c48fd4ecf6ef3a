"""The lots of the call-backs and the figures of a month, as rules."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.review.rules import figures, sample
from maplebridge.review.rules.figures import Month, Share

KEYS = st.lists(st.uuids(), min_size=1, max_size=60, unique=True)


@given(KEYS, st.text(max_size=8), st.randoms())
def test_anybody_draws_the_same_whatever_the_order(
    keys: list[UUID], salt: str, random: object
) -> None:
    seed = sample.seed_of("2026-11", salt)
    turned = list(reversed(keys))
    place = UUID(int=1)
    assert sample.drawn({place: keys}, seed, 500, 60) == sample.drawn(
        {place: turned}, seed, 500, 60
    )
    assert sample.digest({place: keys}) == sample.digest({place: turned})


@given(st.integers(0, 100_000))
def test_each_community_is_heard_and_none_too_often(closed: int) -> None:
    found = sample.size(closed, 500, 60)
    assert found <= min(closed, 60)
    assert (found == 0) == (closed == 0)
    if 20 <= closed <= 1000:
        assert closed / 20 <= found < closed / 20 + 1


def test_the_lot_favours_nobody() -> None:
    """Over many months each of fifty matters is drawn about as often: chi-square within bounds."""
    keys, place = [UUID(int=n) for n in range(50)], UUID(int=99)
    months = 4000
    count = dict.fromkeys(keys, 0)
    for month in range(months):
        for key in sample.drawn({place: keys}, sample.seed_of(str(month), "salt"), 500, 60)[place]:
            count[key] += 1
    drawn = sample.size(50, 500, 60)
    expected = months * drawn / 50
    chi = sum((seen - expected) ** 2 / expected for seen in count.values())
    assert chi < 94, "49 degrees of freedom: above this once in ten thousand"
    assert sum(count.values()) == months * drawn


@given(st.lists(st.uuids(), max_size=20, unique=True), st.text(max_size=8))
def test_no_community_calls_for_itself(places: list[UUID], salt: str) -> None:
    found = sample.callers(places, sample.seed_of("2026-11", salt))
    if len(places) < 2:
        assert found == {}
    else:
        assert set(found) == set(found.values()) == set(places)
        assert all(place != caller for place, caller in found.items())


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, None), (4, 4, None), (0, 5, 0), (5, 5, 1000), (1, 8, 125), (2, 3, None), (1, 6, 167)],
)
def test_a_share_of_few_is_not_shown(part: int, whole: int, shown: int | None) -> None:
    assert Share(part, whole).per_mille == shown


@given(
    st.lists(st.builds(Month, reported=st.integers(0, 99), closed=st.integers(0, 99)), max_size=5)
)
def test_a_frozen_month_is_read_as_it_was_and_sums_in_any_order(months: list[Month]) -> None:
    assert [figures.unpacked(figures.packed(one)) for one in months] == months
    assert figures.summed(months) == figures.summed(reversed(months))


@given(st.dates())
def test_months_follow_each_other(day: object) -> None:
    from datetime import date

    assert isinstance(day, date)
    month = figures.month_of(day)
    if 2 < month.year < 9998:
        assert figures.month_after(figures.month_before(month)) == month
        assert figures.month_before(figures.month_after(month)) == month
        assert figures.year_before(month).month == month.month

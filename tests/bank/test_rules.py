"""Who gets what for one closing, whatever the order and the households."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.bank.rules import (
    Part,
    Reason,
    Taker,
    Tariff,
    digest,
    read_tariff,
    shares,
    transfer_id,
)
from maplebridge.core.values import Points

TARIFF = Tariff(frozenset({"fixed", "answered"}), Points(2), Points(1))
WANG, LI = UUID(int=1), UUID(int=2)


def reporter(household: UUID | None, known: bool = True) -> Taker:
    return Taker(Part.REPORTER, known, household)


def helper(household: UUID | None) -> Taker:
    return Taker(Part.HELPER, True, household)


@pytest.mark.parametrize(
    ("code", "takers", "rewarded", "expected"),
    [
        ("fixed", [reporter(WANG)], set(), [(2, Reason.GIVEN)]),
        ("fixed", [reporter(WANG), helper(LI)], set(), [(2, Reason.GIVEN), (1, Reason.GIVEN)]),
        ("withdrawn", [reporter(WANG)], set(), [(0, Reason.NOT_REWARDED)]),
        ("duplicate", [reporter(WANG), helper(LI)], set(), [(0, Reason.NOT_REWARDED)] * 2),
        ("fixed", [reporter(None)], set(), [(0, Reason.NO_HOUSEHOLD)]),
        ("fixed", [reporter(None, known=False)], set(), [(0, Reason.ANONYMOUS)]),
        ("fixed", [reporter(None), helper(LI)], set(), [(0, Reason.NO_HOUSEHOLD), (1, Reason.GIVEN)]),
        ("fixed", [reporter(WANG), helper(WANG)], set(), [(2, Reason.GIVEN), (0, Reason.SAME_HOUSEHOLD)]),
        ("fixed", [reporter(WANG)], {WANG}, [(0, Reason.ALREADY_GIVEN)]),
        ("fixed", [reporter(WANG), helper(LI)], {WANG}, [(0, Reason.ALREADY_GIVEN), (1, Reason.GIVEN)]),
    ],
)  # fmt: skip
def test_the_table_of_shares(
    code: str,
    takers: list[Taker],
    rewarded: set[UUID],
    expected: list[tuple[int, Reason]],
) -> None:
    found = shares(TARIFF, code, takers, rewarded)
    assert [(share.points, share.reason) for share in found] == expected


def test_a_rating_buys_no_points() -> None:
    """Fixed or merely answered, praised or not: the household gets the same."""
    fixed, answered = (
        shares(TARIFF, code, [reporter(WANG)], set()) for code in TARIFF.rewarded_codes
    )
    assert fixed == answered


households = st.one_of(st.none(), st.integers(1, 4).map(lambda n: UUID(int=n)))


@given(
    code=st.sampled_from(["fixed", "answered", "withdrawn", "duplicate"]),
    first=households,
    others=st.lists(households, max_size=6),
    rewarded=st.sets(st.integers(1, 4).map(lambda n: UUID(int=n))),
)
def test_nobody_is_forgotten_doubled_or_charged(
    code: str, first: UUID | None, others: list[UUID | None], rewarded: set[UUID]
) -> None:
    takers = [reporter(first), *(helper(other) for other in others)]
    found = shares(TARIFF, code, takers, rewarded)
    assert len(found) == len(takers)
    assert all(share.points >= 0 for share in found)
    given_to = [share.household_id for share in found if share.reason is Reason.GIVEN]
    assert len(given_to) == len(set(given_to))
    assert not set(given_to) & rewarded
    assert sum(share.points for share in found) <= 2 + len(others)


def test_a_household_has_one_key_for_a_matter() -> None:
    assert transfer_id(WANG, LI) == transfer_id(WANG, LI)
    assert len({transfer_id(WANG, LI), transfer_id(LI, WANG), transfer_id(WANG, WANG)}) == 3


GOOD = {"rewarded_codes": ["fixed"], "reporter_points": 2, "helper_points": 1}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reporter_points": -1}, "reporter_points"),
        ({"reporter_points": 101}, "reporter_points"),
        ({"helper_points": 1.0}, "helper_points"),
        ({"helper_points": True}, "helper_points"),
        ({"helper_points": None}, "helper_points"),
        ({"rewarded_codes": "fixed"}, "rewarded_codes"),
        ({"rewarded_codes": [""]}, "rewarded_codes"),
        ({"fine_points": 5}, "fine_points"),
    ],
)
def test_a_tariff_that_is_wrong_names_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        read_tariff(GOOD | wrong)


def test_a_tariff_that_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="body"):
        read_tariff(["fixed"])


def test_any_change_of_a_rulebook_changes_its_digest() -> None:
    own = digest("matter_points", 1, "2026-01-01", GOOD)
    assert own == digest("matter_points", 1, "2026-01-01", dict(reversed(GOOD.items())))
    others = {
        digest("matter_points", 2, "2026-01-01", GOOD),
        digest("matter_points", 1, "2026-01-02", GOOD),
        digest("matter_points", 1, "2026-01-01", GOOD | {"reporter_points": 3}),
    }
    assert own not in others

"""Advances, refunds and the rescue fund: the money that still moves, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mediation.damages.arithmetic import check_rows
from tests.mediation.damages.example import (
    WALKER,
    advance,
    car,
    claim,
    medical,
    other,
    person,
    policy,
)

CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "A driver who paid more than he owes gets it back out of the insurer's payment",
        claim(
            [car("a", "full"), WALKER],
            person("li", "walker", medical("20000")),
            advances=advance("side", "10000", "a"),
        ),
        """li paid_before/bearer/a = 20000 - 18000 = 2000
           li refund/compulsory/a = 10000 - 2000 = 8000
           li to_claimant/compulsory/a = 18000 - 8000 = 10000""",
    ),
    (
        "Paid more than everything that is due: the rest is given back",
        claim(
            [car("a", "full"), WALKER],
            person("li", "walker", medical("1000")),
            advances=advance("side", "1500", "a"),
        ),
        """li refund/compulsory/a = 1000
           li to_claimant/compulsory/a = 0
           li open/overpaid = 1500 - 1000 = 500""",
    ),
    (
        "What the insurer paid for the rescue is part of its limit (75)",
        claim(
            [car("a", "full", commercial=policy()), WALKER],
            person("li", "walker", medical("30000")),
            advances=advance("insurer", "18000", "a"),
        ),
        """li paid_before/compulsory/a = 18000
           li to_claimant/compulsory/a = 0
           li to_claimant/commercial/a = 12000""",
    ),
    (
        "The fund gets back what it paid from the liable person first (24)",
        claim(
            [car("a", "full"), WALKER],
            person("li", "walker", medical("30000")),
            advances=advance("fund", "15000"),
        ),
        """li to_fund/bearer/a = 12000
           li to_fund/compulsory/a = 15000 - 12000 = 3000
           li to_claimant/compulsory/a = 15000""",
    ),
    (
        "The fund paid for somebody who was alone to blame: the rest is left open, said and not hidden",
        claim(
            [car("a", "none"), other("walker", "foot", "full")],
            person("li", "walker", medical("11800")),
            advances=advance("fund", "10000"),
        ),
        """li to_fund/bearer/a = 1000
           li to_fund/compulsory/a = 1800
           li open/fund = 10000 - 2800 = 7200""",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "worked"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_moves_is_what_a_lawyer_gets_by_hand(body: dict[str, Any], worked: str) -> None:
    check_rows(body, worked)

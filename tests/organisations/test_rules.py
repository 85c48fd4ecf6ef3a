"""The check sign of a credit code, against codes that their holders print on every page of theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.organisations import rules

REAL = ["9144030071526726XG", "91330100799655058B", "91110000802100433B"]
"""Of three companies whose licences stand at the foot of their sites."""


@pytest.mark.parametrize("code", REAL)
def test_a_true_code_is_one(code: str) -> None:
    assert rules.credit_code(code) == code


@pytest.mark.parametrize(
    "typed",
    ["9144 0300 7152 6726 XG", "9144030071526726xg", "91440300-71526726X-G", "９１４４０３００７１５２６７２６ＸＧ"],
)  # fmt: skip
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert rules.credit_code(typed) == "9144030071526726XG"


@pytest.mark.parametrize(
    "typed",
    ["", "9144030071526726XH", "9144030071526726X", "9144030071526726XGG", "9144O30071526726XG",
     "91440300715267十6XG", "統一社會信用代碼統一社會信用代碼統一"],
)  # fmt: skip
def test_what_is_none_is_refused(typed: str) -> None:
    assert rules.credit_code(typed) is None


signs = st.text(rules.CODE_SIGNS, min_size=17, max_size=17)


@given(signs, st.integers(0, 16), st.sampled_from(rules.CODE_SIGNS))
def test_no_single_slip_keeps_the_check(body: str, at: int, sign: str) -> None:
    slip = body[:at] + sign + body[at + 1 :]
    assert (rules.check_sign(slip) == rules.check_sign(body)) == (slip == body)


@given(signs, st.integers(0, 15))
def test_no_two_neighbours_change_places_unseen(body: str, at: int) -> None:
    swapped = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
    assert (rules.check_sign(swapped) == rules.check_sign(body)) == (swapped == body)


def test_a_line_keeps_single_blanks_and_nothing_unprintable() -> None:
    assert rules.one_line("  楓林 \n 物业 ", 10) == "楓林 物业"
    assert rules.one_line("物\u0007业", 10) is None
    assert rules.one_line("物业\ufffd", 10) is None
    assert rules.one_line("物业" * 6, 10) is None


def test_somebody_acts_until_a_day_within_three_years() -> None:
    today = date(2026, 11, 27)
    assert rules.until_allowed(today, today)
    assert rules.until_allowed(today + timedelta(days=1096), today)
    assert not rules.until_allowed(today + timedelta(days=1097), today)
    assert not rules.until_allowed(today - timedelta(days=1), today)

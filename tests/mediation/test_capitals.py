"""Amounts in capitals: written as banks ask, read as people write, and never half understood."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.values import Fen
from maplebridge.mediation.rules.capitals import FEN_MAX, capitals, grouped, read_capitals

TABLE = [
    (0, "零元整"),
    (5, "伍分"),
    (30, "叁角整"),
    (100, "壹元整"),
    (105, "壹元零伍分"),
    (1_000, "壹拾元整"),
    (100_505, "壹仟零伍元零伍分"),
    (1_010_000, "壹万零壹佰元整"),
    (15_160_710, "壹拾伍万壹仟陆佰零柒元壹角整"),
    (100_000_000, "壹佰万元整"),
    (100_000_000_00, "壹亿元整"),
    (100_000_001_00, "壹亿零壹元整"),
    (100_010_000_00, "壹亿零壹万元整"),
    (123_456_789_01, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分"),
]


@pytest.mark.parametrize(("amount", "words"), TABLE)
def test_what_a_bank_writes(amount: int, words: str) -> None:
    assert capitals(Fen(amount)) == words
    assert read_capitals(words) == amount


@given(st.integers(0, FEN_MAX))
def test_every_amount_reads_back(amount: int) -> None:
    assert read_capitals(capitals(Fen(amount))) == amount


@given(st.integers(1, 10**13))
def test_another_hand_writes_the_same(amount: int) -> None:
    """The package differs in where it writes a zero and the closing word, never in a figure."""
    theirs = cn2an.an2cn(f"{amount // 100}.{amount % 100:02d}", "rmb")
    assert read_capitals(theirs) == amount


@pytest.mark.parametrize(
    "words",
    ["人民币 壹仟零伍圆零伍分", "壹仟伍元伍分", "一千零五元零五分", "壹仟零伍元零伍分整", "人民幣壹仟零伍圓零伍分"],
)  # fmt: skip
def test_other_ways_of_writing_it_count(words: str) -> None:
    assert read_capitals(words) == 100_505


@pytest.mark.parametrize(
    "words",
    ["", "元整", "伍", "壹仟", "壹仟零伍", "拾元整", "壹壹元整", "伍分壹元", "壹元贰元", "壹佰壹仟元整",
     "壹万万元整", "约壹仟元整", "1000元整", "壹仟元整以上", "零" * 5000 + "元"],
)  # fmt: skip
def test_what_says_no_amount_is_not_guessed(words: str) -> None:
    assert read_capitals(words) is None


def test_beyond_twelve_figures_nothing_is_written() -> None:
    for amount in (-1, FEN_MAX + 1):
        with pytest.raises(ValueError, match="capitals"):
            capitals(Fen(amount))


def test_sums_in_a_line_are_grouped_and_nothing_else_is() -> None:
    said = "2024 年：47514.00 × 20 × 10% = 95028.00 元，640.00 元，第 1213 条，6228 4800，1234567.5"
    assert grouped(said) == said.replace("47514.00", "47,514.00").replace("95028.00", "95,028.00")
    assert grouped(grouped(said)) == grouped(said)

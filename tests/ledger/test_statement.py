"""A statement is read page by page, newest first, and each line says what there was after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maplebridge.core.errors import RuleBroken
from maplebridge.ledger import public as ledger

from .conftest import NOW, Book


def fill(book: Book, days: int) -> None:
    for day in range(days):
        now = NOW + timedelta(days=day)
        book.move(book.issuance, book.wang, day + 1, "reward", now=now)
        if day % 3 == 2:
            book.move(book.wang, book.redeemed, 2, "redeem", now=now + timedelta(hours=1))


def read_all(account: ledger.LedgerAccount, limit: int) -> list[ledger.Line]:
    lines: list[ledger.Line] = []
    after = None
    while True:
        page = ledger.statement(account, after, limit)
        lines += page.lines
        if page.after is None:
            return lines
        after = page.after


def test_every_line_comes_once_and_in_order(book: Book) -> None:
    fill(book, 20)
    lines = read_all(book.wang, 4)
    assert len(lines) == len({line.id for line in lines}) == 26
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


@pytest.mark.parametrize("limit", [1, 3, 25])
def test_the_running_balance_fits_on_every_page(book: Book, limit: int) -> None:
    fill(book, 12)
    lines = read_all(book.wang, limit)
    running = 0
    for line in reversed(lines):
        running += line.amount
        assert line.balance_after == running
    assert running == ledger.balance(book.wang).posted


def test_lines_entered_meanwhile_neither_shift_nor_repeat_a_page(book: Book) -> None:
    fill(book, 9)
    first = ledger.statement(book.wang, limit=5)
    book.move(book.issuance, book.wang, 7, "reward", now=NOW + timedelta(days=99))
    second = ledger.statement(book.wang, first.after, 5)
    assert not {line.id for line in first.lines} & {line.id for line in second.lines}
    assert second.lines[0].balance_after == first.lines[-1].balance_after - first.lines[-1].amount


def test_the_issuing_account_has_a_statement_too(book: Book) -> None:
    book.give(2, book.wang)
    ledger.fold_tails(now=NOW)
    book.move(book.issuance, book.li, 3, "reward", now=NOW + timedelta(days=1))
    found = [(line.amount, line.balance_after) for line in read_all(book.issuance, 1)]
    assert found == [(-3, -5), (-2, -2)]


def test_what_is_only_held_is_no_line_yet(book: Book) -> None:
    book.give(2, book.wang)
    book.reserve(1, book.wang)
    assert [line.amount for line in ledger.statement(book.wang).lines] == [2]


def test_an_empty_account_has_an_empty_statement(book: Book) -> None:
    assert ledger.statement(book.wang) == ledger.Statement((), None)


@pytest.mark.parametrize(
    "after", ["x", "1-2", "-1-" + "0" * 32, "9" * 18 + "-" + "0" * 32, "１-" + "0" * 32]
)
def test_a_page_that_nobody_gave_is_refused(book: Book, after: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        ledger.statement(book.wang, after)
    assert refused.value.code == "ledger_page_unknown"


def test_a_page_takes_one_query(book: Book, django_assert_num_queries) -> None:
    fill(book, 12)
    with django_assert_num_queries(1):
        page = ledger.statement(book.wang, limit=5)
    with django_assert_num_queries(1):
        ledger.statement(book.wang, page.after, 5)

"""An import enters batch by batch, says which rows were bad and why, and changes nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.models import Transfer
from maplebridge.ledger.queries import recomputed

from .conftest import NOW, Book


def arrival(
    debit: ledger.LedgerAccount,
    credit: ledger.LedgerAccount,
    amount: int,
    code: str = "reward",
    *,
    id: UUID | None = None,
    minute: int = 0,
) -> ledger.Arrival:
    move = ledger.Move(
        unit=ledger.Unit.PT, debit=debit, credit=credit, amount=Points(amount), code=code,
        thing=("bank.sheet", UUID(int=7)), rulebook="表\t1\\",
    )  # fmt: skip
    return ledger.Arrival(id or uuid4(), NOW + timedelta(minutes=minute), move)


def import_all(arrivals, *, size: int = 4, whole: bool = True) -> list[ledger.Batch]:
    return list(ledger.enter_many(viewer=SYSTEM, arrivals=arrivals, size=size, whole=whole))


def numbers(batches: list[ledger.Batch]) -> list[tuple[int, int, int, list[tuple[int, str]]]]:
    return [
        (one.first, one.entered, one.standing, [(at, why.code) for at, why in one.refused])
        for one in batches
    ]


def good(book: Book, count: int) -> list[ledger.Arrival]:
    return [arrival(book.issuance, book.wang, at + 1, minute=at) for at in range(count)]


def test_rows_come_in_by_batches_and_a_second_time_change_nothing(book: Book) -> None:
    rows = good(book, 10)
    assert numbers(import_all(rows)) == [(0, 4, 0, []), (4, 4, 0, []), (8, 2, 0, [])]
    assert ledger.balance(book.wang).posted == 55
    assert numbers(import_all(rows)) == [(0, 0, 4, []), (4, 0, 4, []), (8, 0, 2, [])]
    assert ledger.balance(book.wang).posted == 55
    assert not [drift for drift, differs in recomputed() if differs]
    standing = Transfer.objects.get(pk=rows[3].id)
    assert (standing.rulebook, standing.thing_id, standing.amount, standing.at) == (
        "表\t1\\", UUID(int=7), 4, rows[3].at,
    )  # fmt: skip


def bad(book: Book, name: str) -> ledger.Arrival:
    return {
        "ledger_not_enough": arrival(book.li, book.redeemed, 1, "redeem"),
        "ledger_code_not_allowed": arrival(book.wang, book.redeemed, 1, "fine"),
        "ledger_amount_out_of_range": arrival(book.issuance, book.wang, 2**70),
        "transfer_id_taken": arrival(book.issuance, book.li, 9, id=book.give(1, book.wang).pk),
    }[name]


BAD = [
    "ledger_not_enough",
    "ledger_code_not_allowed",
    "ledger_amount_out_of_range",
    "transfer_id_taken",
]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_named_and_its_batch_left_out_whole(book: Book, name: str) -> None:
    rows = good(book, 6)
    rows[4:4] = [bad(book, name)]
    before = ledger.balance(book.wang).posted
    found = import_all([*rows, *good(book, 2)])
    assert numbers(found) == [(0, 4, 0, []), (4, 0, 0, [(4, name)]), (8, 1, 0, [])]
    assert ledger.balance(book.wang).posted == before + 1 + 2 + 3 + 4 + 2


@pytest.mark.parametrize("name", BAD)
def test_or_only_the_bad_row_is_left_out(book: Book, name: str) -> None:
    rows = good(book, 6)
    rows[4:4] = [bad(book, name)]
    found = import_all(rows, whole=False)
    assert numbers(found) == [(0, 4, 0, []), (4, 2, 0, [(4, name)])]


def test_every_bad_row_of_a_batch_is_named(book: Book) -> None:
    rows = [bad(book, name) for name in BAD]
    assert [at for at, _ in import_all(rows, whole=False)[0].refused] == [0, 1, 2, 3]


def test_the_same_row_twice_in_a_batch_counts_once(book: Book) -> None:
    row = arrival(book.issuance, book.wang, 5)
    assert numbers(import_all([row, row])) == [(0, 1, 1, [])]
    assert ledger.balance(book.wang).posted == 5


def test_a_closed_month_takes_no_import(book: Book) -> None:
    from .conftest import open_book

    bank = open_book(uuid4())
    ends = NOW + timedelta(minutes=2)
    ledger.close_period(viewer=SYSTEM, book_id=bank.id, ends_at=ends, now=ends)
    found = import_all(good(bank, 4), whole=False)
    assert numbers(found) == [
        (0, 2, 0, [(0, "ledger_period_closed"), (1, "ledger_period_closed")])
    ]  # fmt: skip


def test_an_import_reads_no_further_than_its_batch(book: Book) -> None:
    read = 0

    def endless() -> Iterator[ledger.Arrival]:
        nonlocal read
        while True:
            read += 1
            yield arrival(book.issuance, book.wang, 1)

    importing = ledger.enter_many(viewer=SYSTEM, arrivals=endless(), size=3)
    assert [next(importing).entered for _ in range(2)] == [3, 3]
    assert read == 6

"""A ledger of its own: people of the book, and a database that other processes can reach."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from tests.migrated import migrated_beside_the_suite

NOW = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@dataclass
class Book:
    """Accounts of one small bank; owners are fresh, so that nothing is shared between tests."""

    id: UUID
    issuance: ledger.LedgerAccount
    redeemed: ledger.LedgerAccount
    wang: ledger.LedgerAccount
    li: ledger.LedgerAccount

    def give(
        self, amount: int, to: ledger.LedgerAccount, id: UUID | None = None
    ) -> ledger.Transfer:
        return self.move(self.issuance, to, amount, "reward", id)

    def redeem(
        self, amount: int, by: ledger.LedgerAccount, id: UUID | None = None
    ) -> ledger.Transfer:
        return self.move(by, self.redeemed, amount, "redeem", id)

    def move(
        self,
        debit: ledger.LedgerAccount,
        credit: ledger.LedgerAccount,
        amount: int,
        code: str,
        id: UUID | None = None,
        now: datetime = NOW,
    ) -> ledger.Transfer:
        return ledger.transfer(
            viewer=SYSTEM, id=id or uuid4(), unit=ledger.Unit.PT, debit=debit, credit=credit,
            amount=Points(amount), code=code, now=now,
        )  # fmt: skip

    def reserve(self, amount: int, by: ledger.LedgerAccount) -> ledger.Transfer:
        return ledger.hold(
            viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=by, credit=self.redeemed,
            amount=Points(amount), code="redeem", now=NOW,
        )  # fmt: skip


def open_one(
    kind: str,
    constrained: bool,
    unit: ledger.Unit = ledger.Unit.PT,
    book_id: UUID = ledger.COMMON_BOOK,
) -> ledger.LedgerAccount:
    return ledger.open_account(
        unit=unit, kind=kind, owner_id=uuid4(), constrained=constrained, now=NOW, book_id=book_id
    )


def open_book(book_id: UUID) -> Book:
    return Book(
        id=book_id,
        issuance=open_one("issuance", constrained=False, book_id=book_id),
        redeemed=open_one("redeemed", constrained=False, book_id=book_id),
        wang=open_one("household", constrained=True, book_id=book_id),
        li=open_one("household", constrained=True, book_id=book_id),
    )


@pytest.fixture
def book(db: None) -> Book:
    return open_book(ledger.COMMON_BOOK)


@dataclass
class Clients:
    """Starts processes that write to one database of their own; see client.py."""

    url: str

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.client", *arguments],
            cwd=ROOT,
            env=os.environ | {"LEDGER_URL": self.url},
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0, out
        return out


@pytest.fixture
def clients(tmp_path: Path, django_db_setup: None) -> Iterator[Clients]:
    """A migrated database beside the suite's own, on the engine that the suite runs on."""
    with migrated_beside_the_suite(tmp_path) as url:
        yield Clients(url)

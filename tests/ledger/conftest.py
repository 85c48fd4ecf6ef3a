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
from django.db import connection

from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger

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
def clients(tmp_path: Path, django_db_setup: None, django_db_blocker: object) -> Iterator[Clients]:
    """A migrated database beside the suite's own, on the engine that the suite runs on."""
    if connection.vendor == "sqlite":
        made = Clients(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
        made.run("migrate")
        yield made
        return
    name = f"ledger_{uuid4().hex[:12]}"
    kept = connection.settings_dict
    _administer(kept, f'CREATE DATABASE "{name}"')
    user = f"{kept['USER']}:{kept['PASSWORD']}@" if kept["USER"] else ""
    socket = f"?host={kept['HOST']}" if str(kept["HOST"]).startswith("/") else ""
    host = "" if socket else kept["HOST"] or "localhost"
    made = Clients(f"postgresql://{user}{host}:{kept['PORT'] or 5432}/{name}{socket}")
    try:
        made.run("migrate")
        yield made
    finally:
        _administer(kept, f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(kept: dict[str, object], statement: str) -> None:
    import psycopg

    with psycopg.connect(
        host=str(kept["HOST"] or "") or None,
        port=str(kept["PORT"] or "") or None,
        user=str(kept["USER"] or "") or None,
        password=str(kept["PASSWORD"] or "") or None,
        dbname="postgres",
        autocommit=True,
    ) as administrator:
        administrator.execute(statement)

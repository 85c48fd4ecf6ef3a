"""A village month on SQLite, in a process of its own: enter, close, seal, read every household, verify.

Prints seconds of this process's processor time as JSON; SQLite runs inside it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import django
from django.conf import settings

MONTH = timedelta(days=30)
START = datetime(2026, 5, 1, tzinfo=UTC)


def configure(url: str) -> None:
    from maplebridge.settings import _database

    settings.configure(
        INSTALLED_APPS=["maplebridge.core", "maplebridge.ledger"],
        DATABASES={"default": _database(url)},
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


class Village:
    """A book of its own with one issuing account and households."""

    def __init__(self, households: int) -> None:
        from maplebridge.ledger import public as ledger
        from maplebridge.ledger.models import LedgerAccount

        self.book = uuid4()
        self.issuance = ledger.open_account(
            unit=ledger.Unit.PT, kind="issuance", owner_id=None, constrained=False, now=START,
            book_id=self.book,
        )  # fmt: skip
        self.households = [
            LedgerAccount(
                book_id=self.book, unit="PT", kind="household", owner_id=uuid4(), constrained=True,
                opened_at=START,
            )
            for _ in range(households)
        ]  # fmt: skip
        LedgerAccount.objects.bulk_create(self.households, batch_size=2_000)
        self.month = 0

    def enter(self, count: int) -> None:
        """Rewards spread over the households and the next month, as an import brings them."""
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        start = START + self.month * MONTH
        arrivals = (
            ledger.Arrival(uuid4(), start + MONTH * number / count, self._reward(number))
            for number in range(count)
        )
        for batch in ledger.enter_many(viewer=SYSTEM, arrivals=arrivals):
            assert batch.entered == batch.count, batch
        self.month += 1

    def _reward(self, number: int) -> Any:
        from maplebridge.core.values import Points
        from maplebridge.ledger import public as ledger

        return ledger.Move(
            unit=ledger.Unit.PT, debit=self.issuance,
            credit=self.households[number % len(self.households)], amount=Points(2), code="reward",
            thing=("matters.matter", uuid4()), rulebook="matter_points/1",
        )  # fmt: skip

    def close(self) -> None:
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        ends = START + self.month * MONTH
        ledger.close_period(viewer=SYSTEM, book_id=self.book, ends_at=ends, now=ends)
        ledger.seal_period(book_id=self.book, now=ends)

    def sheet(self) -> int:
        """The figures of the month's sheet: opening and closing of each household."""
        from maplebridge.ledger import public as ledger

        starts, ends = START + (self.month - 1) * MONTH, START + self.month * MONTH
        return sum(
            ledger.balance_at(one, ends).posted - ledger.balance_at(one, starts).posted
            for one in self.households
        )


def main(url: str, transfers: int, households: int) -> None:
    configure(url)
    from maplebridge.ledger.queries import verify

    village = Village(households)
    found = {"enter": cpu(lambda: village.enter(transfers))}
    found["close and seal"] = cpu(village.close)
    found["figures of the sheet"] = cpu(village.sheet)
    found["verify"] = cpu(lambda: sound(verify(book_id=village.book)))
    print(json.dumps(found))


def sound(report: Any) -> None:
    assert not report.faults, report.faults


def cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

"""The simulator in short: the product does what the dictionaries do, on every engine alike.

Any length by hand: python -m tests.ledger.simulator --seed 7 --steps 20000 [--url … --url …]
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from tests.migrated import fill_sqlite

from .conftest import Clients
from .simulator import Stream

STEPS = "150"


def test_a_random_stream_ends_where_the_dictionaries_end(clients: Clients, tmp_path: Path) -> None:
    """On PostgreSQL also where SQLite ends: rows, balances, and the heads of sealed periods."""
    digest = clients.run("simulate", "7", STEPS)
    assert len(digest.strip()) == 64
    if connection.vendor == "postgresql":
        fill_sqlite(tmp_path / "book.sqlite3")
        other = Clients(f"sqlite:///{tmp_path / 'book.sqlite3'}")
        assert other.run("simulate", "7", STEPS) == digest


def test_the_stream_follows_from_its_seed() -> None:
    def first(seed: int) -> list[tuple[str, object]]:
        stream, found = Stream(seed), []
        for _ in range(80):
            verb, asked = stream.next()
            found.append((verb, asked, stream.expected(verb, asked)))
        return found

    assert first(7) == first(7) != first(8)


def test_a_stream_meets_what_it_is_there_for() -> None:
    """Enough refusals of every kind, and periods sealed with rows in them."""
    stream, told = Stream(11), set()
    for _ in range(1_500):
        verb, asked = stream.next()
        told.add(stream.expected(verb, asked))
    assert told >= {
        "done", "ledger_not_enough", "transfer_id_taken", "ledger_hold_expired",
        "ledger_already_resolved", "ledger_already_reversed", "ledger_more_than_held",
        "ledger_nothing_to_reverse", "ledger_is_a_reversal", "ledger_is_no_reversal",
        "ledger_period_closed", "ledger_period_not_over",
    }  # fmt: skip
    model = stream.model
    assert sum(period.count > 0 for period in model.periods) > 5
    states = {row["state"] for row in model.rows.values()}
    assert states == {"posted", "pending", "settled", "voided", "expired"}
    assert any(row["code"] == "reinstate" for row in model.rows.values())

"""`maplebridge ledger verify` recomputes every balance and says where one drifted."""

from __future__ import annotations

from argparse import Namespace

import pytest
from django.db import connection

from maplebridge.ledger.commands import ledger as command

from .conftest import Book


def verify() -> int:
    return command.run(Namespace(verb="verify"))


def test_a_sound_book_passes(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book.give(5, book.wang)
    book.reserve(2, book.wang)
    assert verify() == 0
    assert "0 drifted" in capsys.readouterr().out


def test_an_account_that_somebody_bent_is_named(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    book.give(5, book.wang)
    bend(book)
    assert verify() == 1
    told = capsys.readouterr().out
    assert f"DRIFT PT household {book.wang.pk}" in told
    assert "1 drifted" in told


def bend(book: Book) -> None:
    """Somebody with the keys of the database turns the guard off and adds points."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_ledgeraccount DISABLE TRIGGER USER")
        key = book.wang.pk.hex if connection.vendor == "sqlite" else book.wang.pk
        cursor.execute(
            "UPDATE ledger_ledgeraccount SET posted_in = posted_in + 4 WHERE id = %s", [key]
        )
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE ledger_ledgeraccount ENABLE TRIGGER USER")

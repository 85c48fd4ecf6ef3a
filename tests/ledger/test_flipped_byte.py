"""One byte of the database file is flipped: `maplebridge ledger verify` says which row it was."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest
from django.db import connection

from .conftest import Clients

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="test_verify.py does it on PostgreSQL, as superuser"
)


def places(path: Path, told: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Where the row's own record has each field, and what is said when a byte of it was flipped."""
    amount = (1_234_567).to_bytes(3, "big")
    return {
        "amount": (
            _in_the_row(path, told, "amount", amount, 1),
            "amount was changed after it was sealed: 1234567 became",
        ),
        "code": (
            _in_the_row(path, told, "code", b"thanks", 6),
            "code was changed after it was sealed: thanks became uhanks",
        ),
        "account": (
            _in_the_row(path, told, "credit_id", told["credit"].encode(), 1),
            "credit was changed after it was sealed",
        ),
        "at": (
            _in_the_row(path, told, "at", told["at"].encode(), 2),
            "at was changed after it was sealed",
        ),
    }


def _in_the_row(path: Path, told: dict[str, str], column: str, word: bytes, back: int) -> int:
    """The byte `back` from the end of the word that changes this very row: indexes and other rows
    hold the same word, and where in the file they stand beside it is chance."""
    whole = path.read_bytes()
    trial = path.with_suffix(".trial")
    asked = f"SELECT {column} FROM ledger_transfer NOT INDEXED WHERE id = ?"

    def read(content: bytes) -> object:
        trial.write_bytes(content)
        with closing(sqlite3.connect(trial)) as opened:
            return opened.execute(asked, [UUID(told["row"]).hex]).fetchone()

    sound, start = read(whole), whole.find(word)
    while start >= 0:
        place = start + len(word) - back
        if read(flipped(whole, place)) not in (sound, None):
            return place
        start = whole.find(word, start + 1)
    raise AssertionError(f"{column} of the row stands nowhere in the file")


def flipped(whole: bytes, place: int) -> bytes:
    """One byte is another one; of a key in hexadecimal digits it is such a digit still, or nothing
    could be read to be compared."""
    mask = 3 if whole[place] in b"af" else 1
    return whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :]


@on_sqlite
def test_one_flipped_byte_of_the_file_is_found_and_its_row_named(clients: Clients) -> None:
    told = json.loads(clients.run("fill"))
    path = Path(clients.url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    sound = clients.start("verify")
    assert "✓ nothing was changed" in sound.communicate()[0]
    assert sound.returncode == 0
    for field, (place, words) in places(path, told).items():
        path.write_bytes(flipped(whole, place))
        found = clients.start("verify")
        said = found.communicate()[0]
        assert found.returncode == 1, field
        assert f"row {told['row']}: {words}" in said, (field, said)
    path.write_bytes(whole)


OPEN = {
    "code": (b"thanks", 3),
    "thing_kind": (b"matters.matter", 2),
    "thing_id": (uuid5(NAMESPACE_OID, "matter").hex.encode(), 5),
    "rulebook": (b"tariff/7", 1),
}


@on_sqlite
def test_one_flipped_byte_of_a_row_that_no_seal_covers_is_found_too(clients: Clients) -> None:
    told = json.loads(clients.run("fill", "open"))
    path = Path(clients.url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    for field, (word, back) in OPEN.items():
        path.write_bytes(flipped(whole, _in_the_row(path, told, field, word, back)))
        found = clients.start("verify")
        said = found.communicate()[0]
        assert found.returncode == 1, (field, said)
        assert UUID(told["row"]).hex in said, (field, said)
        path.write_bytes(whole)


@on_sqlite
def test_a_page_of_the_file_overwritten_is_found(clients: Clients) -> None:
    clients.run("fill")
    path = Path(clients.url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    start = whole.index(b"tariff/7") // 4096 * 4096
    path.write_bytes(whole[:start] + b"\xff" * 4096 + whole[start + 4096 :])
    found = clients.start("verify")
    said = found.communicate()[0]
    assert found.returncode == 1
    assert "✗" in said

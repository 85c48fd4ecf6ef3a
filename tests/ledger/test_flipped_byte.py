"""One byte of the database file is flipped: `maplebridge ledger verify` says which row it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from .conftest import Clients

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="test_verify.py does it on PostgreSQL, as superuser"
)


def places(file: bytes, told: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Where the row's own record has each field, and what is said when a byte of it was flipped."""
    amount = (1_234_567).to_bytes(3, "big")
    near = file.index(b"tariff/7")
    assert file.count(amount) == file.count(b"tariff/7") == file.count(b"thanks") == 1

    def within(word: bytes) -> int:
        """The last byte of the word that stands nearest: rows beside it may hold the same one."""
        before, after = file.rfind(word, 0, near), file.find(word, near)
        found = min((one for one in (before, after) if one >= 0), key=lambda one: abs(one - near))
        return found + len(word) - 1

    return {
        "amount": (
            file.index(amount) + 2,
            "amount was changed after it was sealed: 1234567 became",
        ),
        "code": (
            file.index(b"thanks"),
            "code was changed after it was sealed: thanks became uhanks",
        ),
        "account": (within(told["credit"].encode()), "credit was changed after it was sealed"),
        "at": (within(told["at"].encode()) - 1, "at was changed after it was sealed"),
    }


@on_sqlite
def test_one_flipped_byte_of_the_file_is_found_and_its_row_named(clients: Clients) -> None:
    told = json.loads(clients.run("fill"))
    path = Path(clients.url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    sound = clients.start("verify")
    assert "✓ nothing was changed" in sound.communicate()[0]
    assert sound.returncode == 0
    for field, (place, words) in places(whole, told).items():
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        found = clients.start("verify")
        said = found.communicate()[0]
        assert found.returncode == 1, field
        assert f"row {told['row']}: {words}" in said, (field, said)
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

"""What a seal covers: the canonical text of a row, of a balance and of a period, and their hashes.

The text of a row is written by the database (queries/sealed.py), the same on both engines; `text`
here says in Python what it is, for whoever checks a printed proof without our database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

PAGE = 1_024
"""Vouchers of one page of a sealed book. A power of two, so that pages are subtrees of the tree."""
SALT_BYTES = 16
START = "0" * 64
"""What the first period of a book is chained to."""

FIELDS = (
    "id", "book_id", "unit", "debit_id", "credit_id", "amount", "state", "resolves_id", "released",
    "reverses_id", "expires_at", "code", "journal_id", "thing_kind", "thing_id", "rulebook",
    "entered_by", "at",
)  # fmt: skip
KEYS = frozenset({"id", "book_id", "debit_id", "credit_id", "resolves_id", "reverses_id",
                  "journal_id", "thing_id", "entered_by"})  # fmt: skip
INSTANTS = frozenset({"expires_at", "at"})
WORDS = frozenset({"code", "thing_kind", "rulebook"})
"""Fields of free text carry their length before them, so that no two rows have the same text."""


def text(row: Mapping[str, object]) -> str:
    """The canonical text of a row: version 1 and its fields, joined by bars."""
    return "|".join(["1", *(_part(name, row[name]) for name in FIELDS)])


def _part(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return instant(value)
    return f"{len(str(value))}:{value}" if name in WORDS else str(value)


def shown(row: Mapping[str, object], name: str) -> str:
    """A field as a person reads it in a finding."""
    part = _part(name, row[name])
    return part.partition(":")[2] if name in WORDS else part


def instant(at: datetime) -> str:
    """UTC to the microsecond: ``2026-05-04 01:00:00.000000``."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def leaf(salt: bytes, content: bytes) -> bytes:
    """The hash of a row as a leaf of the tree (RFC 6962: leaves begin with 0x00)."""
    return hashlib.sha256(b"\x00" + salt + content).digest()


def balance_leaf(account_id: UUID, counters: tuple[int, int, int, int]) -> bytes:
    """The hash of what an account had when the period ended. Its random id is all the salt it needs."""
    content = "|".join(["1", account_id.hex, *map(str, counters)])
    return hashlib.sha256(b"\x00" + content.encode()).digest()


def head(
    *,
    previous: str,
    root: str,
    balances: str,
    book_id: UUID,
    number: int,
    count: int,
    starts_at: datetime | None,
    ends_at: datetime,
) -> str:
    """The hash that binds a period to the one before it: the one to print on the month's sheet."""
    span = f"{instant(starts_at) if starts_at else ''}|{instant(ends_at)}"
    content = f"maplebridge.ledger.period|{previous}|{root}|{balances}|{book_id.hex}|{number}|{count}|{span}"
    return hashlib.sha256(content.encode()).hexdigest()


AMOUNTS_TRIED = 20_000


def what_was(row: Mapping[str, object], salt: bytes, sealed: bytes) -> tuple[str, str] | None:
    """The field and the value that were sealed, when one value or one character was changed.

    Tries each bit and the common values of whole numbers, and each character of everything else,
    until the hash fits: some ten thousand hashes. None when more than that was changed.
    """
    parts = [_part(name, row[name]) for name in FIELDS]
    for at, name in enumerate(FIELDS):
        for other in _others(name, parts[at]):
            tried = "|".join(["1", *parts[:at], other, *parts[at + 1 :]])
            if leaf(salt, tried.encode()) == sealed:
                return name, other.partition(":")[2] if name in WORDS else other
    return None


def _others(name: str, part: str) -> Iterator[str]:
    if name in {"amount", "released"}:
        number = int(part) if part.lstrip("-").isdigit() else 0
        yield from (str(number ^ 1 << bit) for bit in range(63))
        yield from (str(other) for other in range(AMOUNTS_TRIED))
        return
    length, _, word = part.partition(":") if name in WORDS else ("", "", part)
    for place in range(len(word)):
        for other in _alphabet(name):
            changed = word[:place] + other + word[place + 1 :]
            yield f"{length}:{changed}" if name in WORDS else changed


def _alphabet(name: str) -> str:
    if name in KEYS:
        return "0123456789abcdef"
    if name in INSTANTS:
        return "0123456789-: ."
    return "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./ "

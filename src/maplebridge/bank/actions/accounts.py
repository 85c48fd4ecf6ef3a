"""The ledger accounts that the bank's points move between: each bank keeps a book of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.ledger import public as ledger

from ..queries import HOUSEHOLD, ISSUANCE


def household_account(
    household_id: UUID, book_id: UUID = ledger.COMMON_BOOK, *, now: datetime
) -> ledger.LedgerAccount:
    """The household's points account in a bank's book, opened when there is none yet."""
    return ledger.open_account(
        unit=ledger.Unit.PT, kind=HOUSEHOLD, owner_id=household_id, constrained=True, now=now,
        book_id=book_id,
    )  # fmt: skip


def issuance_account(book_id: UUID = ledger.COMMON_BOOK, *, now: datetime) -> ledger.LedgerAccount:
    """Where a bank's points come from; its balance is minus all points that the bank ever gave.

    The common book is that of the villages that have no bank.
    """
    return ledger.open_account(
        unit=ledger.Unit.PT, kind=ISSUANCE, owner_id=None, constrained=False, now=now,
        book_id=book_id,
    )  # fmt: skip

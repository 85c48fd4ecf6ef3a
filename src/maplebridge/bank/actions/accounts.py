"""The ledger accounts that the bank's points move between."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.ledger import public as ledger

from ..queries import HOUSEHOLD, ISSUANCE


def household_account(household_id: UUID, *, now: datetime) -> ledger.LedgerAccount:
    """The household's points account, opened when there is none yet."""
    return ledger.open_account(
        unit=ledger.Unit.PT, kind=HOUSEHOLD, owner_id=household_id, constrained=True, now=now
    )


def issuance_account(bank_id: UUID | None = None, *, now: datetime) -> ledger.LedgerAccount:
    """Where points come from; its balance is minus all points ever given.

    Each bank has its own, so that its open book can say what it promised. `None` is the account of
    the villages that have no bank.
    """
    return ledger.open_account(
        unit=ledger.Unit.PT, kind=ISSUANCE, owner_id=bank_id, constrained=False, now=now
    )

"""Reads of the book: balances, statements, closed periods and proofs, and the check of it all."""

from .auditing import TrialLine, journal, trial_balance
from .reading import (
    PAGE_MAX,
    Line,
    Statement,
    balance,
    balance_at,
    balances,
    find_account,
    overdue,
    statement,
)
from .sealed import Proof, closed_until, periods, prove, voucher_number
from .verifying import BookReport, Drift, recomputed, verify, verify_books

__all__ = [
    "PAGE_MAX",
    "BookReport",
    "Drift",
    "Line",
    "Proof",
    "Statement",
    "TrialLine",
    "balance",
    "balance_at",
    "balances",
    "closed_until",
    "find_account",
    "journal",
    "overdue",
    "periods",
    "prove",
    "recomputed",
    "statement",
    "trial_balance",
    "verify",
    "verify_books",
    "voucher_number",
]

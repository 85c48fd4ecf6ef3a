"""Reads of the book: balances, statements, and the check of it all."""

from .reading import PAGE_MAX, Line, Statement, balance, find_account, overdue, statement
from .verifying import Drift, recomputed

__all__ = [
    "PAGE_MAX",
    "Drift",
    "Line",
    "Statement",
    "balance",
    "find_account",
    "overdue",
    "recomputed",
    "statement",
]

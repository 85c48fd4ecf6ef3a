"""What other apps may call of the ledger."""

from .actions import fold_tails, hold, open_account, post, transfer, void
from .models import LedgerAccount, Transfer
from .queries import Line, Statement, balance, find_account, statement
from .rules import Amount, Balance, State, Unit

__all__ = [
    "Amount",
    "Balance",
    "LedgerAccount",
    "Line",
    "State",
    "Statement",
    "Transfer",
    "Unit",
    "balance",
    "find_account",
    "fold_tails",
    "hold",
    "open_account",
    "post",
    "statement",
    "transfer",
    "void",
]

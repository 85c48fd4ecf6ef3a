"""What other apps may call of the ledger."""

from .actions import (
    Entry,
    Hold,
    Move,
    Post,
    Reverse,
    Void,
    enter,
    fold_tails,
    hold,
    open_account,
    post,
    reverse,
    transfer,
    void,
)
from .models import LedgerAccount, Transfer
from .queries import Line, Statement, balance, find_account, statement
from .rules import COMMON_BOOK, Amount, Balance, State, Unit
from .rules.journals import line_id

__all__ = [
    "COMMON_BOOK",
    "Amount",
    "Balance",
    "Entry",
    "Hold",
    "LedgerAccount",
    "Line",
    "Move",
    "Post",
    "Reverse",
    "State",
    "Statement",
    "Transfer",
    "Unit",
    "Void",
    "balance",
    "enter",
    "find_account",
    "fold_tails",
    "hold",
    "line_id",
    "open_account",
    "post",
    "reverse",
    "statement",
    "transfer",
    "void",
]

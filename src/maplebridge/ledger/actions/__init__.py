"""The verbs of the book: open an account, move, hold, resolve, undo, enter a journal; its duties."""

from .journals import enter
from .moving import (
    expire_all,
    expire_due,
    fold_tails,
    hold,
    open_account,
    post,
    reverse,
    transfer,
    void,
)
from .rows import Entry, Hold, Move, Post, Reverse, Void

__all__ = [
    "Entry",
    "Hold",
    "Move",
    "Post",
    "Reverse",
    "Void",
    "enter",
    "expire_all",
    "expire_due",
    "fold_tails",
    "hold",
    "open_account",
    "post",
    "reverse",
    "transfer",
    "void",
]

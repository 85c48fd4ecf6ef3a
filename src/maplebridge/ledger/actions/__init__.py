"""The verbs of the book: move, hold, resolve, undo, enter a journal, close and seal; its duties."""

from .batches import Arrival, Batch, enter_many
from .closing import close_period, forget_salt, seal_closed, seal_period
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
    "Arrival",
    "Batch",
    "Entry",
    "Hold",
    "Move",
    "Post",
    "Reverse",
    "Void",
    "close_period",
    "enter",
    "enter_many",
    "expire_all",
    "expire_due",
    "fold_tails",
    "forget_salt",
    "hold",
    "open_account",
    "post",
    "reverse",
    "seal_closed",
    "seal_period",
    "transfer",
    "void",
]

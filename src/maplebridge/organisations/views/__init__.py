"""The pages below /organisations/."""

from .acting import accept, decline, end_delegate, invite, mine
from .register import add, add_place, edit, end, end_place, index, show

__all__ = [
    "accept",
    "add",
    "add_place",
    "decline",
    "edit",
    "end",
    "end_delegate",
    "end_place",
    "index",
    "invite",
    "mine",
    "show",
]

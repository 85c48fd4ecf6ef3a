"""The pages of the time bank."""

from .coordinating import board, helper, helpers, match, person, proposals, rules, whom
from .requests import agree, card, code, door, paper, withdraw
from .requests import show as request
from .residents import ask, donate, forget_tie, give, home, minutes, offer, stop_offer
from .visits import (
    accept,
    come,
    confirm,
    decide,
    decline,
    dispute,
    here,
    leave,
    rate,
    type_card,
)
from .visits import show as visit

__all__ = [
    "accept",
    "agree",
    "ask",
    "board",
    "card",
    "code",
    "come",
    "confirm",
    "decide",
    "decline",
    "dispute",
    "donate",
    "door",
    "forget_tie",
    "give",
    "helper",
    "helpers",
    "here",
    "home",
    "leave",
    "match",
    "minutes",
    "offer",
    "paper",
    "person",
    "proposals",
    "rate",
    "request",
    "rules",
    "stop_offer",
    "type_card",
    "visit",
    "whom",
    "withdraw",
]

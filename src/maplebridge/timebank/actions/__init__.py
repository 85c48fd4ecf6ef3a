"""What people do in the time bank, a file an idea."""

from .arranging import accept, decline, propose
from .asking import Asking, agree, ask, withdraw
from .duties import forget, lapse, purge_expired, tell_overdue
from .minutes import donate, give, grant
from .rulebook import adopt_rules, rules_for
from .taking_part import (
    LANGUAGES,
    THINGS,
    Offering,
    forget_relative,
    insure,
    member_of,
    note_relative,
    offer,
    stop_offering,
)
from .visiting import come, confirm, decide, dispute, leave, open_door, rate, type_card

__all__ = [
    "LANGUAGES",
    "THINGS",
    "Asking",
    "Offering",
    "accept",
    "adopt_rules",
    "agree",
    "ask",
    "come",
    "confirm",
    "decide",
    "decline",
    "dispute",
    "donate",
    "forget",
    "forget_relative",
    "give",
    "grant",
    "insure",
    "lapse",
    "leave",
    "member_of",
    "note_relative",
    "offer",
    "open_door",
    "propose",
    "purge_expired",
    "rate",
    "rules_for",
    "stop_offering",
    "tell_overdue",
    "type_card",
    "withdraw",
]

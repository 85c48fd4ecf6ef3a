"""Pages of the bank."""

from .fund import decide_spending, donate, donors, fund, purposes, receipt, receipts, spend
from .honours import certificate, decide_nomination, honours, nominate
from .household import statement
from .rewards import (
    add_reward,
    cancel,
    pick_up,
    redemption,
    redemptions,
    reserve,
    reward,
    rewards,
    shelf,
)
from .statements import match, reconcile

__all__ = [
    "add_reward",
    "cancel",
    "certificate",
    "decide_nomination",
    "decide_spending",
    "donate",
    "donors",
    "fund",
    "honours",
    "match",
    "nominate",
    "pick_up",
    "purposes",
    "receipt",
    "receipts",
    "reconcile",
    "redemption",
    "redemptions",
    "reserve",
    "reward",
    "rewards",
    "shelf",
    "spend",
    "statement",
]

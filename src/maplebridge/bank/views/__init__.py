"""Pages of the bank."""

from .fund import decide_spending, donate, donors, fund, purposes, receipt, receipts, spend
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

__all__ = [
    "add_reward",
    "cancel",
    "decide_spending",
    "donate",
    "donors",
    "fund",
    "pick_up",
    "purposes",
    "receipt",
    "receipts",
    "redemption",
    "redemptions",
    "reserve",
    "reward",
    "rewards",
    "shelf",
    "spend",
    "statement",
]

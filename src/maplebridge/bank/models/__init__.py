"""The tables of the bank."""

from .banks import SEATS, WAYS, BankCouncilMember, Passbook, VillageBank
from .deeds import Deed, DeedWitness, MonthNotice, Objection, RingLook
from .fund import Donation, FundPurpose, Spending
from .rewards import Redemption, Reward, StockLot, StockUnit
from .rulebooks import (
    BANK_DEEDS,
    BANK_RULES,
    MATTER_POINTS,
    FrozenError,
    MatterReward,
    Rulebook,
)

__all__ = [
    "BANK_DEEDS",
    "BANK_RULES",
    "MATTER_POINTS",
    "SEATS",
    "WAYS",
    "BankCouncilMember",
    "Deed",
    "DeedWitness",
    "Donation",
    "FrozenError",
    "FundPurpose",
    "MatterReward",
    "MonthNotice",
    "Objection",
    "Passbook",
    "Redemption",
    "Reward",
    "RingLook",
    "Rulebook",
    "Spending",
    "StockLot",
    "StockUnit",
    "VillageBank",
]

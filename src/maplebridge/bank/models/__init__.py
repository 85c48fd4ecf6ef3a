"""The tables of the bank."""

from .banks import SEATS, WAYS, BankCouncilMember, Passbook, VillageBank
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
    "FrozenError",
    "MatterReward",
    "Passbook",
    "Rulebook",
    "VillageBank",
]

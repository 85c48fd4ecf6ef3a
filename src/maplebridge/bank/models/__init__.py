"""The tables of the bank."""

from .banks import SEATS, WAYS, BankCouncilMember, Passbook, VillageBank
from .deeds import Deed, DeedWitness, MonthNotice, Objection, RingLook
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
    "FrozenError",
    "MatterReward",
    "MonthNotice",
    "Objection",
    "Passbook",
    "RingLook",
    "Rulebook",
    "VillageBank",
]

"""The tables of the bank."""

from .banks import SEATS, WAYS, BankCouncilMember, Passbook, VillageBank
from .deeds import Deed, DeedWitness, MonthNotice, Objection, RingLook
from .fund import Donation, FundPurpose, Spending
from .honours import HonourCategory, Nomination
from .openings import OpeningAsset
from .pacts import PointsPact
from .rewards import Redemption, RedemptionUndone, Reward, StockLot, StockUnit, WriteOff
from .rulebooks import (
    BANK_DEEDS,
    BANK_RULES,
    MATTER_POINTS,
    MatterReward,
    Rulebook,
)
from .sealed import MonthSeal, Slip, SlipPart, SlipRun
from .statements import StatementLine
from .workbook import BankImport, BankImportRow, OpeningBalance

__all__ = [
    "BANK_DEEDS",
    "BANK_RULES",
    "MATTER_POINTS",
    "SEATS",
    "WAYS",
    "BankCouncilMember",
    "BankImport",
    "BankImportRow",
    "Deed",
    "DeedWitness",
    "Donation",
    "FundPurpose",
    "HonourCategory",
    "MatterReward",
    "MonthNotice",
    "MonthSeal",
    "Nomination",
    "Objection",
    "OpeningAsset",
    "OpeningBalance",
    "Passbook",
    "PointsPact",
    "Redemption",
    "RedemptionUndone",
    "Reward",
    "RingLook",
    "Rulebook",
    "Slip",
    "SlipPart",
    "SlipRun",
    "Spending",
    "StatementLine",
    "StockLot",
    "StockUnit",
    "VillageBank",
    "WriteOff",
]

"""Mediation's tables: the file with its parties, what they agreed to, who sits with them, each step."""

from .advances import Advance
from .agreements import AgreedPart, AgreedPayment, Agreement, Signature, SigningCode
from .casefile import MediationFile
from .counting import CountedDay, MoreDays
from .court import AidWish, Handover
from .figures import StatisticFigure
from .items import ClaimItem
from .offers import SealedFigure, SilentOffers
from .parties import Party, PartyConsent, Representative
from .performance import CourtConfirmation, FollowUp, PaidNote
from .private import CaucusNote, FileReading
from .reckonings import Reckoning
from .roster import LeadChoice, MediatorProfile, Tie
from .scene import SceneRecord
from .seats import OfficeSeat
from .sittings import CalendarFeed, MinutesSign, Sitting, SittingNotice
from .steps import Step, StepWords

__all__ = [
    "Advance",
    "AgreedPart",
    "AgreedPayment",
    "Agreement",
    "AidWish",
    "CalendarFeed",
    "CaucusNote",
    "ClaimItem",
    "CountedDay",
    "CourtConfirmation",
    "FileReading",
    "FollowUp",
    "Handover",
    "LeadChoice",
    "MediationFile",
    "MediatorProfile",
    "MinutesSign",
    "MoreDays",
    "OfficeSeat",
    "PaidNote",
    "Party",
    "PartyConsent",
    "Reckoning",
    "Representative",
    "SceneRecord",
    "SealedFigure",
    "Signature",
    "SigningCode",
    "SilentOffers",
    "Sitting",
    "SittingNotice",
    "StatisticFigure",
    "Step",
    "StepWords",
    "Tie",
]

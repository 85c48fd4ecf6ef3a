"""Mediation's tables: the file with its parties, what they agreed to, who sits with them, each step."""

from .casefile import MediationFile
from .parties import Party, PartyConsent, Representative
from .private import CaucusNote, FileReading
from .seats import OfficeSeat
from .steps import Step, StepWords

__all__ = [
    "CaucusNote",
    "FileReading",
    "MediationFile",
    "OfficeSeat",
    "Party",
    "PartyConsent",
    "Representative",
    "Step",
    "StepWords",
]

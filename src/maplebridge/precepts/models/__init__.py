"""Tables of village rules and family precepts."""

from .family import FamilyPrecept, PreceptVoice
from .rulebooks import FILINGS, RulesEdition, RulesFiling, VillageRules
from .talks import RulesComment, RulesDraft

__all__ = [
    "FILINGS",
    "FamilyPrecept",
    "PreceptVoice",
    "RulesComment",
    "RulesDraft",
    "RulesEdition",
    "RulesFiling",
    "VillageRules",
]

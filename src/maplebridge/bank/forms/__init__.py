"""What a browser may send to the bank. The actions judge; forms read and keep what was typed."""

from .closing import CloseForm
from .fund import AssetForm, DonationForm, PurposeForm, SpendingForm, TakeBackForm
from .honours import HonourForm, NominationForm
from .papers import PapersForm
from .rewards import PaperForm, PlacesForm, RewardForm, UndoForm, WriteOffForm
from .slips import SlipForm
from .statements import StatementForm

__all__ = [
    "AssetForm",
    "CloseForm",
    "DonationForm",
    "HonourForm",
    "NominationForm",
    "PaperForm",
    "PapersForm",
    "PlacesForm",
    "PurposeForm",
    "RewardForm",
    "SlipForm",
    "SpendingForm",
    "StatementForm",
    "TakeBackForm",
    "UndoForm",
    "WriteOffForm",
]

"""What a browser may send to the bank. The actions judge; forms read and keep what was typed."""

from .fund import DonationForm, PurposeForm, SpendingForm, TakeBackForm
from .rewards import PaperForm, PlacesForm, RewardForm, WriteOffForm

__all__ = [
    "DonationForm",
    "PaperForm",
    "PlacesForm",
    "PurposeForm",
    "RewardForm",
    "SpendingForm",
    "TakeBackForm",
    "WriteOffForm",
]

"""The verbs of the bank."""

from .accounts import household_account, issuance_account
from .founding import end_seat, found_bank, open_passbook, proposed_name, seat_member
from .rewarding import reward_matter
from .rulebooks import adopt_catalogue, adopt_charter, adopt_tariff, rulebook_for, shipped_rulebook

__all__ = [
    "adopt_catalogue",
    "adopt_charter",
    "adopt_tariff",
    "end_seat",
    "found_bank",
    "household_account",
    "issuance_account",
    "open_passbook",
    "proposed_name",
    "reward_matter",
    "rulebook_for",
    "seat_member",
    "shipped_rulebook",
]

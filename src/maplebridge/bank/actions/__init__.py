"""The verbs of the bank."""

from .accounts import household_account, issuance_account
from .approving import approve_deed, approve_deeds, look_again, refuse_deed
from .deeds import Entry, enter_deed, enter_for_many, say_saw, withdraw_deed
from .duties import look_after_households, purge_expired
from .founding import end_seat, found_bank, open_passbook, proposed_name, seat_member
from .noticing import answer_objection, object_to, post_due, publish_notice
from .rewarding import reward_matter
from .rulebooks import adopt_catalogue, adopt_charter, adopt_tariff, rulebook_for, shipped_rulebook

__all__ = [
    "Entry",
    "adopt_catalogue",
    "adopt_charter",
    "adopt_tariff",
    "answer_objection",
    "approve_deed",
    "approve_deeds",
    "end_seat",
    "enter_deed",
    "enter_for_many",
    "found_bank",
    "household_account",
    "issuance_account",
    "look_after_households",
    "look_again",
    "object_to",
    "open_passbook",
    "post_due",
    "proposed_name",
    "publish_notice",
    "purge_expired",
    "refuse_deed",
    "reward_matter",
    "rulebook_for",
    "say_saw",
    "seat_member",
    "shipped_rulebook",
    "withdraw_deed",
]

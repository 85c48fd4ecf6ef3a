"""The verbs of the bank."""

from .accounts import household_account, issuance_account
from .approving import approve_deed, approve_deeds, look_again, refuse_deed
from .assets import decide_asset, prepare_asset
from .auditing import audit_pack
from .closing import close_month, note_slips_printed
from .deeds import Entry, Refusal, enter_deed, enter_for_many, say_saw, withdraw_deed
from .duties import look_after_households, purge_expired
from .exporting import blank_book, export_book
from .following import agree_pact, bring_along, end_pact
from .founding import VILLAGES, end_seat, found_bank, open_passbook, proposed_name, seat_member
from .fund import (
    decide_spending,
    donate,
    forget_donors,
    general_purpose,
    name_no_more,
    open_purpose,
    prepare_spending,
    take_back_donation,
)
from .honours import (
    answer_nomination,
    begin_honour,
    choose,
    forget_nominations,
    nominate,
)
from .importing import (
    begin_import,
    drop_import,
    forget_imports,
    opened,
    start_entering,
    stop,
    work,
    work_on,
)
from .noticing import answer_objection, object_to, post_due, publish_notice
from .opening_rows import decide_openings
from .printing import all_as_zip, forget_slips, print_all, print_on
from .redeeming import (
    cancel_redemption,
    hand_over,
    redeem_on_paper,
    release_uncollected,
    reserve,
)
from .rewarding import reward_matter
from .rulebooks import adopt_catalogue, adopt_charter, adopt_tariff, rulebook_for, shipped_rulebook
from .slip_papers import all_slips, labelled, slips_pdf
from .statements import bring_statement, forget_statements, match_line
from .stock import add_places, offer_no_more, offer_reward, write_off
from .undoing import undo_redemption

__all__ = [
    "VILLAGES",
    "Entry",
    "Refusal",
    "add_places",
    "adopt_catalogue",
    "adopt_charter",
    "adopt_tariff",
    "agree_pact",
    "all_as_zip",
    "all_slips",
    "answer_nomination",
    "answer_objection",
    "approve_deed",
    "approve_deeds",
    "audit_pack",
    "begin_honour",
    "begin_import",
    "blank_book",
    "bring_along",
    "bring_statement",
    "cancel_redemption",
    "choose",
    "close_month",
    "decide_asset",
    "decide_openings",
    "decide_spending",
    "donate",
    "drop_import",
    "end_pact",
    "end_seat",
    "enter_deed",
    "enter_for_many",
    "export_book",
    "forget_donors",
    "forget_imports",
    "forget_nominations",
    "forget_slips",
    "forget_statements",
    "found_bank",
    "general_purpose",
    "hand_over",
    "household_account",
    "issuance_account",
    "labelled",
    "look_after_households",
    "look_again",
    "match_line",
    "name_no_more",
    "nominate",
    "note_slips_printed",
    "object_to",
    "offer_no_more",
    "offer_reward",
    "open_passbook",
    "open_purpose",
    "opened",
    "post_due",
    "prepare_asset",
    "prepare_spending",
    "print_all",
    "print_on",
    "proposed_name",
    "publish_notice",
    "purge_expired",
    "redeem_on_paper",
    "refuse_deed",
    "release_uncollected",
    "reserve",
    "reward_matter",
    "rulebook_for",
    "say_saw",
    "seat_member",
    "shipped_rulebook",
    "slips_pdf",
    "start_entering",
    "stop",
    "take_back_donation",
    "undo_redemption",
    "withdraw_deed",
    "work",
    "work_on",
    "write_off",
]

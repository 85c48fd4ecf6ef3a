from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maplebridge.core import errors

SENTENCES = {
    "ledger_not_enough": _(
        "There is not enough to take %(wanted)s: %(available)s are available. Choose a smaller amount."
    ),
    "transfer_id_taken": _(
        "An entry with this number stands already and says something else. Nothing was entered; start afresh."
    ),
    "ledger_already_resolved": _(
        "This reservation was already settled or released. Nothing was entered; look at the statement."
    ),
    "ledger_no_hold": _("There is no such reservation. Look at the statement and try again."),
    "ledger_more_than_held": _("Only %(held)s were reserved. Enter an amount from 1 to %(held)s."),
    "ledger_amount_out_of_range": _("Enter a whole amount from 1 to %(most)s."),
    "ledger_code_not_allowed": _(
        "Nothing may be taken from a household for “%(code)s”. Points are given, redeemed or expire; they are never taken away."
    ),
    "ledger_hold_expired": _(
        "The time of this reservation is over. Nothing was entered; make a new reservation."
    ),
    "ledger_hold_ends_before_it_begins": _(
        "This reservation would end before it begins. Choose a later end."
    ),
    "ledger_no_transfer": _("There is no such entry. Look at the statement and try again."),
    "ledger_nothing_to_reverse": _(
        "This entry moved nothing, so it cannot be taken back. Release a reservation instead."
    ),
    "ledger_already_reversed": _(
        "This entry was already taken back. Nothing was entered; look at the statement."
    ),
    "ledger_is_a_reversal": _(
        "This entry takes back another one. Enter the right amount anew instead of taking it back."
    ),
    "ledger_is_no_reversal": _(
        "This entry takes nothing back, so it cannot be reinstated. Look at the statement."
    ),
    "ledger_journal_size": _(
        "Entries that stand together are 1 to %(most)s. Enter them in several parts."
    ),
    "ledger_journal_in_a_circle": _(
        "In these entries households pay each other in a circle. Enter only what is left of it."
    ),
    "ledger_period_closed": _(
        "The books are closed for that day. Nothing was entered; enter it with today's date and name what it corrects."
    ),
    "ledger_period_not_over": _(
        "That time is not over yet, so the books cannot be closed for it. Choose an earlier end."
    ),
    "ledger_period_before_the_last": _(
        "The books are closed beyond that day already. Choose a later end."
    ),
    "ledger_no_voucher": _(
        "This entry has no proof: its month is not sealed yet, or the proof was erased. Look again after the month's end."
    ),
    "ledger_busy": _(
        "Others are entering at the same moment. Nothing was entered; try again in a minute."
    ),
    "ledger_page_unknown": _("This page of the statement is unknown. Start from its first page."),
}


class LedgerConfig(AppConfig):
    name = "maplebridge.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

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
    "ledger_page_unknown": _("This page of the statement is unknown. Start from its first page."),
}


class LedgerConfig(AppConfig):
    name = "maplebridge.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

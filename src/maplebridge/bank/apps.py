from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maplebridge.core import errors

SENTENCES = {
    "bank_tariff_needs_head": _(
        "Only the head of the whole jurisdiction may enter a tariff that the council decided."
    ),
    "bank_tariff_in_the_past": _(
        "A tariff begins today or later, and after the one before it. Choose a later day; points that were given stay as they are."
    ),
    "bank_tariff_unreadable": _(
        "The tariff cannot be read: look at “%(field)s”. Points are whole numbers from 0 to 100."
    ),
    "bank_no_tariff": _("There is no tariff for %(day)s. Enter one and try again."),
}


class BankConfig(AppConfig):
    name = "maplebridge.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

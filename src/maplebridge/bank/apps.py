from django.apps import AppConfig

from maplebridge.core import errors

from .messages import SENTENCES


class BankConfig(AppConfig):
    name = "maplebridge.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

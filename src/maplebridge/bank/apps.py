from django.apps import AppConfig

from maplebridge.core import errors

from .messages import AUDIT_SUMMARY, SENTENCES


class BankConfig(AppConfig):
    name = "maplebridge.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)
        from maplebridge.core import documents  # it holds a table

        documents.name_kind("bank_audit", AUDIT_SUMMARY)

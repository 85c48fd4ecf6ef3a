from django.apps import AppConfig

from maplebridge.core import errors

from .messages import SENTENCES
from .messages.papers import PAPER_NAMES
from .rules.papers import Kind


class MediationConfig(AppConfig):
    name = "maplebridge.mediation"
    label = "mediation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)
        from maplebridge.core import documents  # it holds a table

        documents.name_kind("mediation_agreement", PAPER_NAMES[Kind.AGREEMENT])

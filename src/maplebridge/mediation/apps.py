from django.apps import AppConfig

from maplebridge.core import errors

from .messages import SENTENCES


class MediationConfig(AppConfig):
    name = "maplebridge.mediation"
    label = "mediation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

from django.apps import AppConfig

from maplebridge.core import errors

from .messages import SENTENCES


class InsightConfig(AppConfig):
    name = "maplebridge.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

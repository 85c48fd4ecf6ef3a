from django.apps import AppConfig

from maplebridge.core import errors

from .messages import SENTENCES


class TimebankConfig(AppConfig):
    name = "maplebridge.timebank"
    label = "timebank"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

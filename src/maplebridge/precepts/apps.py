from django.apps import AppConfig

from maplebridge.core import errors

from .messages import SENTENCES


class PreceptsConfig(AppConfig):
    name = "maplebridge.precepts"
    label = "precepts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

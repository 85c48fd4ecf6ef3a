from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "maplebridge.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from maplebridge.core import errors

        from .messages import SENTENCES

        errors.register(SENTENCES)

from django.apps import AppConfig


class SquareConfig(AppConfig):
    name = "maplebridge.square"
    label = "square"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from maplebridge.core import errors

        from .messages import SENTENCES

        errors.register(SENTENCES)

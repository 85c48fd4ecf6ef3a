from django.apps import AppConfig

from maplebridge.core import errors


class ChannelsConfig(AppConfig):
    name = "maplebridge.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .messages import SENTENCES

        errors.register(SENTENCES)

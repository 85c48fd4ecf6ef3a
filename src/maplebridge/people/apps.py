from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "maplebridge.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from maplebridge.core import errors

        from .messages import SENTENCES

        errors.register(SENTENCES)

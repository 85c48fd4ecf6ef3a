from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maplebridge.core import errors

from .messages import SENTENCES


class ReviewConfig(AppConfig):
    name = "maplebridge.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from maplebridge.core import documents

        errors.register(SENTENCES)
        documents.name_kind("review", _("Monthly review"))

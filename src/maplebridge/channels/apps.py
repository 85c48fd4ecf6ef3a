from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maplebridge.core import errors

SENTENCES = {
    "channels_no_sms_gateway": _(
        "No text message can be sent: this installation has no SMS gateway. Sign in with a password or a passkey, or ask the operator."
    ),
    "channels_sms_not_sent": _("The text message could not be sent. Wait a minute and try again."),
}


class ChannelsConfig(AppConfig):
    name = "maplebridge.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)

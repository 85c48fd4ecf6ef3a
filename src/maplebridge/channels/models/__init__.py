"""What channels keep, one file a way."""

from .messages import Incoming, IncomingFile, Outgoing
from .senders import LinkCode, Sender
from .webhooks import Webhook, WebhookDelivery

__all__ = [
    "Incoming",
    "IncomingFile",
    "LinkCode",
    "Outgoing",
    "Sender",
    "Webhook",
    "WebhookDelivery",
]

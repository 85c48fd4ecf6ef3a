"""What channels keep, one file a way."""

from .messages import Incoming, IncomingFile, Outgoing
from .webhooks import Webhook, WebhookDelivery

__all__ = ["Incoming", "IncomingFile", "Outgoing", "Webhook", "WebhookDelivery"]

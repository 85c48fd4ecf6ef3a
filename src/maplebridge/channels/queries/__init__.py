"""What is asked about channels, one file a way."""

from .messages import MessagePage, ShownMessage, operators_only, outgoing
from .senders import my_senders
from .webhooks import (
    deliveries_of,
    get_webhook,
    list_webhooks,
    open_webhooks,
    secret_of,
    secrets_of,
    waiting_delivery,
    webhook_told,
)

__all__ = [
    "MessagePage",
    "ShownMessage",
    "deliveries_of",
    "get_webhook",
    "list_webhooks",
    "my_senders",
    "open_webhooks",
    "operators_only",
    "outgoing",
    "secret_of",
    "secrets_of",
    "waiting_delivery",
    "webhook_told",
]

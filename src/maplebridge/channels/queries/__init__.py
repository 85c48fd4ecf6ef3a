"""What is asked about channels, one file a way."""

from .codes import grid_code, keepers_only
from .mail import last_mail, mail_account, mail_key, mails_of_today
from .menu import ShownMenu, last_published, published_menus
from .messages import (
    MessagePage,
    ShownMessage,
    demo_messages,
    operators_only,
    outgoing,
)
from .own import Address, addresses_of
from .push import devices_of, my_devices, push_is_on, server_key, server_point
from .senders import my_senders
from .waiting import why_it_waits
from .ways import Way, address_of, chosen_way, way_to, ways_chosen, ways_to
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
    "Address",
    "MessagePage",
    "ShownMenu",
    "ShownMessage",
    "Way",
    "address_of",
    "addresses_of",
    "chosen_way",
    "deliveries_of",
    "demo_messages",
    "devices_of",
    "get_webhook",
    "grid_code",
    "keepers_only",
    "last_mail",
    "last_published",
    "list_webhooks",
    "mail_account",
    "mail_key",
    "mails_of_today",
    "my_devices",
    "my_senders",
    "open_webhooks",
    "operators_only",
    "outgoing",
    "published_menus",
    "push_is_on",
    "secret_of",
    "secrets_of",
    "server_key",
    "server_point",
    "waiting_delivery",
    "way_to",
    "ways_chosen",
    "ways_to",
    "webhook_told",
    "why_it_waits",
]

"""What channels do when something happened in the house, one file a way out."""

from .bells import ring_the_bell
from .delivering import deliver
from .fetching import fetch_picture
from .leaving import forget_addresses
from .programs import deliver_webhook

__all__ = [
    "deliver",
    "deliver_webhook",
    "fetch_picture",
    "forget_addresses",
    "ring_the_bell",
]

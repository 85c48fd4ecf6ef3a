"""What channels do when something happened in the house, one file a way out."""

from .bells import ring_the_bell
from .delivering import deliver
from .programs import deliver_webhook

__all__ = ["deliver", "deliver_webhook", "ring_the_bell"]

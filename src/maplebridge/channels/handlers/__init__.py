"""What channels do when something happened in the house, one file a way out."""

from .bells import ring_the_bell
from .delivering import deliver

__all__ = ["deliver", "ring_the_bell"]

"""What channels do when something happened in the house, one file a way out."""

from .bells import ring_the_bell

__all__ = ["ring_the_bell"]

"""What the floor above may call of the time bank."""

from .queries import hours_label

__all__ = ["hours_label"]

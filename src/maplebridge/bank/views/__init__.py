"""Pages of the bank."""

from .household import statement

__all__ = ["statement"]

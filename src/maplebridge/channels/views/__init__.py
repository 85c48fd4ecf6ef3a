"""The pages of channels, one file a group of people."""

from .operators import outgoing, retry

__all__ = ["outgoing", "retry"]

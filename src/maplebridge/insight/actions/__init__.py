"""What the clock counts and keeps."""

from .counting import count_kinds, count_villages

__all__ = ["count_kinds", "count_villages"]

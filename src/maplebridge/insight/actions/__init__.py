"""What the clock counts and keeps."""

from .counting import count_kinds, count_villages
from .handling import count_handling

__all__ = ["count_handling", "count_kinds", "count_villages"]

"""Reads of figures over many villages."""

from .kinds import Trend, counted_kinds, kind_choices, town_of, trend
from .villages import PAGE, last_day, latest_hidden, row_of, villages

__all__ = [
    "PAGE",
    "Trend",
    "counted_kinds",
    "kind_choices",
    "last_day",
    "latest_hidden",
    "row_of",
    "town_of",
    "trend",
    "villages",
]

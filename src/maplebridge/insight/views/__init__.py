"""Pages of figures over many villages."""

from .handling import handling, handling_table
from .kinds import kinds
from .villages import table, villages

__all__ = ["handling", "handling_table", "kinds", "table", "villages"]

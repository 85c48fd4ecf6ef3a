"""Pages of figures over many villages."""

from .kinds import kinds
from .villages import table, villages

__all__ = ["kinds", "table", "villages"]

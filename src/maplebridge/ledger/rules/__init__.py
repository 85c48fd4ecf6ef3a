"""What the ledger counts and how: amounts and states, journals, the leaves of a closed period."""

from .amounts import (
    AMOUNT_MAX,
    COMMON_BOOK,
    MOVING,
    REINSTATE,
    RELEASING,
    RESOLVING,
    REVERSE,
    Amount,
    Balance,
    Effect,
    PeriodState,
    State,
    Unit,
    effects,
)

__all__ = [
    "AMOUNT_MAX",
    "COMMON_BOOK",
    "MOVING",
    "REINSTATE",
    "RELEASING",
    "RESOLVING",
    "REVERSE",
    "Amount",
    "Balance",
    "Effect",
    "PeriodState",
    "State",
    "Unit",
    "effects",
]

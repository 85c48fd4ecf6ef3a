"""What the floor above may call of mediation: what was brought to it, how files ended
and what came of them, counted; and what waits for somebody."""

from .queries.brought import brought, kind_names
from .queries.handled import (
    AGREED,
    ASKED,
    DUE,
    ENDED,
    Agreed,
    Counted,
    counted,
    days_to_agree,
    organisations_in,
)
from .queries.waiting import Waits, waits_for

__all__ = [
    "AGREED",
    "ASKED",
    "DUE",
    "ENDED",
    "Agreed",
    "Counted",
    "Waits",
    "brought",
    "counted",
    "days_to_agree",
    "kind_names",
    "organisations_in",
    "waits_for",
]

"""What the floor above may call of mediation: how files ended and what came of them, counted."""

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

__all__ = [
    "AGREED",
    "ASKED",
    "DUE",
    "ENDED",
    "Agreed",
    "Counted",
    "counted",
    "days_to_agree",
    "organisations_in",
]

"""Reads of the review, by subject."""

from .calls import (
    CallShown,
    Drawn,
    Redrawn,
    call_for,
    calls_of,
    draw_of,
    outcome_shares,
    redrawn,
)
from .closed import closed_in
from .figures import Figures, figures_of
from .pages import Compared, compared, review_at, reviews_for, stuck_of
from .proposals import Changed, Effect, changes_in, effect_of, proposal_for, proposals_for
from .splitting import splits_of
from .stands import stands_words

__all__ = [
    "CallShown",
    "Changed",
    "Compared",
    "Drawn",
    "Effect",
    "Figures",
    "Redrawn",
    "call_for",
    "calls_of",
    "changes_in",
    "closed_in",
    "compared",
    "draw_of",
    "effect_of",
    "figures_of",
    "outcome_shares",
    "proposal_for",
    "proposals_for",
    "redrawn",
    "review_at",
    "reviews_for",
    "splits_of",
    "stands_words",
    "stuck_of",
]

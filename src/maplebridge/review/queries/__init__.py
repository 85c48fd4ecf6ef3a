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
from .closed import calling_posts, closed_in, involved_in, left_out
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
    "calling_posts",
    "calls_of",
    "changes_in",
    "closed_in",
    "compared",
    "draw_of",
    "effect_of",
    "figures_of",
    "involved_in",
    "left_out",
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

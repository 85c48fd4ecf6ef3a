"""Reads of the register of organisations."""

from .delegates import (
    Named,
    acts_for,
    invitations,
    live,
    may_act_for,
    named,
    organisations_for,
    who_acts_for,
)
from .register import (
    KEPT_LEVELS,
    Line,
    Listed,
    active_at,
    active_in,
    find,
    get_kept,
    get_organisation,
    kept_places,
)

__all__ = [
    "KEPT_LEVELS",
    "Line",
    "Listed",
    "Named",
    "active_at",
    "active_in",
    "acts_for",
    "find",
    "get_kept",
    "get_organisation",
    "invitations",
    "kept_places",
    "live",
    "may_act_for",
    "named",
    "organisations_for",
    "who_acts_for",
]

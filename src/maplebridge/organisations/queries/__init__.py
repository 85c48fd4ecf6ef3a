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
    by_credit_code,
    find,
    get_kept,
    get_organisation,
    kept_places,
    names_of,
    of_kind,
)

__all__ = [
    "KEPT_LEVELS",
    "Line",
    "Listed",
    "Named",
    "active_at",
    "active_in",
    "acts_for",
    "by_credit_code",
    "find",
    "get_kept",
    "get_organisation",
    "invitations",
    "kept_places",
    "live",
    "may_act_for",
    "named",
    "names_of",
    "of_kind",
    "organisations_for",
    "who_acts_for",
]

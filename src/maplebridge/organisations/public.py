"""What other apps may call of the register of organisations."""

from .actions import Entry, accept, enter, invite
from .models import Organisation
from .queries import (
    active_at,
    acts_for,
    by_credit_code,
    invitations,
    may_act_for,
    names_of,
    of_kind,
    organisations_for,
    who_acts_for,
)
from .rules import OrganisationKind, credit_code

__all__ = [
    "Entry",
    "Organisation",
    "OrganisationKind",
    "accept",
    "active_at",
    "acts_for",
    "by_credit_code",
    "credit_code",
    "enter",
    "invitations",
    "invite",
    "may_act_for",
    "names_of",
    "of_kind",
    "organisations_for",
    "who_acts_for",
]

"""What other apps may call of the register of organisations."""

from .actions import Entry, accept, enter, invite
from .models import Organisation
from .queries import (
    active_at,
    acts_for,
    invitations,
    may_act_for,
    organisations_for,
    who_acts_for,
)
from .rules import OrganisationKind

__all__ = [
    "Entry",
    "Organisation",
    "OrganisationKind",
    "accept",
    "active_at",
    "acts_for",
    "enter",
    "invitations",
    "invite",
    "may_act_for",
    "organisations_for",
    "who_acts_for",
]

"""What other apps may call of people."""

from .actions import appoint, log_access, read_contact, read_person, register_person
from .models import Account, Household, HouseholdMember, Person, Post
from .queries import (
    ROLE_NAMES,
    Acting,
    Contact,
    Masked,
    PersonCard,
    acting_for,
    address_mark,
    home_grid,
    household_of,
    masked,
    may_act_for,
    my_grid_worker,
    names_for,
    viewer_of,
    who_answers,
    workers_for,
)
from .rules import normalise_phone

__all__ = [
    "ROLE_NAMES",
    "Account",
    "Acting",
    "Contact",
    "Household",
    "HouseholdMember",
    "Masked",
    "Person",
    "PersonCard",
    "Post",
    "acting_for",
    "address_mark",
    "appoint",
    "home_grid",
    "household_of",
    "log_access",
    "masked",
    "may_act_for",
    "my_grid_worker",
    "names_for",
    "normalise_phone",
    "read_contact",
    "read_person",
    "register_person",
    "viewer_of",
    "who_answers",
    "workers_for",
]

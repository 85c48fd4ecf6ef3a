"""What other apps may call of people."""

from .models import Account, Household, HouseholdMember, Person, Post
from .queries import (
    Acting,
    Contact,
    Masked,
    acting_for,
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

__all__ = [
    "Account",
    "Acting",
    "Contact",
    "Household",
    "HouseholdMember",
    "Masked",
    "Person",
    "Post",
    "acting_for",
    "home_grid",
    "household_of",
    "masked",
    "may_act_for",
    "my_grid_worker",
    "names_for",
    "viewer_of",
    "who_answers",
    "workers_for",
]

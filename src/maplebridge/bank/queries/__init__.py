"""Reads of the bank."""

from .accounts import (
    HOUSEHOLD,
    ISSUANCE,
    MATTER,
    PointsLine,
    PointsPage,
    my_points,
    my_statement,
    points_for_matter,
)
from .banks import (
    bank_at,
    bank_of_household,
    banks,
    banks_served_by,
    banks_touching,
    get_bank,
    passbook_of,
    seat_of,
    seats_on,
)
from .rulebooks import (
    catalogue_on,
    charter_on,
    path_of,
    rulebook_in_force,
    tariff_at,
    versions,
)

__all__ = [
    "HOUSEHOLD",
    "ISSUANCE",
    "MATTER",
    "PointsLine",
    "PointsPage",
    "bank_at",
    "bank_of_household",
    "banks",
    "banks_served_by",
    "banks_touching",
    "catalogue_on",
    "charter_on",
    "get_bank",
    "my_points",
    "my_statement",
    "passbook_of",
    "path_of",
    "points_for_matter",
    "rulebook_in_force",
    "seat_of",
    "seats_on",
    "tariff_at",
    "versions",
]

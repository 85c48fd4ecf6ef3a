"""Conditions on terms and leaves, as parts of a statement."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def in_force(today: date, first: str = "valid_from", last: str = "valid_to") -> Q:
    return Q(**{f"{first}__lte": today}) & (
        Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": today})
    )

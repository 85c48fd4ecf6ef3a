"""Conditions on terms and leaves, as parts of a statement."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from ..models import Leave


def in_force(today: date, first: str = "valid_from", last: str = "valid_to") -> Q:
    return Q(**{f"{first}__lte": today}) & (
        Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": today})
    )


def on_leave(today: date, person: str) -> Exists:
    """Whether the person in column `person` is on leave today, as part of a statement."""
    return Exists(
        Leave.objects.filter(person=OuterRef(person), first_day__lte=today, last_day__gte=today)
    )

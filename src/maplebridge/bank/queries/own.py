"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.people import public as people

from ..models import BankCouncilMember


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """The seats that the person held."""
    seats = BankCouncilMember.objects.filter(person=person_id)
    return [people.OwnRows("council_seats", BankCouncilMember, seats)]

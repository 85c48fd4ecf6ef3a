"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.people import public as people

from ..models import Delegate


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """For which organisations the person acts, acted or was asked to act."""
    rows = Delegate.objects.filter(person=person_id)
    return [people.OwnRows("acts_for", Delegate, rows, hidden=("invited_by_id",))]

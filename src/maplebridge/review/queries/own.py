"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.people import public as people

from ..models import CallBack


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """What the person said when they were called back."""
    calls = CallBack.objects.filter(matter__reporter=person_id)
    return [people.OwnRows("call_backs", CallBack, calls)]

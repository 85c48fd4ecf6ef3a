"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.people import public as people

from ..models import Alert, Claim, Following, Interest, Publication, PublicPicture


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """What the person allowed to be public, finds important too, follows, was told and took on."""
    allowed = Publication.objects.filter(matter__reporter=person_id)
    return [
        people.OwnRows("publications", Publication, allowed, hidden=("decided_by_id",)),
        people.OwnRows(
            "public_pictures", PublicPicture,
            PublicPicture.objects.filter(publication__matter__reporter=person_id),
            hidden=("decided_by_id",),
        ),
        people.OwnRows("important_too", Interest, Interest.objects.filter(person=person_id)),
        people.OwnRows("followed", Following, Following.objects.filter(person=person_id)),
        people.OwnRows("alerts", Alert, Alert.objects.filter(person=person_id)),
        people.OwnRows("taken_on", Claim, Claim.objects.filter(person=person_id)),
    ]  # fmt: skip

"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from maplebridge.people import public as people

from ..models import Kinship, Member, Offer, Request, Visit, VisitRating

OTHERS = ("proposed_by_id", "confirmed_by_id", "disputed_by_id", "answered_by_id")


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """What the person offered, asked for, did, said and may give; not who the other one is."""
    visits = Visit.objects.filter(Q(member__person=person_id) | Q(request__elder=person_id))
    return [
        people.OwnRows("time_bank_member", Member, Member.objects.filter(person=person_id)),
        people.OwnRows(
            "time_bank_offer", Offer, Offer.objects.filter(member__person=person_id)
        ),
        people.OwnRows(
            "time_bank_requests", Request, Request.objects.filter(elder=person_id),
            hidden=("secret", "entered_by_id", "agreed_by_id"),
        ),
        people.OwnRows(
            "time_bank_visits", Visit, visits, hidden=("member_id", "tries", "why", *OTHERS)
        ),
        people.OwnRows(
            "time_bank_ratings", VisitRating, VisitRating.objects.filter(author=person_id)
        ),
        people.OwnRows(
            "time_bank_relatives", Kinship,
            Kinship.objects.filter(Q(giver=person_id) | Q(relative=person_id)),
            hidden=("seen_by_id", "giver_id", "relative_id"),
        ),
    ]  # fmt: skip

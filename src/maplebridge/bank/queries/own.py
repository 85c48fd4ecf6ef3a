"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from maplebridge.people import public as people

from ..models import (
    BankCouncilMember,
    Deed,
    DeedWitness,
    Nomination,
    Objection,
    OpeningBalance,
    Redemption,
    RedemptionUndone,
)


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """Seats, deeds of the household and those they entered, what they saw, objected and reserved."""
    household = people.household_of(person_id)
    key = household.pk if household else None
    ours = Q(household=key) if key else Q(pk__in=[])
    deeds = Deed.objects.filter(ours | Q(entered_by=person_id))
    witnesses = DeedWitness.objects.filter(Q(person=person_id) | Q(noted_by=person_id))
    seats = BankCouncilMember.objects.filter(person=person_id)
    named = Nomination.objects.filter(Q(household=key) if key else Q(pk__in=[]))
    redemptions = Redemption.objects.filter(asked_by=person_id)
    return [
        people.OwnRows("council_seats", BankCouncilMember, seats),
        people.OwnRows("deeds", Deed, deeds),
        people.OwnRows("deeds_seen", DeedWitness, witnesses),
        people.OwnRows("objections", Objection, Objection.objects.filter(person=person_id)),
        people.OwnRows(
            "opening_points",
            OpeningBalance,
            OpeningBalance.objects.filter(ours),
            hidden=("prepared_by_id", "decided_by_id", "approver_household_id"),
        ),
        people.OwnRows("honours", Nomination, named, hidden=("made_by_id",)),
        people.OwnRows(
            "redemptions", Redemption, redemptions, hidden=("handed_by_id", "hander_household_id")
        ),
        people.OwnRows(
            "exchanges_undone",
            RedemptionUndone,
            RedemptionUndone.objects.filter(Q(redemption__household=key) if key else Q(pk__in=[])),
            hidden=("by_id",),
        ),
    ]

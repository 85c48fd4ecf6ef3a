"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.people import public as people

from ..models import MediationFile, Party, PartyConsent, Representative


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """The files of which the person is a party, with what they gave, said and for whom they speak;
    never another party's data, and nothing that was said to a mediator alone."""
    mine = Party.objects.filter(person=person_id)
    files = MediationFile.objects.filter(parties__person=person_id)
    return [
        people.OwnRows(
            "mediations", MediationFile, files,
            hidden=("opened_by_id", "lead_id", "held_by_id", "matter_id"),
        ),
        people.OwnRows("mediation_party", Party, mine, hidden=("identity_seen_by_id",)),
        people.OwnRows(
            "mediation_consents", PartyConsent, PartyConsent.objects.filter(party__in=mine),
            hidden=("noted_by_id", "seat_id"),
        ),
        people.OwnRows(
            "mediation_speaks_for", Representative,
            Representative.objects.filter(person=person_id),
        ),
    ]  # fmt: skip

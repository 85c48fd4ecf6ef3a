"""What this app keeps about one person, for the copy that they take away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from maplebridge.people import public as people

from ..models import (
    Advance,
    AgreedPayment,
    Agreement,
    AidWish,
    ClaimItem,
    CountedDay,
    CourtConfirmation,
    FollowUp,
    Handover,
    LeadChoice,
    MediationFile,
    MinutesSign,
    MoreDays,
    PaidNote,
    Party,
    PartyConsent,
    Representative,
    SceneRecord,
    Signature,
    SilentOffers,
    Sitting,
    SittingNotice,
)

HIDDEN = ("opened_by_id", "lead_id", "held_by_id", "matter_id")
LATER = (
    "state", "paused_for", "paused_on", "gaps", "ending", "confirmation", "agreed_on", "ended_at",
    "ring_at", "last_activity_at", "held_at", "hold_reason",
)  # fmt: skip
"""How a file went on is not of those who left it."""


def own_rows(person_id: UUID, now: datetime) -> list[people.OwnRows]:
    """The files of which the person is a party, with what they gave, said and for whom they speak;
    never another party's data, and nothing that was said to a mediator alone."""
    mine = Party.objects.filter(person=person_id)
    files = MediationFile.objects.filter(parties__person=person_id)
    left = Q(parties__person=person_id, parties__left_at__isnull=False)
    left &= Q(ended_at__isnull=True) | Q(ended_at__gt=F("parties__left_at"))
    gone = MediationFile.objects.filter(left)
    return [
        people.OwnRows(
            "mediations", MediationFile, files.exclude(pk__in=gone.values("pk")), hidden=HIDDEN
        ),
        people.OwnRows("mediations_left", MediationFile, gone, hidden=(*HIDDEN, *LATER)),
        people.OwnRows("mediation_party", Party, mine, hidden=("identity_seen_by_id",)),
        people.OwnRows(
            "mediation_consents", PartyConsent, PartyConsent.objects.filter(party__in=mine),
            hidden=("noted_by_id", "seat_id"),
        ),
        people.OwnRows(
            "mediation_speaks_for", Representative,
            Representative.objects.filter(person=person_id),
        ),
        *_of_talks(mine),
        _in_advance(mine),
        _of_the_scene(mine),
        *_of_sittings(mine),
    ]  # fmt: skip


def _of_talks(mine: QuerySet[Party]) -> list[people.OwnRows]:
    """What was claimed, agreed, signed and paid; never what the mediator holds for probable, and no
    sealed figure."""
    stayed = mine.filter(left_at__isnull=True)
    agreed = Agreement.objects.filter(file__parties__in=stayed).exclude(state="draft")
    payments = AgreedPayment.objects.filter(Q(payer__in=mine) | Q(payee__in=mine))
    return [
        people.OwnRows(
            "mediation_items", ClaimItem, ClaimItem.objects.filter(claimant__in=mine),
            hidden=("likely_fen",),
        ),
        people.OwnRows(
            "mediation_offers", SilentOffers,
            SilentOffers.objects.filter(Q(asks__in=mine) | Q(pays__in=mine)),
            hidden=("opened_by_id", "ready", "allows", "lapsed"),
        ),
        people.OwnRows(
            "mediation_agreements", Agreement, agreed.distinct(),
            hidden=("made_by_id", "answered", "document_id"),
        ),
        people.OwnRows("mediation_payments", AgreedPayment, payments),
        people.OwnRows(
            "mediation_paid", PaidNote, PaidNote.objects.filter(payment__in=payments),
            hidden=("by_id",),
        ),
        people.OwnRows(
            "mediation_signatures", Signature, Signature.objects.filter(party__in=mine),
            hidden=("person_id",),
        ),
        people.OwnRows(
            "mediation_court", CourtConfirmation,
            CourtConfirmation.objects.filter(agreement__in=agreed),
        ),
        people.OwnRows(
            "mediation_suits", Handover, Handover.objects.filter(party__in=mine),
            hidden=("asked_by_id",),
        ),
        people.OwnRows(
            "mediation_aid", AidWish, AidWish.objects.filter(party__in=mine),
            hidden=("wanted_by_id",),
        ),
        people.OwnRows(
            "mediation_days", CountedDay,
            CountedDay.objects.filter(
                Q(party__in=mine) | Q(party__isnull=True, file__parties__in=mine)
            ).distinct(),
            hidden=("entered_by_id", "party_id"),
        ),
        people.OwnRows(
            "mediation_more_days", MoreDays,
            MoreDays.objects.filter(file__parties__in=mine).distinct(),
            hidden=("asked_by_id", "said"),
        ),
        people.OwnRows(
            "mediation_visits", FollowUp, FollowUp.objects.filter(party__in=mine),
            hidden=("by_id",),
        ),
    ]  # fmt: skip


def _in_advance(mine: QuerySet[Party]) -> people.OwnRows:
    """What was paid in advance by, for, or from the cover of the person."""
    rows = Advance.objects.filter(Q(payer__in=mine) | Q(payee__in=mine) | Q(cover_of__in=mine))
    return people.OwnRows("mediation_advances", Advance, rows, hidden=("by_id", "ended_by_id"))


def _of_the_scene(mine: QuerySet[Party]) -> people.OwnRows:
    """What was found while the person was in the file, as it was served on each of them."""
    stayed = Q(file__parties__left_at__isnull=True) | Q(at__lte=F("file__parties__left_at"))
    rows = SceneRecord.objects.filter(stayed, file__parties__in=mine).distinct()
    return people.OwnRows("mediation_scene", SceneRecord, rows, hidden=("by_id", "ended_by_id"))


def _of_sittings(mine: QuerySet[Party]) -> list[people.OwnRows]:
    """The joint sessions and one's own, with what one answered and whom one would choose."""
    stayed = Q(file__parties__left_at__isnull=True) | Q(set_at__lte=F("file__parties__left_at"))
    sittings = Sitting.objects.filter(stayed, file__parties__in=mine).filter(
        Q(party__isnull=True) | Q(party__in=mine)
    )
    return [
        people.OwnRows(
            "mediation_sessions", Sitting, sittings.distinct(), hidden=("set_by_id", "party_id")
        ),
        people.OwnRows(
            "mediation_notices", SittingNotice, SittingNotice.objects.filter(party__in=mine),
            hidden=("served_by_id",),
        ),
        people.OwnRows(
            "mediation_minutes", MinutesSign, MinutesSign.objects.filter(party__in=mine),
            hidden=("noted_by_id",),
        ),
        people.OwnRows(
            "mediation_choices", LeadChoice, LeadChoice.objects.filter(party__in=mine)
        ),
    ]  # fmt: skip

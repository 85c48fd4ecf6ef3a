"""How files ended and what came of them, by place and by organisation, for one stretch of time.

Figures of organisations and places alone: no row says who led, who mediated or who is a party. Eleven
statements count a quarter, however many files there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from maplebridge.core import calendar

from ..models import (
    AgreedPayment,
    Agreement,
    CourtConfirmation,
    FollowUp,
    MediationFile,
    OfficeSeat,
    PaidNote,
    PartyConsent,
    Step,
)
from ..rules.instalments import GRACE_MAX
from ..rules.parts import Lane
from ..rules.stages import Ending, Verb

AGREED = (Lane.EXPRESS.value, Lane.STAGED.value)
"""Files whose agreement took effect, by lane; together they are what was settled."""
ENDED = ("failed", "withdrawn")
"""Taken on and ended without an agreement; `withdrawn` because a party left."""
DUE = ("on_time", "not_on_time")
"""Agreements with payments whose last part came due, days of grace included."""
ASKED = ("satisfied", "partly", "unsatisfied")
"""What parties said last when they were asked after the agreement."""
Counted = tuple[UUID | None, UUID | None, str, int]
"""Community, street, what is counted, how many."""
PIECE = 2_000


@dataclass(frozen=True, slots=True)
class Agreed:
    """How long one agreement took: minutes from being taken in (express), days from being taken on."""

    community: UUID | None
    street: UUID | None
    lane: str
    took: int


def counted(first: date, before: date) -> Iterator[Counted]:
    """All that is counted by place, from `first` to the day before `before`."""
    yield from _by_place(_agreed(first, before), "lane")
    for name, rows in zip(ENDED, _ended(first, before), strict=True):
        yield from ((community, street, name, n) for community, street, n in _places(rows))
    yield from _came_due(first, before)
    yield from _noted(first, before)
    yield from _asked(first, before)


def days_to_agree(first: date, before: date) -> Iterator[Agreed]:
    """Each agreement with the time that it took, in pieces. One statement."""
    rows = _agreed(first, before).annotate(sealed=Min("agreements__effective_at"))
    columns = (
        "community_id", "street_id", "lane", "submitted_at", "accepted_at", "agreed_on", "sealed",
    )  # fmt: skip
    found = rows.order_by().values_list(*columns).iterator(PIECE)
    for community, street, lane, submitted, accepted, on, sealed in found:
        if lane == Lane.EXPRESS:
            if submitted is not None and sealed is not None:
                took = int((sealed - submitted).total_seconds() // 60)
                yield Agreed(community, street, lane, max(0, took))
        elif accepted is not None:
            yield Agreed(community, street, lane, max(0, (on - calendar.today(accepted)).days))


def organisations_in(
    first: date, before: date
) -> Iterator[tuple[UUID, UUID | None, UUID | None, str, int]]:
    """By organisation with a seat to which a party said yes and none said no, and by place: how its
    files ended."""
    yes = PartyConsent.objects.filter(seat=OuterRef("pk"), said=True, withdrawn_at__isnull=True)
    no = PartyConsent.objects.filter(seat=OuterRef("pk")).filter(
        Q(said=False) | Q(withdrawn_at__isnull=False)
    )
    seats = OfficeSeat.objects.filter(
        Exists(yes), ~Exists(no), organisation__isnull=False, left_at__isnull=True
    )
    failed, withdrawn = _ended(first, before)
    for name, files in (
        ("settled", _agreed(first, before)), ("failed", failed), ("withdrawn", withdrawn),
    ):  # fmt: skip
        rows = seats.filter(file__in=files.values("pk")).order_by()
        found = rows.values_list("organisation_id", "file__community_id", "file__street_id")
        for organisation, community, street, n in found.annotate(n=Count("file_id", distinct=True)):
            yield organisation, community, street, name, n


def _agreed(first: date, before: date) -> QuerySet[MediationFile]:
    return MediationFile.objects.filter(agreed_on__gte=first, agreed_on__lt=before)


def _ended(first: date, before: date) -> tuple[QuerySet[MediationFile], QuerySet[MediationFile]]:
    over = MediationFile.objects.filter(
        ended_at__gte=calendar.start_of(first), ended_at__lt=calendar.start_of(before),
        agreed_on__isnull=True, accepted_at__isnull=False,
    ).exclude(ending="")  # fmt: skip
    left = Q(ending=Ending.PARTY_LEFT.value)
    return over.exclude(left), over.filter(left)


def _by_place(rows: QuerySet[MediationFile], name: str) -> Iterator[Counted]:
    found = rows.order_by().values_list("community_id", "street_id", name)
    yield from found.annotate(n=Count("pk"))


def _places(rows: QuerySet[MediationFile]) -> Iterator[tuple[UUID | None, UUID | None, int]]:
    yield from rows.order_by().values_list("community_id", "street_id").annotate(n=Count("pk"))


def _came_due(first: date, before: date) -> Iterator[Counted]:
    """Of agreements that came due, those of which each payment was paid in full by then. Words that
    a later agreement of the file took the place of do not count."""
    holds = Agreement.objects.filter(file=OuterRef("file"), state="in_effect").order_by("-id")
    due = Agreement.objects.filter(pk=Subquery(holds.values("pk")[:1]))
    due = due.annotate(last=Max("payments__parts__due_on"))
    due = due.filter(last__gte=first - timedelta(GRACE_MAX), last__lt=before).order_by()
    ends, where = dict[UUID, date](), dict[UUID, tuple[UUID | None, UUID | None]]()
    columns = ("pk", "last", "grace_days", "file__community_id", "file__street_id")
    for pk, last, grace, community, street in due.values_list(*columns).iterator(PIECE):
        end = last + timedelta(grace)
        if first <= end < before:
            ends[pk], where[pk] = end, (community, street)
    mine = due.values("pk")
    paid: dict[UUID, int] = defaultdict(int)
    notes = PaidNote.objects.filter(payment__agreement__in=mine, denied_at__isnull=True).order_by()
    of = notes.values_list("payment_id", "payment__agreement_id", "paid_on", "amount_fen")
    for payment, agreement, on, fen in of.iterator(PIECE):
        if agreement in ends and on <= ends[agreement]:
            paid[payment] += fen
    late = set[UUID]()
    owed = AgreedPayment.objects.filter(agreement__in=mine).order_by()
    for pk, agreement, fen in owed.values_list("pk", "agreement_id", "amount_fen").iterator(PIECE):
        if paid[pk] < fen:
            late.add(agreement)
    for pk, (community, street) in where.items():
        yield community, street, "not_on_time" if pk in late else "on_time", 1


def _noted(first: date, before: date) -> Iterator[Counted]:
    """Files with a breach noted, and agreements that a court confirmed."""
    at = {"at__gte": calendar.start_of(first), "at__lt": calendar.start_of(before)}
    breached = Step.objects.filter(verb=Verb.BREACH.value, **at).order_by()
    found = breached.values_list("file__community_id", "file__street_id")
    for community, street, n in found.annotate(n=Count("file_id", distinct=True)):
        yield community, street, "breached", n
    court = CourtConfirmation.objects.filter(
        outcome="confirmed", answered_on__gte=first, answered_on__lt=before
    ).order_by()
    around = ("agreement__file__community_id", "agreement__file__street_id")
    for community, street, n in court.values_list(*around).annotate(n=Count("pk")):
        yield community, street, "confirmed", n


def _asked(first: date, before: date) -> Iterator[Counted]:
    """Each party once, by what it said last."""
    visits = FollowUp.objects.filter(visited_on__gte=first, visited_on__lt=before).exclude(
        content=""
    )
    columns = ("party_id", "content", "file__community_id", "file__street_id")
    last: dict[UUID, tuple[UUID | None, UUID | None, str]] = {}
    rows = visits.order_by("id").values_list(*columns)
    for party, content, community, street in rows.iterator(PIECE):
        last[party] = (community, street, content)
    for community, street, content in last.values():
        yield community, street, content, 1

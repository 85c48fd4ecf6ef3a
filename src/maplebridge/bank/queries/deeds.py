"""Deeds: one of them, those that wait for the council, those of a household, what looks alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import Deed, DeedWitness, RingLook, VillageBank
from ..rules import COUNTED, DeedState
from ..rules.deeds import Counted, month_after, month_of
from ..rules.rings import Confirmation, Found, Ring, rings
from .banks import seat_of
from .households import own_household

PAGE = 25
PHOTOS_MAX = 20_000
"""How many of a bank's latest photos one is compared with."""
RING_DAYS = 92
CONFIRMATIONS_MAX = 20_000


def get_deed(viewer: Viewer, deed_id: UUID, day: date) -> Deed:
    """A deed that the viewer may read. Raises Missing, also for one that they may not."""
    deed = _full().filter(pk=deed_id).first()
    if deed is None:
        raise Missing("deed_missing")
    households = {deed.household_id, *(one.household_id for one in deed.witnesses.all())}
    if not policy.sees_deed(
        viewer,
        seat_of(viewer.person_id, deed.bank_id, day),
        own_household=own_household(viewer),
        households=frozenset(households),
        entered_by=deed.entered_by_id,
    ):
        raise Missing("deed_missing")
    return deed


def _full() -> QuerySet[Deed]:
    return Deed.objects.select_related(
        "bank__place", "catalogue", "charter", "photo", "notice", "looks_like__photo"
    ).prefetch_related("witnesses", "objections")


def waiting_deeds(bank: VillageBank, *, after: UUID | None = None, limit: int = PAGE) -> list[Deed]:
    """What was entered and not decided, oldest first, one more than `limit` when there are more."""
    found = _full().filter(bank=bank, state=DeedState.ENTERED.value)
    if after is not None:
        last = Deed.objects.filter(pk=after, bank=bank).first()
        if last is None:
            raise RuleBroken("bank_page_unknown")
        found = found.filter(
            Q(entered_at__gt=last.entered_at) | Q(entered_at=last.entered_at, pk__gt=last.pk)
        )
    return list(found.order_by("entered_at", "id")[: limit + 1])


def deeds_by_id(bank: VillageBank, ids: Collection[UUID]) -> list[Deed]:
    """Those of the bank's deeds, oldest first."""
    return list(_full().filter(bank=bank, pk__in=ids).order_by("entered_at", "id"))


def deeds_of_household(
    household_id: UUID, *, after: UUID | None = None, limit: int = PAGE
) -> list[Deed]:
    """A household's deeds by day, latest first, one more than `limit` when there are more."""
    found = Deed.objects.filter(household=household_id).select_related("catalogue", "notice")
    if after is not None:
        last = Deed.objects.filter(pk=after, household=household_id).first()
        if last is None:
            raise RuleBroken("bank_page_unknown")
        found = found.filter(Q(done_on__lt=last.done_on) | Q(done_on=last.done_on, pk__lt=last.pk))
    return list(found.order_by("-done_on", "-id")[: limit + 1])


def asked_what_they_saw(household_id: UUID, *, limit: int = PAGE) -> list[Deed]:
    """Deeds of neighbours for which the household is named as witness and has not answered."""
    asked = DeedWitness.objects.filter(household=household_id, said_at__isnull=True)
    return list(
        Deed.objects.filter(pk__in=asked.values("deed"), state=DeedState.ENTERED.value)
        .select_related("catalogue")
        .order_by("entered_at", "id")[:limit]
    )


def counted_in_month(household_id: UUID, done_on: date) -> list[Counted]:
    """The household's deeds of the calendar month that count toward its caps."""
    month = month_of(done_on)
    found = Deed.objects.filter(
        household=household_id,
        state__in=[state.value for state in COUNTED],
        done_on__gte=month,
        done_on__lt=month_after(month),
    )
    return [Counted(*row) for row in found.values_list("kind", "done_on", "points")]


def photo_hashes(bank_id: UUID) -> list[tuple[UUID, int]]:
    """The hashes of the bank's latest photos, newest first: an index of nothing but these."""
    found = Deed.objects.filter(bank=bank_id, photo_hash__isnull=False).order_by("-id")
    rows = found.values_list("id", "photo_hash")[:PHOTOS_MAX]
    return [(key, kept) for key, kept in rows if kept is not None]


def states_of(bank_id: UUID) -> dict[str, int]:
    """How many deeds wait in each state that still moves."""
    moving = [DeedState.ENTERED.value, DeedState.APPROVED.value, DeedState.NOTICED.value]
    rows = Deed.objects.filter(bank=bank_id, state__in=moving).order_by().values_list("state")
    return dict(rows.annotate(count=Count("pk")))


def rings_of(bank: VillageBank, now: datetime) -> Found:
    """Circles of households whose entries of the last three months confirmed each other, without
    those that the council has looked at."""
    said = DeedWitness.objects.filter(
        deed__bank=bank,
        deed__done_on__gte=(now - timedelta(days=RING_DAYS)).date(),
        deed__state__in=[state.value for state in COUNTED],
        said_at__isnull=False,
        noted_by__isnull=True,
    ).order_by("-id")
    rows = said.values_list("household", "beneficiary", "deed")[: CONFIRMATIONS_MAX + 1]
    found = rings(Confirmation(*row) for row in list(rows)[:CONFIRMATIONS_MAX])
    seen = set(RingLook.objects.filter(bank=bank).values_list("mark", flat=True))
    left = tuple(ring for ring in found.rings if ring.mark not in seen)
    return Found(left, whole=found.whole and len(rows) <= CONFIRMATIONS_MAX)


def ring_deeds(shown: Collection[Ring]) -> dict[UUID, Deed]:
    """The deeds of some rings, by id."""
    ids = {deed for ring in shown for deed in ring.deeds}
    found = Deed.objects.filter(pk__in=ids).select_related("catalogue")
    seen = Prefetch("witnesses", queryset=DeedWitness.objects.order_by("id"))
    return {deed.pk: deed for deed in found.prefetch_related(seen)}


def deed_of_paper(bank: VillageBank, paper: str) -> Deed | None:
    """The entry that was read off this paper form and not taken back; None while there is none."""
    entered = Deed.objects.filter(bank=bank, paper=paper).exclude(paper="")
    found: Deed | None = entered.exclude(state=DeedState.WITHDRAWN.value).first()
    return found

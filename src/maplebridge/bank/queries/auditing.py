"""What an auditor asks of a bank: what was undone and why, who decided their own, what is on the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from maplebridge.core.models import AuditEntry
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from ..models import (
    Deed,
    Donation,
    FundPurpose,
    OpeningAsset,
    OpeningBalance,
    Passbook,
    Redemption,
    RedemptionUndone,
    Spending,
    StockUnit,
    VillageBank,
    WriteOff,
)
from ..rules import DeedState
from .fund import MONEY, STOCK

PACK = "take_audit_pack"
TAKEN_SHOWN = 20
_APPROVED = [DeedState.APPROVED.value, DeedState.NOTICED.value, DeedState.POSTED.value]


class Owners:
    """How an account's owner is called without a name: a passbook's number, or a purpose."""

    def __init__(self, bank: VillageBank) -> None:
        numbers = Passbook.objects.filter(bank=bank).values_list("household", "number")
        self.words: dict[UUID, str] = {key: str(number) for key, number in numbers}
        purposes = FundPurpose.objects.filter(bank=bank).values_list("pk", "name")
        self.words |= {key: name or "—" for key, name in purposes}

    def __call__(self, owner_id: UUID | None) -> str:
        return self.words.get(owner_id, str(owner_id)) if owner_id else ""


def reasons(rows: list[ledger.Transfer]) -> dict[UUID, tuple[str, str]]:
    """For rows that undo: what they are about and why, as a state's code and the words that were given."""
    ids = {row.thing_id for row in rows if row.thing_id}
    found: dict[UUID, tuple[str, str]] = {}
    for key, state in Deed.objects.filter(pk__in=ids).values_list("pk", "state"):
        found[key] = (state, "")
    for key, why in Donation.objects.filter(pk__in=ids).values_list("pk", "why_back"):
        found[key] = ("taken_back", why)
    for key, state, why in Spending.objects.filter(pk__in=ids).values_list(
        "pk", "state", "why_not"
    ):
        found[key] = (state, why)
    for key, state in Redemption.objects.filter(pk__in=ids).values_list("pk", "state"):
        found[key] = (state, "")
    for key, why in RedemptionUndone.objects.filter(pk__in=ids).values_list("pk", "why"):
        found[key] = ("undone", why)
    assets = OpeningAsset.objects.filter(pk__in=ids)
    for key, state, why in assets.values_list("pk", "state", "why_not"):
        found[key] = (state, why)
    openings = OpeningBalance.objects.filter(pk__in=ids)
    for key, state, why in openings.values_list("pk", "state", "why_not"):
        found[key] = (state, why)
    return found


@dataclass(frozen=True, slots=True)
class ByOne:
    """An entry that one person both entered and approved. Where the rules allow it, it is a fact."""

    what: str
    id: UUID
    owner_id: UUID | None
    amount: int
    at: datetime
    person_id: UUID


def by_one(bank: VillageBank, starts_at: datetime, ends_at: datetime) -> Iterator[ByOne]:
    """Deeds, opening points and spendings of a span that no second person known looked at."""
    span = {"decided_at__gte": starts_at, "decided_at__lt": ends_at}
    deeds = Deed.objects.filter(
        bank=bank, state__in=_APPROVED, decided_by=F("entered_by"), **span
    ).order_by("decided_at", "id")
    for deed in deeds.iterator(chunk_size=500):
        yield _one(
            "deed", deed, deed.household_id, deed.points, deed.decided_at, deed.decided_by_id
        )
    openings = OpeningBalance.objects.filter(
        bank=bank, state="approved", decided_by=F("prepared_by"), **span
    ).order_by("decided_at", "id")
    for one in openings.iterator(chunk_size=500):
        yield _one("opening", one, one.household_id, one.points, one.decided_at, one.decided_by_id)
    spendings = Spending.objects.filter(
        bank=bank, state="approved", reviewed_by=F("prepared_by"), reviewed_at__gte=starts_at,
        reviewed_at__lt=ends_at,
    ).order_by("reviewed_at", "id")  # fmt: skip
    for two in spendings.iterator(chunk_size=500):
        yield _one(
            "spending", two, two.purpose_id, two.amount_fen, two.reviewed_at, two.reviewed_by_id
        )


def _one(
    what: str, thing: Any, owner: UUID, amount: int, at: datetime | None, person: UUID | None
) -> ByOne:
    assert at is not None, "it was decided"
    assert person is not None, "by somebody"
    return ByOne(what, thing.pk, owner, amount, at, person)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pieces of a reward that were on the shelf at an instant, by the purpose that paid for them."""

    purpose_id: UUID | None
    reward: str
    pieces: int
    cost_fen: int


def shelf_at(bank: VillageBank, at: datetime) -> list[Shelf]:
    """What was on the shelf just before an instant: counted by pieces, those reserved too."""
    gone = Redemption.objects.filter(unit=OuterRef("pk"), state="collected", ended_at__lt=at)
    units = StockUnit.objects.filter(~Exists(gone), reward__bank=bank, lot__at__lt=at)
    there = units.filter(Q(written_off_at__isnull=True) | Q(written_off_at__gte=at)).order_by()
    rows = there.values_list("lot__purpose", "reward__name").annotate(Count("pk"), Sum("cost_fen"))
    found = [Shelf(purpose, name, count, fen or 0) for purpose, name, count, fen in rows]
    return sorted(found, key=lambda one: (str(one.purpose_id or ""), one.reward))


def stock_by_ledger(bank: VillageBank, at: datetime) -> dict[UUID, int]:
    """What the ledger says is in stock just before an instant, in fen, by purpose."""
    before = at - timedelta(microseconds=1)
    accounts = ledger.LedgerAccount.objects.filter(
        book_id=bank.pk, unit=ledger.Unit.FEN.value, kind=STOCK
    )
    return {
        account.owner_id: ledger.balance_at(account, before).posted
        for account in accounts.order_by("id")
        if account.owner_id is not None
    }


def write_offs(bank: VillageBank, starts_at: datetime, ends_at: datetime) -> Iterator[WriteOff]:
    """What was taken off the shelf unused in a span, in the order in which it was."""
    found = WriteOff.objects.filter(reward__bank=bank, at__gte=starts_at, at__lt=ends_at)
    yield from found.select_related("reward").order_by("at", "id").iterator(chunk_size=500)


@dataclass(frozen=True, slots=True)
class Flow:
    """What went one way between two kinds of accounts for a purpose in a span, in fen."""

    debit: str
    credit: str
    purpose_id: UUID | None
    count: int
    amount: int
    taken_back: int


def fund_flows(bank: VillageBank, starts_at: datetime, ends_at: datetime) -> list[Flow]:
    """What came by source and went by use, with what was taken back of each."""
    moved: QuerySet[Any] = ledger.Transfer.objects.filter(
        book_id=bank.pk, unit=ledger.Unit.FEN.value, at__gte=starts_at, at__lt=ends_at,
        state__in=[ledger.State.POSTED.value, ledger.State.SETTLED.value],
    ).order_by()  # fmt: skip
    ends = ("debit__kind", "credit__kind", "debit__owner_id", "credit__owner_id")
    sums: dict[tuple[str, str, UUID | None], list[int]] = {}
    for undone in (False, True):
        rows = moved.filter(reverses__isnull=not undone)
        for debit, credit, payer, taker, count, amount in rows.values_list(*ends).annotate(
            n=Count("pk"), total=Sum("amount")
        ):
            way = (credit, debit) if undone else (debit, credit)
            owner = payer if debit in {MONEY, STOCK} else taker
            sum_of = sums.setdefault((*way, owner), [0, 0, 0])
            sum_of[0] += 0 if undone else count
            sum_of[1 + undone] += amount
    return [Flow(*key, *one) for key, one in sorted(sums.items(), key=lambda item: str(item[0]))]


def packs_taken(bank: VillageBank) -> list[tuple[AuditEntry, str]]:
    """Who took a pack of this bank, the latest first, with their names."""
    found = list(
        AuditEntry.objects.filter(thing_id=bank.pk, verb=PACK).order_by("-id")[:TAKEN_SHOWN]
    )
    names = people.Person.objects.in_bulk([one.actor_id for one in found if one.actor_id])
    return [(one, names[one.actor_id].name if one.actor_id in names else "") for one in found]

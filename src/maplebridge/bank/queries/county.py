"""All running banks at a glance, for those who look after a town or a county: ten grouped statements,
however many banks there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from maplebridge.core.values import Fen, Points
from maplebridge.ledger import public as ledger

from ..models import (
    BANK_RULES,
    Deed,
    Donation,
    FundPurpose,
    MonthNotice,
    Objection,
    Passbook,
    Redemption,
    Rulebook,
    Spending,
    VillageBank,
)
from ..rules import DeedState
from ..rules.fund import Coverage
from .accounts import HOUSEHOLD
from .fund import MONEY, STOCK

DAYS = 365
"""How far back deeds and notices are counted."""
_THANKED = [one.value for one in (DeedState.APPROVED, DeedState.NOTICED, DeedState.POSTED)]


@dataclass(frozen=True, slots=True)
class BankFigures:
    """One bank on a day. Deeds, who took part and notices are those of the DAYS before; the money
    that came and went is that of the calendar year.

    `granted` are the points that households hold or have exchanged, `redeemed` those exchanged.
    """

    bank_id: UUID
    place_id: UUID
    path: str
    name: str
    households: int
    taking_part: int
    deeds: int
    granted: int
    redeemed: int
    fund_in: int
    fund_out: int
    cover: Coverage
    notices: int
    objected: int


def bank_figures(day: date) -> list[BankFigures]:
    """The figures of all running banks on a day, by place."""
    banks = list(VillageBank.objects.filter(closed_on__isnull=True).order_by("path"))
    since = day - timedelta(days=DAYS)
    deeds = _deeds(since, day)
    redeemed = _sums(_exchanged(), "points")
    held = _held()
    money_in = _sums(Donation.objects.filter(year=day.year, taken_back_at__isnull=True))
    money_out = _sums(Spending.objects.filter(state="approved", paid_on__year=day.year))
    open_books = Passbook.objects.filter(household__ended_on__isnull=True).order_by()
    books = dict(open_books.values_list("bank").annotate(count=Count("pk")))
    notices = _notices(since)
    covers = _covers(day, held)
    return [
        BankFigures(
            bank_id=bank.pk, place_id=bank.place_id, path=bank.path, name=bank.name,
            households=books.get(bank.pk, 0), taking_part=deeds.get(bank.pk, (0, 0))[1],
            deeds=deeds.get(bank.pk, (0, 0))[0],
            granted=held.get(bank.pk, 0) + redeemed.get(bank.pk, 0),
            redeemed=redeemed.get(bank.pk, 0), fund_in=money_in.get(bank.pk, 0),
            fund_out=money_out.get(bank.pk, 0), cover=covers(bank.pk),
            notices=notices.get(bank.pk, (0, 0))[0], objected=notices.get(bank.pk, (0, 0))[1],
        )
        for bank in banks
    ]  # fmt: skip


def _deeds(since: date, day: date) -> dict[UUID, tuple[int, int]]:
    """Deeds that were approved, and the households that did them and live there still."""
    found = Deed.objects.filter(state__in=_THANKED, done_on__gt=since, done_on__lte=day).order_by()
    living = Q(household__ended_on__isnull=True)
    rows = found.values_list("bank").annotate(
        deeds=Count("pk"), homes=Count("household", distinct=True, filter=living)
    )
    return {bank: (deeds, homes) for bank, deeds, homes in rows}


def _exchanged() -> QuerySet[Redemption]:
    return Redemption.objects.filter(state="collected", undone__isnull=True)


def _sums(found: QuerySet[Any], name: str = "amount_fen") -> dict[UUID, int]:
    return dict(found.order_by().values_list("bank").annotate(sum=Sum(name)))


def _held() -> dict[UUID, int]:
    """The points of all wallets by bank. Wallets' counters are whole."""
    wallets = ledger.LedgerAccount.objects.filter(unit=ledger.Unit.PT.value, kind=HOUSEHOLD)
    sums = wallets.order_by().values_list("book_id")
    rows = sums.annotate(came=Sum("posted_in"), went=Sum("posted_out"))
    return {book: came - went for book, came, went in rows}


def _notices(since: date) -> dict[UUID, tuple[int, int]]:
    objected = Exists(Objection.objects.filter(deed__notice=OuterRef("pk")))
    found = MonthNotice.objects.filter(month__gt=since).annotate(objected=objected).order_by()
    rows = found.values_list("bank").annotate(
        all=Count("pk"), some=Count("pk", filter=Q(objected=True))
    )
    return {bank: (every, some) for bank, every, some in rows}


def _covers(day: date, held: dict[UUID, int]) -> Callable[[UUID], Coverage]:
    """What gives the cover of a bank: its pots that may pay for rewards, and the rules of the day."""
    counted = set(FundPurpose.objects.filter(covers_points=True).values_list("pk", flat=True))
    money: dict[UUID, int] = {}
    stock: dict[UUID, int] = {}
    pots = ledger.LedgerAccount.objects.filter(
        unit=ledger.Unit.FEN.value, kind__in=[MONEY, STOCK], owner_id__isnull=False
    ).order_by()
    names = ("book_id", "owner_id", "kind", "posted_in", "posted_out", "held_out")
    for book, owner, kind, came, went, waits in pots.values_list(*names):
        if owner in counted:
            pot = money if kind == MONEY else stock
            pot[book] = pot.get(book, 0) + came - went - (waits if kind == MONEY else 0)
    rules: dict[UUID, Rulebook] = {}
    books = Rulebook.objects.filter(name=BANK_RULES, owner_id__isnull=False, valid_from__lte=day)
    for book in books.order_by("owner_id", "valid_from"):
        rules[book.owner_id] = book

    def cover(bank_id: UUID) -> Coverage:
        charter = rules[bank_id].charter if bank_id in rules else None
        return Coverage(
            cash=Fen(money.get(bank_id, 0)), stock=Fen(stock.get(bank_id, 0)),
            points=Points(held.get(bank_id, 0)),
            fen_per_point=charter.fen_per_point if charter else Fen(0),
            floor_bp=charter.coverage_floor_bp if charter else 0,
        )  # fmt: skip

    return cover

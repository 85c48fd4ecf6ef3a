"""The fund's book: what there is, what covers the points, and every line of a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.values import Fen, Points
from maplebridge.ledger import public as ledger

from ..models import (
    Donation,
    FundPurpose,
    OpeningAsset,
    Redemption,
    Spending,
    VillageBank,
    WriteOff,
)
from ..rules.fund import SOURCES, Coverage, next_month
from .accounts import HOUSEHOLD
from .rulebooks import charter_on

MONEY, STOCK, SPENT, REDEEMED = "fund", "stock", "spent", "redeemed"
DONATION, SPENDING, REDEMPTION = "bank.donation", "bank.spending", "bank.redemption"
WRITE_OFF, ASSET = "bank.writeoff", "bank.openingasset"
WRITTEN_OFF = "write_off"
"""The code of a transfer whose pieces nobody got."""
OPENING = "opening"
"""The source of what was there before the bank."""
PAGE = 50
_BATCH = 500


def source_kind(source: str) -> str:
    return f"source_{source}"


def purposes_of(bank_id: UUID) -> list[FundPurpose]:
    """What the fund's money is for, the general one first."""
    return list(FundPurpose.objects.filter(bank=bank_id).order_by("name")[:200])


@dataclass(frozen=True, slots=True)
class Pot:
    """A purpose with the money and the goods at cost that stand in it. `held` waits for a decision."""

    purpose: FundPurpose
    money: Fen
    stock: Fen
    held: Fen


def pots(bank_id: UUID) -> list[Pot]:
    """Each purpose with what it has. Both accounts have floors, so their counters are whole."""
    wanted = {"book_id": bank_id, "unit": ledger.Unit.FEN.value, "kind__in": [MONEY, STOCK]}
    found = {(one.owner_id, one.kind): one for one in ledger.LedgerAccount.objects.filter(**wanted)}
    return [
        Pot(
            purpose=purpose,
            money=_posted(found.get((purpose.pk, MONEY))),
            stock=_posted(found.get((purpose.pk, STOCK))),
            held=_held(found.get((purpose.pk, MONEY))),
        )
        for purpose in purposes_of(bank_id)
    ]


def _posted(account: ledger.LedgerAccount | None) -> Fen:
    return Fen(account.posted_in - account.posted_out if account else 0)


def _held(account: ledger.LedgerAccount | None) -> Fen:
    return Fen(account.held_out if account else 0)


def coverage(bank: VillageBank, day: date) -> Coverage:
    """What covers the points of the village's households today, those on hold included. Money that
    is held for a spending is promised away and covers nothing."""
    charter = charter_on(bank.pk, day).charter
    counted = [pot for pot in pots(bank.pk) if pot.purpose.covers_points]
    return Coverage(
        cash=Fen(sum(pot.money - pot.held for pot in counted)),
        stock=Fen(sum(pot.stock for pot in counted)),
        points=outstanding(bank),
        fen_per_point=charter.fen_per_point,
        floor_bp=charter.coverage_floor_bp,
    )


def outstanding(bank: VillageBank) -> Points:
    """All points that households hold in the bank's book, on hold or not. Wallets' counters are whole."""
    wallets = ledger.LedgerAccount.objects.filter(
        book_id=bank.pk, unit=ledger.Unit.PT.value, kind=HOUSEHOLD
    )
    sums = wallets.aggregate(came=Sum("posted_in"), went=Sum("posted_out"))
    return Points((sums["came"] or 0) - (sums["went"] or 0))


@dataclass(frozen=True, slots=True)
class FundLine:
    """One row of the fund's book in words: what came into money or stock, or left it, in fen."""

    id: UUID
    at: datetime
    number: str
    kind: str
    source: str
    about: str
    money: int
    stock: int
    undone: bool


@dataclass(frozen=True, slots=True)
class FundPage:
    """Lines of a month in the order in which they were booked; `after` continues, "" at the end."""

    lines: tuple[FundLine, ...]
    after: str


@dataclass(frozen=True, slots=True)
class MonthSums:
    """A month of the fund: what stood at its beginning, came by source, went, and stands at its end.

    `opening` are money and goods from before the bank that were let into the book in this month.
    """

    money_before: int
    stock_before: int
    money_by_source: Mapping[str, int]
    goods_by_source: Mapping[str, int]
    opening: tuple[int, int]
    bought: int
    spent: int
    handed_out: int
    written_off: int
    money_after: int
    stock_after: int


def month_lines(bank_id: UUID, first: date, *, after: str = "", limit: int = PAGE) -> FundPage:
    """Every booked row of a month that moved money or goods of the fund, keyset-paged over (at, id)."""
    rows = _rows(bank_id, first)
    if key := _key(after):
        rows = rows.filter(Q(at__gt=key[0]) | Q(at=key[0], id__gt=key[1]))
    page = list(
        rows.select_related("debit", "credit", "reverses").order_by("at", "id")[: limit + 1]
    )
    shown = page[:limit]
    told = _told([row.reverses or row for row in shown])
    last = f"{shown[-1].at.isoformat()}_{shown[-1].pk.hex}" if len(page) > limit else ""
    return FundPage(tuple(_line(row, told) for row in shown), last)


def all_lines(bank_id: UUID) -> Iterator[FundLine]:
    """Every booked row that moved money or goods of the fund, in its order, some hundred at a time."""
    rows = _moved(bank_id).select_related("debit", "credit", "reverses").order_by("at", "id")
    page = list(rows[:_BATCH])
    while page:
        told = _told([row.reverses or row for row in page])
        yield from (_line(row, told) for row in page)
        last = page[-1]
        page = list(rows.filter(Q(at__gt=last.at) | Q(at=last.at, id__gt=last.pk))[:_BATCH])


def month_sums(bank_id: UUID, first: date) -> MonthSums:
    """The month's sums by the ledger's own rows, in one statement each for before and within."""
    before = _flows(_moved(bank_id).filter(at__lt=calendar.start_of(first)))
    within = _flows(_rows(bank_id, first))
    money, stock = _net(before, MONEY), _net(before, STOCK)
    return MonthSums(
        money_before=money,
        stock_before=stock,
        money_by_source={one: _between(within, source_kind(one), MONEY) for one in SOURCES},
        goods_by_source={one: _between(within, source_kind(one), STOCK) for one in SOURCES},
        opening=(
            _between(within, source_kind(OPENING), MONEY),
            _between(within, source_kind(OPENING), STOCK),
        ),
        bought=_between(within, MONEY, STOCK),
        spent=_between(within, MONEY, SPENT),
        handed_out=_between(within, STOCK, SPENT),
        written_off=_between(within, STOCK, WRITTEN_OFF),
        money_after=money + _net(within, MONEY),
        stock_after=stock + _net(within, STOCK),
    )


_Flows = Mapping[tuple[str, str], int]


def _moved(bank_id: UUID) -> Any:
    moving = [ledger.State.POSTED.value, ledger.State.SETTLED.value]
    return ledger.Transfer.objects.filter(
        book_id=bank_id, unit=ledger.Unit.FEN.value, state__in=moving
    )


def _rows(bank_id: UUID, first: date) -> Any:
    begins, ends = calendar.start_of(first), calendar.start_of(next_month(first))
    return _moved(bank_id).filter(at__gte=begins, at__lt=ends)


def _flows(rows: Any) -> _Flows:
    """Sums by the two ends; what was written off, which `spent` took too, ends apart."""
    sums = rows.order_by().values_list("debit__kind", "credit__kind", "code")
    flows: dict[tuple[str, str], int] = {}
    for debit, credit, code, total in sums.annotate(total=Sum("amount")):
        ends = (debit, WRITTEN_OFF if code == WRITTEN_OFF else credit)
        flows[ends] = flows.get(ends, 0) + total
    return flows


def _between(flows: _Flows, debit: str, credit: str) -> int:
    """What went one way less what came back by a reversal."""
    return flows.get((debit, credit), 0) - flows.get((credit, debit), 0)


def _net(flows: _Flows, kind: str) -> int:
    return sum(
        total * ((credit == kind) - (debit == kind)) for (debit, credit), total in flows.items()
    )


def _key(after: str) -> tuple[datetime, UUID] | None:
    at, _, key = after.partition("_")
    try:
        moment, row = datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None
    return (moment, row) if moment.tzinfo and 1970 < moment.year < 9000 else None


_ABOUT: Mapping[str, Any] = {
    DONATION: Donation.objects,
    SPENDING: Spending.objects,
    ASSET: OpeningAsset.objects,
    REDEMPTION: Redemption.objects.select_related("reward"),
    WRITE_OFF: WriteOff.objects.select_related("reward"),
}


def _told(rows: list[ledger.Transfer]) -> dict[UUID, Any]:
    """The things that the rows are about, by id: one query a kind that is there."""
    ids: dict[str, set[UUID]] = {}
    for row in rows:
        if row.thing_id and row.thing_kind in _ABOUT:
            ids.setdefault(row.thing_kind, set()).add(row.thing_id)
    found: dict[UUID, Any] = {}
    for kind, keys in ids.items():
        found |= _ABOUT[kind].in_bulk(keys)
    return found


def _line(row: ledger.Transfer, told: Mapping[UUID, Any]) -> FundLine:
    first = row.reverses or row
    thing = told.get(first.thing_id) if first.thing_id else None
    number, about, source = "", "", ""
    if isinstance(thing, Donation):
        number, about, source = thing.receipt, thing.about, thing.source
    elif isinstance(thing, Spending):
        number, about = thing.voucher, thing.what
    elif isinstance(thing, Redemption):
        about = thing.reward.name
    elif isinstance(thing, OpeningAsset):
        about = thing.why
    elif isinstance(thing, WriteOff):
        about = f"{thing.reward.name} × {thing.pieces}：{thing.why}"
    kinds = (row.credit.kind, row.debit.kind)
    return FundLine(
        id=row.pk, at=row.at, number=number, kind=first.code, source=source, about=about,
        money=row.amount * ((kinds[0] == MONEY) - (kinds[1] == MONEY)),
        stock=row.amount * ((kinds[0] == STOCK) - (kinds[1] == STOCK)),
        undone=row.reverses_id is not None,
    )  # fmt: skip


def get_donation(donation_id: UUID) -> Donation:
    """A donation with its bank. Raises Missing `bank_no_donation`."""
    found = Donation.objects.select_related("bank__place", "purpose", "entered_by").filter(
        pk=donation_id
    )
    if (donation := found.first()) is None:
        raise Missing("bank_no_donation")
    return donation


def donations_of(bank_id: UUID, *, after: str = "", limit: int = PAGE) -> list[Donation]:
    """Receipts, latest first, one more than `limit` when there are more; `after` is year-number."""
    found = Donation.objects.filter(bank=bank_id)
    year, _, number = after.partition("-")
    if _plain(year) and _plain(number):
        found = found.filter(Q(year__lt=int(year)) | Q(year=int(year), number__lt=int(number)))
    return list(found.order_by("-year", "-number")[: limit + 1])


def named_donors(bank_id: UUID, *, after: str = "", limit: int = PAGE) -> list[Donation]:
    """Gifts whose givers agreed to be named, latest receipt first, paged as `donations_of` is."""
    found = Donation.objects.filter(bank=bank_id, named=True, taken_back_at__isnull=True)
    year, _, number = after.partition("-")
    if _plain(year) and _plain(number):
        found = found.filter(Q(year__lt=int(year)) | Q(year=int(year), number__lt=int(number)))
    return list(found.order_by("-year", "-number")[: limit + 1])


def _plain(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7


def spendings_to_decide(bank_id: UUID, *, limit: int = PAGE) -> list[Spending]:
    """Prepared spendings, oldest first."""
    found = Spending.objects.filter(bank=bank_id, state="prepared")
    return list(found.select_related("purpose", "reward", "prepared_by").order_by("id")[:limit])


def assets_of(bank_id: UUID, *, limit: int = PAGE) -> list[OpeningAsset]:
    """What was there before the bank, those to decide first, then the latest. A village has a handful."""
    found = OpeningAsset.objects.filter(bank=bank_id)
    found = found.select_related("purpose", "reward", "prepared_by", "decided_by")
    waiting = list(found.filter(state="prepared").order_by("id")[:limit])
    return waiting + list(found.exclude(state="prepared").order_by("-id")[:limit])


def assets_waiting(bank_id: UUID) -> int:
    """How many of them wait for a second person."""
    return OpeningAsset.objects.filter(bank=bank_id, state="prepared").count()


def takes_assets(bank_id: UUID) -> bool:
    """Whether the book still takes what was there before: until its first month is closed."""
    return ledger.closed_until(bank_id) is None


def get_asset(asset_id: UUID) -> OpeningAsset:
    """What was there before, one of it. Raises Missing `asset_missing`."""
    found = OpeningAsset.objects.filter(pk=asset_id).first()
    if found is None:
        raise Missing("asset_missing")
    return found

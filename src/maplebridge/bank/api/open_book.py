"""What everybody may read of a bank without signing in, as on its pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from maplebridge.core import calendar

from .. import queries
from ..messages import CHARTER
from ..models import MonthNotice
from ..queries import fund as reading
from ..queries.rewards import offers
from ..queries.sheets import seals_of
from ..rules import DeedKind, month_of
from ..rules.fund import Coverage
from .replies import bank_out, language, month_from
from .schemas import (
    LIMIT_MAX,
    OPEN_PROBLEMS,
    BanksOut,
    BookOut,
    CoverOut,
    FundLineOut,
    FundOut,
    KindOut,
    Limit,
    Mark,
    Month,
    NoticeLineOut,
    NoticeOut,
    NoticeRow,
    NoticesOut,
    PotOut,
    RewardOut,
    RewardsOut,
    RulesOut,
    SealOut,
    SealsOut,
    SumsOut,
)

router = Router(tags=["bank"], auth=None)


@router.get("/banks", response={200: BanksOut, **OPEN_PROBLEMS}, url_name="banks")
def list_banks(request: HttpRequest, after: Mark = "", limit: Limit = LIMIT_MAX) -> BanksOut:
    """Running banks in the order of their places."""
    found = queries.banks(after if after.isascii() and after.isdecimal() else "", limit=limit)
    shown = found[:limit]
    more = shown[-1].path if len(found) > limit else None
    return BanksOut(banks=[bank_out(one) for one in shown], next=more)


@router.get("/banks/{uuid:bank_id}", response={200: BookOut, **OPEN_PROBLEMS}, url_name="bank")
def show_bank(request: HttpRequest, bank_id: UUID) -> BookOut:
    """One bank, also one that was closed, with what its book comes to."""
    bank = queries.get_bank(bank_id)
    book = queries.open_book(bank)
    return BookOut(
        **bank_out(bank).dict(), households=book.households, points_given=book.given,
        points_promised=book.promised,
    )  # fmt: skip


@router.get("/banks/{uuid:bank_id}/rules", response={200: RulesOut, **OPEN_PROBLEMS})
def show_rules(request: HttpRequest, bank_id: UUID, day: date | None = None) -> RulesOut:
    """What is thanked for and how the bank decides: today, or on a `day`."""
    queries.get_bank(bank_id)
    day = day or calendar.today(timezone.now())
    kinds, charter = queries.catalogue_on(bank_id, day), queries.charter_on(bank_id, day)
    numbers = charter.charter
    return RulesOut(
        day=day, kinds_version=kinds.citation, kinds_since=kinds.valid_from,
        kinds=[_kind(one) for one in kinds.catalogue.kinds],
        charter_version=charter.citation, charter_since=charter.valid_from,
        numbers={name: getattr(numbers, name) for name in CHARTER},
        entered_by=sorted(one.value for one in numbers.entered_by),
        redeem_months=sorted(numbers.redeem_months),
    )  # fmt: skip


def _kind(kind: DeedKind) -> KindOut:
    rules, article = kind.cites or (None, None)
    return KindOut(
        code=kind.code, field=kind.field.value, name=kind.name_in(language()), points=kind.points,
        per_day=kind.per_day, per_month=kind.per_month, rules=rules, article=article,
    )  # fmt: skip


@router.get("/banks/{uuid:bank_id}/notices", response={200: NoticesOut, **OPEN_PROBLEMS})
def list_notices(
    request: HttpRequest, bank_id: UUID, after: Mark = "", limit: Limit = 25
) -> NoticesOut:
    """The notices of a bank, the latest month first."""
    bank = queries.get_bank(bank_id)
    found = queries.notices_of(bank, before=month_from(after), limit=limit + 1)
    shown = found[:limit]
    more = f"{shown[-1].month:%Y-%m}" if len(found) > limit else None
    return NoticesOut(notices=[_notice(one) for one in shown], next=more)


@router.get("/notices/{uuid:notice_id}", response={200: NoticeOut, **OPEN_PROBLEMS})
def show_notice(
    request: HttpRequest,
    notice_id: UUID,
    after: Annotated[int, Query(ge=0, le=2_000_000_000)] = 0,
    limit: Limit = LIMIT_MAX,
) -> NoticeOut:
    """A month's notice, household by household in the order of the passbooks."""
    found = queries.get_notice(notice_id)
    lines = queries.notice_lines(found, after=after, limit=limit)
    shown = lines[:limit]
    return NoticeOut(
        **_notice(found).dict(), fields=queries.notice_totals(found),
        objections=queries.objections_of(found),
        lines=[
            NoticeLineOut(
                number=one.number, name=one.name, points=one.points, fields=one.fields,
                deeds=one.deeds,
            )
            for one in shown
        ],
        next=shown[-1].number if len(lines) > limit else None,
    )  # fmt: skip


def _notice(one: MonthNotice) -> NoticeRow:
    return NoticeRow(
        id=one.pk, month=f"{one.month:%Y-%m}", published_at=one.published_at,
        closes_at=one.closes_at, posted_at=one.posted_at,
    )  # fmt: skip


@router.get("/banks/{uuid:bank_id}/seals", response={200: SealsOut, **OPEN_PROBLEMS})
def list_seals(
    request: HttpRequest, bank_id: UUID, after: Mark = "", limit: Limit = 25
) -> SealsOut:
    """The sealed months, the latest first: compare `root` with the paper on the board."""
    bank = queries.get_bank(bank_id)
    found = seals_of(bank, before=month_from(after), limit=limit + 1)
    shown = found[:limit]
    return SealsOut(
        seals=[
            SealOut(
                month=f"{one.month:%Y-%m}", root=one.head, slips_root=one.root, slips=one.count,
                entries=one.period.count, book_head=one.period.head, sealed_at=one.sealed_at,
            )
            for one in shown
        ],
        next=f"{shown[-1].month:%Y-%m}" if len(found) > limit else None,
    )  # fmt: skip


@router.get("/banks/{uuid:bank_id}/fund", response={200: FundOut, **OPEN_PROBLEMS})
def show_fund(
    request: HttpRequest,
    bank_id: UUID,
    month: Month | None = None,
    after: Mark = "",
    limit: Limit = 50,
) -> FundOut:
    """What the fund has, what covers the points, and every line of a month, in fen."""
    bank, today = queries.get_bank(bank_id), calendar.today(timezone.now())
    first = month_from(month or "") or month_of(today)
    page = reading.month_lines(bank_id, first, after=after, limit=limit)
    return FundOut(
        month=f"{first:%Y-%m}",
        pots=[
            PotOut(name=one.purpose.name, money=one.money, stock=one.stock, held=one.held)
            for one in reading.pots(bank_id)
        ],
        cover=_cover(reading.coverage(bank, today)),
        sums=_sums(reading.month_sums(bank_id, first)),
        lines=[
            FundLineOut(
                at=one.at, number=one.number, kind=one.kind, source=one.source, about=one.about,
                money=one.money, stock=one.stock, undone=one.undone,
            )
            for one in page.lines
        ],
        next=page.after or None,
    )  # fmt: skip


def _cover(found: Coverage) -> CoverOut:
    return CoverOut(
        cash=found.cash, stock=found.stock, points=found.points, percent=found.percent,
        fen_per_point=found.fen_per_point, floor_percent=found.floor_bp // 100,
        missing=found.missing,
    )  # fmt: skip


def _sums(found: reading.MonthSums) -> SumsOut:
    money, goods = found.opening
    return SumsOut(
        money_before=found.money_before, stock_before=found.stock_before,
        money_by_source=dict(found.money_by_source), goods_by_source=dict(found.goods_by_source),
        opening_money=money, opening_goods=goods, bought=found.bought, spent=found.spent,
        handed_out=found.handed_out, written_off=found.written_off, money_after=found.money_after,
        stock_after=found.stock_after,
    )  # fmt: skip


@router.get("/banks/{uuid:bank_id}/rewards", response={200: RewardsOut, **OPEN_PROBLEMS})
def list_rewards(
    request: HttpRequest, bank_id: UUID, after: Mark = "", limit: Limit = 50
) -> RewardsOut:
    """What the bank gives for points, the least points first; `free` pieces are there to take."""
    queries.get_bank(bank_id)
    found = offers(bank_id, after=after, limit=limit)
    shown = found[:limit]
    last = shown[-1].reward if len(found) > limit else None
    return RewardsOut(
        rewards=[
            RewardOut(
                id=one.reward.pk, name=one.reward.name, about=one.reward.about,
                kind=one.reward.kind, points=one.reward.points, free=one.free,
            )
            for one in shown
        ],
        next=f"{last.points}_{last.pk.hex}" if last else None,
    )  # fmt: skip

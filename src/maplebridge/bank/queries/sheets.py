"""The month's sheet: what each household had, what came and went, and what it has, by the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy
from ..models import Deed, MonthNotice, MonthSeal, Passbook, VillageBank
from ..rules import Field, month_after, month_of
from .accounts import HOUSEHOLD
from .banks import seat_of
from .households import agreed_names

PAGE = 50
_MOVING = [ledger.State.POSTED.value, ledger.State.SETTLED.value]
_CORRECTIONS = {"reverse", "reinstate", "expire"}
_REDEEM = "redeem"


@dataclass(slots=True)
class SheetLine:
    """One household's month in points: opening + fields + other + adjusted - redeemed = closing.

    `opening` and `closing` are what the ledger had at the two ends, holds included; `held` of it is
    reserved for rewards, `promised` are approved entries that are not booked yet. `other` came for
    concerns or with the household; `adjusted` are corrections.
    """

    number: int = 0
    name: str = ""
    opening: int = 0
    closing: int = 0
    held: int = 0
    promised: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    other: int = 0
    adjusted: int = 0
    redeemed: int = 0
    deeds: int = 0
    versions: set[int] = field(default_factory=set)

    @property
    def in_order(self) -> list[int]:
        """The points of the five fields, in their order."""
        return [self.fields.get(one.value, 0) for one in Field]

    @property
    def for_deeds(self) -> int:
        """The points of all five fields."""
        return sum(self.fields.values())

    @property
    def figures(self) -> tuple[int, ...]:
        """What a slip says, in the order of rules.slips.FIGURES."""
        return (
            self.opening, *self.in_order, self.other, self.adjusted, self.redeemed, self.closing,
            self.held, self.deeds,
        )  # fmt: skip

    @property
    def rules(self) -> str:
        """The versions of the list of deeds by which the points were set."""
        return ", ".join(str(version) for version in sorted(self.versions))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a month's sheet with the sums of the whole village; `after` continues, 0 at the end.

    `rest` holds what stands in wallets of the book whose household has no passbook here; None while
    there is nothing of the kind, and on a page that does not end the sheet.
    """

    month: date
    lines: tuple[SheetLine, ...]
    total: SheetLine
    rest: SheetLine | None
    after: int
    notice: MonthNotice | None
    seal: MonthSeal | None


def month_sheet(
    viewer: Viewer,
    bank: VillageBank,
    month: date,
    *,
    now: datetime,
    after: int = 0,
    limit: int = PAGE,
) -> Sheet:
    """A month that is over, in the order of the passbooks. A fixed number of queries a page.

    Raises Forbidden `sheet_not_here`, RuleBroken `sheet_month_running`.
    """
    today = calendar.today(now)
    if not policy.reads_sheet(viewer, bank.path, seat_of(viewer.person_id, bank.pk, today)):
        raise Forbidden("sheet_not_here")
    month = month_of(month)
    if today < month_after(month):
        raise RuleBroken("sheet_month_running", day=month_after(month).isoformat())
    span = _span(bank, month)
    lines = lines_by_household(bank, month, after=after, limit=limit + 1)
    more, shown = len(lines) > limit, dict(list(lines.items())[:limit])
    for household, name in agreed_names(list(shown)).items():
        shown[household].name = name
    seal = seal_of(bank, month)
    return Sheet(
        month=month,
        lines=tuple(shown.values()),
        total=_sealed_total(seal.pk, span) if seal else _total(span),
        rest=None if more else _rest(span, bank),
        after=max((line.number for line in shown.values()), default=0) if more else 0,
        notice=MonthNotice.objects.filter(bank=bank, month=month).select_related("charter").first(),
        seal=seal,
    )


def lines_by_household(
    bank: VillageBank, month: date, *, after: int = 0, limit: int = PAGE
) -> dict[UUID, SheetLine]:
    """The lines of the next passbooks, by household, without names. A fixed number of queries."""
    books = Passbook.objects.filter(bank=bank, number__gt=after).order_by("number")[:limit]
    lines = {key: SheetLine(number) for key, number in books.values_list("household", "number")}
    _fill(lines, _span(bank, month))
    return lines


def month_total(bank: VillageBank, month: date) -> SheetLine:
    """The sums of the whole village in a month, as the sheet says them."""
    return _total(_span(bank, month))


def line_of_household(bank: VillageBank, month: date, household_id: UUID) -> SheetLine:
    """The one line. Raises Missing `sheet_no_passbook` for a household without a number here."""
    book = Passbook.objects.filter(bank=bank, household=household_id).first()
    if book is None:
        raise Missing("sheet_no_passbook")
    return lines_by_household(bank, month, after=book.number - 1, limit=1)[household_id]


def seal_of(bank: VillageBank, month: date) -> MonthSeal | None:
    """The seal of the month; None while it is not sealed."""
    found: MonthSeal | None = (
        MonthSeal.objects.select_related("period").filter(bank=bank, month=month).first()
    )
    return found


def get_seal(bank: VillageBank, month: date) -> MonthSeal:
    """Hashes and counts of a sealed month, for everybody. Raises Missing `sheet_not_sealed`."""
    found = seal_of(bank, month)
    if found is None:
        raise Missing("sheet_not_sealed")
    return found


def seals_of(
    bank: VillageBank, *, before: date | None = None, limit: int = PAGE
) -> list[MonthSeal]:
    """The sealed months of a bank, latest first, all of them or those before one."""
    found = MonthSeal.objects.select_related("period").filter(bank=bank)
    if before is not None:
        found = found.filter(month__lt=before)
    return list(found.order_by("-month")[:limit])


def period_reaching(bank: VillageBank, month: date) -> ledger.BookPeriod | None:
    """The first closed period that reaches the end of the month: all of the month is in it or before."""
    ends = calendar.start_of(month_after(month))
    found = ledger.BookPeriod.objects.filter(book_id=bank.pk, ends_at__gte=ends)
    return found.order_by("number").first()


@dataclass(frozen=True, slots=True)
class _Span:
    book_id: UUID
    begins: datetime
    ends: datetime


def _span(bank: VillageBank, month: date) -> _Span:
    return _Span(bank.pk, calendar.start_of(month), calendar.start_of(month_after(month)))


def _wallets(span: _Span) -> QuerySet[ledger.LedgerAccount]:
    """Wallets with what they had at both ends: what they have now less what moved since.

    Counters and rows come of one statement, so that what is entered meanwhile is in both or in none.
    """
    found: QuerySet[ledger.LedgerAccount] = ledger.LedgerAccount.objects.filter(
        book_id=span.book_id, unit=ledger.Unit.PT.value, kind=HOUSEHOLD
    )
    now = F("posted_in") - F("posted_out")
    ends: Any = now - _since("credit", span.ends) + _since("debit", span.ends)
    begins: Any = now - _since("credit", span.begins) + _since("debit", span.begins)
    return found.annotate(
        opening=begins,
        closing=ends,
        kept=F("held_out") - _held_since("debit", span.ends),
        promised=F("held_in") - _held_since("credit", span.ends),
    )


def _since(side: str, instant: datetime) -> Any:
    rows = ledger.Transfer.objects.filter(at__gte=instant, state__in=_MOVING)
    return _summed(rows, side, F("amount"))


def _held_since(side: str, instant: datetime) -> Any:
    return _summed(ledger.Transfer.objects.filter(at__gte=instant), side, _HELD)


def _summed(rows: QuerySet[Any], side: str, what: Any) -> Any:
    summed = rows.filter(**{side: OuterRef("pk")}).order_by().values(side)
    return Coalesce(Subquery(summed.annotate(total=Sum(what)).values("total")), Value(0))


_HELD = Case(When(state=ledger.State.PENDING.value, then=F("amount")), default=-F("released"))
_ENDS = ("opening", "closing", "kept", "promised")


def _fill(lines: dict[UUID, SheetLine], span: _Span) -> None:
    wallets = _wallets(span).filter(owner_id__in=lines)
    owners: dict[UUID, UUID] = {}
    for key, owner, *ends in wallets.values_list("pk", "owner_id", *_ENDS):
        owners[key] = owner
        line = lines[owner]
        line.opening, line.closing, line.held, line.promised = ends
    ids = list(owners)
    rows = _moved(span).filter(Q(debit__in=ids) | Q(credit__in=ids))
    for debit, credit, *rest in _grouped(rows, "debit", "credit"):
        for account, sign in ((debit, -1), (credit, 1)):
            if account in owners:
                _add(lines[owners[account]], sign, *rest)


def _moved(span: _Span) -> QuerySet[Any]:
    found: QuerySet[Any] = ledger.Transfer.objects.filter(
        book_id=span.book_id, unit=ledger.Unit.PT.value, state__in=_MOVING,
        at__gte=span.begins, at__lt=span.ends,
    )  # fmt: skip
    return found


def _grouped(rows: QuerySet[Any], *by: str) -> Iterable[tuple[Any, ...]]:
    """Sums of the booked rows by accounts, code, field of the deed and version of its catalogue."""
    deeds = Deed.objects.filter(hold_id=OuterRef("resolves"))
    named = rows.annotate(
        about=Subquery(deeds.values("field")[:1]),
        version=Subquery(deeds.values("catalogue__version")[:1]),
    )
    summed = named.order_by().values_list(*by, "code", "about", "version")
    found: Iterable[tuple[Any, ...]] = summed.annotate(sum=Sum("amount"), rows=Count("pk"))
    return found


def _add(
    line: SheetLine, sign: int, code: str, about: str | None, version: int | None,
    amount: int, rows: int,
) -> None:  # fmt: skip
    if about:
        line.fields[about] = line.fields.get(about, 0) + sign * amount
        line.deeds += rows
        line.versions |= {version} if version else set()
    elif code in _CORRECTIONS:
        line.adjusted += sign * amount
    elif code == _REDEEM:
        line.redeemed -= sign * amount
    else:
        line.other += sign * amount


@lru_cache(maxsize=64)
def _sealed_total(_seal_id: UUID, span: _Span) -> SheetLine:
    """The sums of a sealed month, which no row enters any more, are read once a process."""
    return _total(span)


def _total(span: _Span, but: QuerySet[Any] | None = None) -> SheetLine:
    """The sums over all wallets of the book; `but`: over those of other owners only."""
    wallets, line = _wallets(span), SheetLine()
    rows = _moved(span)
    sides = {"debit": Q(debit__kind=HOUSEHOLD), "credit": Q(credit__kind=HOUSEHOLD)}
    if but is not None:
        wallets = wallets.exclude(owner_id__in=but)
        sides["debit"] &= ~Q(debit__owner_id__in=but)
        sides["credit"] &= ~Q(credit__owner_id__in=but)
    sums = wallets.aggregate(**{f"sum_{name}": Sum(name) for name in _ENDS})
    line.opening, line.closing, line.held, line.promised = (
        sums[f"sum_{name}"] or 0 for name in _ENDS
    )
    for side, sign in (("debit", -1), ("credit", 1)):
        for found in _grouped(rows.filter(sides[side])):
            _add(line, sign, *found)
    return line


def _rest(span: _Span, bank: VillageBank) -> SheetLine | None:
    numbered = Passbook.objects.filter(bank=bank).values("household")
    line = _total(span, but=numbered)
    return None if line == SheetLine() else line

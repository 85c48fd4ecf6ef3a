"""What the council looks at before it closes a month: the days, the entries, the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy
from ..models import Deed, Passbook, VillageBank
from ..rules import DeedState, month_after, month_of
from .banks import seat_of
from .sheets import SheetLine, month_total, period_reaching, seal_of


@dataclass(frozen=True, slots=True)
class ToClose:
    """A month that waits to be closed. `ends_on` is the first day after it.

    `since` is where the book was closed last, None when it never was; `entries` are the rows of the
    book that closing would fix, 0 where a later closing reached the month already. `undecided` are
    deeds of the month or before that nobody of the council decided yet.
    """

    month: date
    ends_on: date
    since: datetime | None
    closed: bool
    entries: int
    households: int
    total: SheetLine
    undecided: int


def to_close(viewer: Viewer, bank: VillageBank, month: date, *, now: datetime) -> ToClose | None:
    """What closing the month would fix; None when it is sealed.

    Raises Forbidden `deed_needs_council`, RuleBroken `sheet_month_running`.
    """
    today, month = calendar.today(now), month_of(month)
    if not policy.may_close_book(seat_of(viewer.person_id, bank.pk, today)):
        raise Forbidden("deed_needs_council")
    ends_on = month_after(month)
    if today < ends_on:
        raise RuleBroken("sheet_month_running", day=ends_on.isoformat())
    if seal_of(bank, month) is not None:
        return None
    since, closed = ledger.closed_until(bank.pk), period_reaching(bank, month) is not None
    rows = ledger.Transfer.objects.filter(book_id=bank.pk, at__lt=calendar.start_of(ends_on))
    if since is not None:
        rows = rows.filter(at__gte=since)
    waiting = Deed.objects.filter(
        bank=bank, state=DeedState.ENTERED.value, done_on__lt=ends_on
    ).count()
    return ToClose(
        month=month, ends_on=ends_on, since=since, closed=closed,
        entries=0 if closed else rows.count(),
        households=Passbook.objects.filter(bank=bank).count(),
        total=month_total(bank, month), undecided=waiting,
    )  # fmt: skip

"""Closing a month of the bank's book, so that its sheet can be hung up with a head."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..rules import month_after, month_of


def close_month(*, viewer: Viewer, bank_id: UUID, month: date, now: datetime) -> ledger.BookPeriod:
    """Close and seal the book up to the end of a month that is over; asked again, what stands.

    Outside a transaction: sealing goes on page by page where it stopped, here or by the clock.
    Raises Forbidden `deed_needs_council`, RuleBroken `sheet_month_running`,
    `ledger_period_before_the_last`.
    """
    bank = queries.get_bank(bank_id)
    today = calendar.today(now)
    if not policy.may_close_book(queries.seat_of(viewer.person_id, bank.pk, today)):
        raise Forbidden("deed_needs_council")
    end = month_after(month_of(month))
    if today < end:
        raise RuleBroken("sheet_month_running", day=end.isoformat())
    period = ledger.close_period(
        viewer=viewer, book_id=bank.pk, ends_at=calendar.start_of(end), now=now
    )
    while ledger.seal_period(book_id=bank.pk, now=now):
        pass
    period.refresh_from_db()
    return period

"""Closing a month of the bank's book and sealing what each household's slip of it says."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.audit import merkle
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..models import MonthSeal, Slip, VillageBank
from ..queries import sheets
from ..rules import month_after, month_of, slips

AT_ONCE = 1_000
"""Households whose lines are read in one go."""


def close_month(*, viewer: Viewer, bank_id: UUID, month: date, now: datetime) -> MonthSeal:
    """Close and seal the book up to the end of a month that is over; asked again, what stands.

    Outside a transaction: sealing goes on page by page where it stopped, here or by the clock.
    Raises Forbidden `deed_needs_council`, RuleBroken `sheet_month_running`.
    """
    bank, month = queries.get_bank(bank_id), month_of(month)
    today = calendar.today(now)
    if not policy.may_close_book(queries.seat_of(viewer.person_id, bank.pk, today)):
        raise Forbidden("deed_needs_council")
    end = month_after(month)
    if today < end:
        raise RuleBroken("sheet_month_running", day=end.isoformat())
    found = sheets.seal_of(bank, month)
    if found is not None:
        return found
    period = sheets.period_reaching(bank, month) or ledger.close_period(
        viewer=viewer, book_id=bank.pk, ends_at=calendar.start_of(end), now=now
    )
    while ledger.seal_period(book_id=bank.pk, now=now):
        pass
    period.refresh_from_db()
    return _seal(viewer, bank, month, period, now)


@transaction.atomic
def note_slips_printed(
    *, viewer: Viewer, seal: MonthSeal, first: int, last: int, now: datetime
) -> None:
    """The council printed the slips of these numbers: that stands in the record."""
    audit.record(
        viewer=viewer, verb="bank.print_slips", thing=seal, now=now, first=first, last=last
    )


def _seal(
    viewer: Viewer, bank: VillageBank, month: date, period: ledger.BookPeriod, now: datetime
) -> MonthSeal:
    """Write leaves and head. The lines are read before: nothing enters a closed month any more."""
    made = list(_leaves(bank, month))
    root = merkle.root(bytes(one.leaf) for one in made).hex()
    with transaction.atomic():
        VillageBank.objects.select_for_update().get(pk=bank.pk)
        found = sheets.seal_of(bank, month)
        if found is not None:
            return found
        head = slips.head(
            bank_id=bank.pk, month=month, count=len(made), root=root, book=period.head
        )
        seal = MonthSeal.objects.create(
            bank=bank, month=month, period=period, count=len(made), root=root, head=head,
            sealed_at=now,
        )  # fmt: skip
        for one in made:
            one.seal = seal
        Slip.objects.bulk_create(made, batch_size=AT_ONCE)
        audit.record(
            viewer=viewer, verb="bank.seal_month", thing=seal, now=now, head=head, bank=bank.pk,
            month=f"{month:%Y-%m}",
        )  # fmt: skip
    return seal


def _leaves(bank: VillageBank, month: date) -> Iterator[Slip]:
    after, codes = 0, list[str]()
    while lines := sheets.lines_by_household(bank, month, after=after, limit=AT_ONCE):
        while len(codes) < len(lines):
            codes += slips.new_codes(secrets.token_bytes(AT_ONCE * slips.CODE_LETTERS))
        for line in lines.values():
            said = slips.SlipFigures(bank.pk, month, line.number, line.figures, codes.pop())
            yield Slip(number=line.number, code=said.code, leaf=said.leaf)
            after = line.number

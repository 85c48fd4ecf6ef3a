"""The bank's statement beside the book: brought in as a file, matched by itself where it is plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import IntegrityError, transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.tables import Limits, open_table
from maplebridge.core.viewer import Viewer

from ..models import Donation, Spending, StatementLine, VillageBank
from ..rules.statements import Columns, Paid, read_line
from .fund import keeper_of_fund

LIMITS = Limits(file_bytes=20_000_000, rows=100_000, columns=60)
NEAR_DAYS = 3
LINE_DAYS = 1_095
_BATCH = 500
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a statement: rows read, lines that are new, lines matched by themselves."""

    rows: int
    fresh: int
    matched: int


@transaction.atomic
def bring_statement(
    *, viewer: Viewer, bank_id: UUID, file: IO[bytes], columns: Columns, now: datetime
) -> Brought:
    """Read a statement row by row, all of it or nothing. Brought twice it adds nothing.

    Raises Forbidden `bank_fund_needs_keeper`, RuleBroken `statement_unreadable` with the rows that
    are wrong, `statement_heading` for a heading that is not there, and TableUnusable.
    """
    bank = keeper_of_fund(viewer, bank_id, now)
    rows, fresh, batch = 0, 0, list[StatementLine]()
    for key, paid in _lines(file, columns):
        rows += 1
        batch.append(
            StatementLine(
                bank=bank, key=key, day=paid.day, amount_fen=paid.amount_fen, words=paid.words,
                entered_at=now,
            )
        )  # fmt: skip
        if len(batch) == _BATCH:
            fresh += _enter(batch)
            batch = []
    fresh += _enter(batch)
    matched = _match_what_is_plain(bank)
    audit.record(viewer=viewer, verb="bring_statement", thing=bank, now=now, rows=rows, fresh=fresh)
    return Brought(rows, fresh, matched)


def _lines(file: IO[bytes], columns: Columns) -> Iterator[tuple[str, Paid]]:
    """Each line with its key; after the last one RuleBroken when a row could not be read."""
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for number, cells in open_table(file, LIMITS).sheet().records():
        missing = {columns.day, columns.words, columns.amount, columns.income, columns.outgo}
        for heading in sorted(missing - {""} - set(cells)):
            raise RuleBroken("statement_heading", heading=heading)
        try:
            paid = read_line(cells, columns)
        except ValueError as heading:
            wrong.append(f"{number} ({heading})")
            if len(wrong) == _SHOWN:
                break
            continue
        same = paid.key(0)
        seen[same] += 1
        yield paid.key(seen[same] - 1), paid
    if wrong:
        raise RuleBroken("statement_unreadable", rows=", ".join(wrong))


def _enter(batch: list[StatementLine]) -> int:
    if not batch:
        return 0
    before = StatementLine.objects.filter(bank=batch[0].bank, key__in=[one.key for one in batch])
    there = before.count()
    StatementLine.objects.bulk_create(batch, ignore_conflicts=True)
    return len(batch) - there


def _match_what_is_plain(bank: VillageBank) -> int:
    """Match each open line that one single gift or spending of that amount and time can explain."""
    matched = 0
    open_lines = StatementLine.objects.filter(bank=bank, donation=None, spending=None, explained="")
    for line in open_lines.order_by("day", "id").iterator(chunk_size=_BATCH):
        found = candidates(line)
        near = [one for one in found if abs((_day_of(one) - line.day).days) <= NEAR_DAYS]
        if len(near) == 1:
            _tie(line, near[0])
            matched += 1
    return matched


def _day_of(thing: Donation | Spending) -> date:
    return thing.given_on if isinstance(thing, Donation) else thing.paid_on


def candidates(line: StatementLine) -> list[Donation | Spending]:
    """Gifts or spendings by the account, of this amount, that no line explains yet."""
    if line.amount_fen > 0:
        gifts = Donation.objects.filter(
            bank=line.bank_id, way="account", amount_fen=line.amount_fen, line=None,
            taken_back_at=None,
        )  # fmt: skip
        return list(gifts.order_by("given_on", "id")[:_SHOWN])
    spendings = Spending.objects.filter(
        bank=line.bank_id, way="account", amount_fen=-line.amount_fen, state="approved", line=None
    )
    return list(spendings.order_by("paid_on", "id")[:_SHOWN])


@transaction.atomic
def match_line(
    *, viewer: Viewer, line_id: UUID, thing_id: UUID | None, explained: str = "", now: datetime
) -> StatementLine:
    """Tie a line to a gift or a spending by hand, explain it in words, or, with neither, open it again.

    Raises Missing `statement_missing`, RuleBroken `statement_no_match`.
    """
    line = StatementLine.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise Missing("statement_missing")
    keeper_of_fund(viewer, line.bank_id, now)
    line.donation = line.spending = None
    line.explained = explained.replace("\x00", "").strip()[:200]
    line.save(update_fields=["donation", "spending", "explained"])
    if thing_id is not None:
        found = [one for one in candidates(line) if one.pk == thing_id]
        if not found:
            raise RuleBroken("statement_no_match")
        try:
            with transaction.atomic():
                _tie(line, found[0])
        except IntegrityError:
            raise RuleBroken("statement_no_match") from None
    audit.record(viewer=viewer, verb="match_line", thing=line, now=now)
    return line


def _tie(line: StatementLine, thing: Donation | Spending) -> None:
    if isinstance(thing, Donation):
        line.donation = thing
    else:
        line.spending = thing
    line.save(update_fields=["donation", "spending"])


def forget_statements(*, now: datetime) -> None:
    """Duty: empty the bank's words on lines that are LINE_DAYS old; day and amount stay."""
    last = calendar.today(now) - timedelta(days=LINE_DAYS)
    StatementLine.objects.filter(day__lt=last).exclude(words="").update(words="")

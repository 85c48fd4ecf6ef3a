"""The auditor's pack: a span of a bank's book as one zip of tables with a sealed summary.

Everything is written row by row, at one moment of the database, into a file that the caller gives.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import IO
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from maplebridge.core import audit, calendar, documents, files
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.tables import Value, csv_lines
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..messages import ENDS, LINE_KINDS, SOURCES, UNITS
from ..models import VillageBank
from ..queries import auditing as reading
from ..queries.fund import OPENING
from ..rules.audit_pack import Found, UnitSum, headings

KIND = "bank_audit"
"""What the summary is called among sealed documents."""
TOTAL = "Σ"
"""Where a table says a sum: a sign that no spreadsheet runs."""
_BATCH = 500
_PRINTED = 40
_UNDOING = frozenset({"voided", "expired"})


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, the last one included, and not beyond now."""

    first: date
    last: date
    starts_at: datetime
    ends_at: datetime


def audit_pack(
    *, viewer: Viewer, bank_id: UUID, first: date, last: date, language: str, file: IO[bytes],
    now: datetime,
) -> Found:  # fmt: skip
    """Write the pack of these days into `file`; who took it is in the audit before it is made.

    Takes the time that the whole book needs to be verified. Raises Forbidden `audit_not_yours`,
    RuleBroken `audit_days`, and what documents.render raises where no PDF can be made.
    """
    bank = queries.get_bank(bank_id)
    today = calendar.today(now)
    seat = queries.seat_of(viewer.person_id, bank_id, today)
    if not policy.may_audit(viewer, bank.path, seat):
        raise Forbidden("audit_not_yours")
    if not first <= last or first > today or first.year < 2000:
        raise RuleBroken("audit_days")
    last = min(last, today)
    ends_at = min(calendar.start_of(last + timedelta(days=1)), now)
    span = Span(first, last, calendar.start_of(first), ends_at)
    with transaction.atomic():
        audit.record(
            viewer=viewer, verb=reading.PACK, thing=bank, now=now, first=first.isoformat(),
            last=last.isoformat(),
        )  # fmt: skip
    found = Found()
    report = ledger.verify(book_id=bank.pk)
    found.faults = list(report.faults)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with _one_moment():
            pack = _Pack(bank, span, found, reading.Owners(bank))
            for name, rows in pack.tables():
                _write(archive, name, language, rows)
        summary = documents.render(
            template="bank/audit_paper.html",
            context={
                "bank": bank, "span": span, "found": found, "report": report,
                "units": _units(found), "stock_off": _yuan(found.stock_off),
                "written_off": _yuan(found.written_off_fen),
            },
            kind=KIND, thing_id=bank.pk, language=language, viewer=viewer, now=now,
        )  # fmt: skip
        with files.open(summary.file) as content:
            archive.writestr("0-summary.pdf", content.read())
    return found


def _units(found: Found) -> list[tuple[str, UnitSum, Value, Value]]:
    """Each unit in words with its accounts, what went out in all and what came in."""
    return [
        (str(UNITS[unit]), one, _in(unit, one.debited), _in(unit, one.credited))
        for unit, one in sorted(found.units.items())
    ]


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, whatever others enter meanwhile; nothing is locked."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _write(archive: zipfile.ZipFile, name: str, language: str, rows: Iterator[list[Value]]) -> None:
    with (
        archive.open(f"{name}.csv", "w", force_zip64=True) as part,
        io.TextIOWrapper(part, encoding="utf-8", errors="replace", newline="") as text,
    ):
        text.write("\ufeff")
        text.writelines(csv_lines([headings(name, language)]))
        text.writelines(csv_lines(rows))


@dataclass(frozen=True, slots=True)
class _Pack:
    """The tables of one pack; each counts into `found` while it is written."""

    bank: VillageBank
    span: Span
    found: Found
    owner: reading.Owners

    def tables(self) -> Iterator[tuple[str, Iterator[list[Value]]]]:
        yield "1-trial-balance", self.trial_balance()
        yield "2-journal", self.journal()
        yield "3-undone", self.undone()
        yield "4-entered-and-approved-by-one", self.by_one()
        yield "5-stock", self.stock()
        yield "6-fund-by-source", self.flows()
        yield "7-verification", self.verification()
        yield "8-written-off", self.written_off()

    def trial_balance(self) -> Iterator[list[Value]]:
        lines = ledger.trial_balance(self.bank.pk, self.span.starts_at, self.span.ends_at)
        for one in lines:
            total = self.found.units.setdefault(one.unit, UnitSum())
            total.accounts += 1
            total.opening += one.opening
            total.debited += one.debited
            total.credited += one.credited
            total.closing += one.closing
            figures = (one.opening, one.debited, one.credited, one.closing, one.held, one.incoming)
            yield [
                one.unit, one.kind, self.owner(one.owner_id), *(_in(one.unit, n) for n in figures)
            ]  # fmt: skip
        for unit, total in sorted(self.found.units.items()):
            sums = (total.opening, total.debited, total.credited, total.closing)
            yield [unit, TOTAL, "", *(_in(unit, n) for n in sums), "", ""]

    def journal(self) -> Iterator[list[Value]]:
        for row in ledger.journal(self.bank.pk, self.span.starts_at, self.span.ends_at):
            self.found.rows += 1
            voucher = getattr(row, "voucher", None)
            yield [
                voucher.period.number if voucher else "", voucher.number if voucher else "",
                str(row.pk), _local(row.at), row.unit, row.state, row.code, row.debit.kind,
                self.owner(row.debit.owner_id), row.credit.kind, self.owner(row.credit.owner_id),
                _in(row.unit, row.amount), _key(row.resolves_id), _key(row.reverses_id),
                _key(row.journal_id), row.thing_kind, _key(row.thing_id), row.rulebook,
                _key(row.entered_by),
            ]  # fmt: skip

    def undone(self) -> Iterator[list[Value]]:
        """Voids, expiries and reversals, each with the reason that was given."""
        rows = (
            row
            for row in ledger.journal(self.bank.pk, self.span.starts_at, self.span.ends_at)
            if row.state in _UNDOING or row.reverses_id
        )
        while part := list(islice(rows, _BATCH)):
            why = reading.reasons(part)
            for row in part:
                self.found.undone += 1
                state, words = why.get(row.thing_id, ("", "")) if row.thing_id else ("", "")
                said = words or str(ENDS.get(state, state))
                wallet = row.debit if row.debit.owner_id else row.credit
                yield [
                    _local(row.at), str(row.pk), row.unit, _in(row.unit, row.amount), row.state,
                    _key(row.resolves_id or row.reverses_id), row.code, self.owner(wallet.owner_id),
                    said, _key(row.entered_by),
                ]  # fmt: skip

    def by_one(self) -> Iterator[list[Value]]:
        for one in reading.by_one(self.bank, self.span.starts_at, self.span.ends_at):
            self.found.by_one += 1
            unit = "FEN" if one.what == "spending" else "PT"
            yield [
                one.what, str(one.id), self.owner(one.owner_id), _in(unit, one.amount),
                _local(one.at), str(one.person_id),
            ]  # fmt: skip

    def stock(self) -> Iterator[list[Value]]:
        """Each reward's pieces, then for each purpose their cost beside what the ledger says."""
        shelf = reading.shelf_at(self.bank, self.span.ends_at)
        book = reading.stock_by_ledger(self.bank, self.span.ends_at)
        cost: dict[UUID, int] = dict.fromkeys(book, 0)
        for one in shelf:
            self.found.pieces += one.pieces
            yield [self.owner(one.purpose_id), one.reward, one.pieces, _yuan(one.cost_fen), "", ""]
            if one.purpose_id is not None:
                cost[one.purpose_id] = cost.get(one.purpose_id, 0) + one.cost_fen
        for purpose, fen in cost.items():
            off = fen - book.get(purpose, 0)
            self.found.stock_off += abs(off)
            yield [
                self.owner(purpose), TOTAL, "", _yuan(fen), _yuan(book.get(purpose, 0)), _yuan(off)
            ]  # fmt: skip

    def written_off(self) -> Iterator[list[Value]]:
        """Pieces that left the shelf unused, each time with the reason; the first ones are printed too."""
        for one in reading.write_offs(self.bank, self.span.starts_at, self.span.ends_at):
            self.found.written_off += one.pieces
            self.found.written_off_fen += one.cost_fen
            if len(self.found.whys) < _PRINTED:
                self.found.whys.append((_local(one.at), one.reward.name, one.pieces, one.why))
            yield [
                _local(one.at), str(one.pk), one.reward.name, one.pieces, _yuan(one.cost_fen), one.why,
                _key(one.by_id),
            ]  # fmt: skip

    def flows(self) -> Iterator[list[Value]]:
        for one in reading.fund_flows(self.bank, self.span.starts_at, self.span.ends_at):
            yield [
                _place(one.debit), _place(one.credit), self.owner(one.purpose_id), one.count,
                _yuan(one.amount), _yuan(one.taken_back), _yuan(one.amount - one.taken_back),
            ]  # fmt: skip

    def verification(self) -> Iterator[list[Value]]:
        """Each closed period with its head, then what the check of the whole book found."""
        for one in reversed(ledger.periods(self.bank.pk, limit=200)):
            if one.head:
                self.found.heads.append((one.number, one.head))
            yield [
                one.number, _local(one.starts_at) if one.starts_at else "", _local(one.ends_at),
                one.state, one.count, one.head, "",
            ]  # fmt: skip
        for fault in self.found.faults or ["✓"]:
            yield ["", "", "", "", "", "", fault]


def _in(unit: str, amount: int) -> Value:
    """Fen are written as yuan, points and minutes as they are."""
    return _yuan(amount) if unit == ledger.Unit.FEN.value else amount


def _yuan(fen: int) -> Decimal:
    return (Decimal(fen) / 100).quantize(Decimal("0.01"))


def _local(at: datetime) -> datetime:
    return timezone.localtime(at, calendar.zone())


def _key(key: UUID | None) -> str:
    return str(key) if key else ""


def _place(kind: str) -> str:
    """A source in words; any other kind of account by its code."""
    words = SOURCES | {OPENING: LINE_KINDS[OPENING]}
    return str(words.get(kind.removeprefix("source_"), kind))

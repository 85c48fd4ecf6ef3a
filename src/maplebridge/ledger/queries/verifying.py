"""The check of the whole book: balances from the rows alone, and every seal from the rows it covers.

Each step reads a bounded number of rows at a time, whatever the size of the book. What is found is
said in a sentence that names the first bad row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import zip_longest
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models
from django.db.models import Q

from maplebridge.core.audit import merkle
from maplebridge.core.models import AuditEntry

from ..models import BookPage, BookPeriod, LedgerAccount, Transfer, Voucher
from ..rules import PeriodState, leaves
from ..rules.leaves import FIELDS, PAGE, START
from . import sealed

FAULTS_MAX = 20
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Drift:
    """An account whose counters are not what its transfers say."""

    account_id: UUID
    unit: str
    kind: str
    kept: tuple[int, int, int, int]
    recomputed: tuple[int, int, int, int]


@dataclass(slots=True)
class BookReport:
    """What verifying came to. `faults` are sentences for the person who verifies."""

    accounts: int = 0
    seals: int = 0
    lines: int = 0
    erased: int = 0
    unsealed: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    heads: dict[UUID, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    erasures: list[str] = field(default_factory=list)

    def blame(self, why: str) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(why)


# Recomputed from the rows alone, without the triggers' help, and in one statement, so that a ledger
# that is being written to shows no drift that is not there.
_RECOMPUTED = """
WITH leg AS (
  SELECT debit_id AS account_id, 0 AS posted_in,
    CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END AS posted_out, 0 AS held_in,
    CASE WHEN state = 'pending' THEN amount ELSE -released END AS held_out
  FROM ledger_transfer
  UNION ALL
  SELECT credit_id, CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END, 0,
    CASE WHEN state = 'pending' THEN amount ELSE -released END, 0
  FROM ledger_transfer),
told AS (
  SELECT account_id, SUM(posted_in) AS posted_in, SUM(posted_out) AS posted_out,
    SUM(held_in) AS held_in, SUM(held_out) AS held_out FROM leg GROUP BY account_id),
tail AS (
  SELECT account_id, SUM(posted_in) AS posted_in, SUM(posted_out) AS posted_out,
    SUM(held_in) AS held_in, SUM(held_out) AS held_out FROM ledger_ledgertail GROUP BY account_id)
SELECT a.id, a.unit, a.kind,
  a.posted_in + COALESCE(tail.posted_in, 0), a.posted_out + COALESCE(tail.posted_out, 0),
  a.held_in + COALESCE(tail.held_in, 0), a.held_out + COALESCE(tail.held_out, 0),
  COALESCE(told.posted_in, 0), COALESCE(told.posted_out, 0),
  COALESCE(told.held_in, 0), COALESCE(told.held_out, 0)
FROM ledger_ledgeraccount a
LEFT JOIN told ON told.account_id = a.id LEFT JOIN tail ON tail.account_id = a.id
"""


def recomputed(book_id: UUID | None = None) -> Iterator[tuple[Drift, bool]]:
    """Every account with its kept and recomputed counters, and whether the two differ. Streams."""
    where, values = "", []
    if book_id is not None:
        where = " WHERE a.book_id = %s"
        values = [book_id.hex if connection.vendor == "sqlite" else book_id]
    with connection.chunked_cursor() as cursor:
        cursor.execute(_RECOMPUTED + where, values)
        while rows := cursor.fetchmany(2_000):
            for key, unit, kind, *numbers in rows:
                kept, told = (tuple(int(n) for n in part) for part in (numbers[:4], numbers[4:]))
                account_id = key if isinstance(key, UUID) else UUID(hex=key)
                drift = Drift(account_id, unit, kind, _four(kept), _four(told))
                yield drift, kept != told


def _four(numbers: tuple[int, ...]) -> tuple[int, int, int, int]:
    a, b, c, d = numbers
    return a, b, c, d


def verify(
    *, book_id: UUID | None = None, since: datetime | None = None, progress: Progress | None = None
) -> BookReport:
    """Recompute the whole book, or one; periods sealed before `since` are checked as a chain only.

    `progress` hears now and then how many rows were checked.
    """
    report = BookReport()
    for step in (_check_file, _check_guards, _check_conditions, _check_balances):
        _unless_unreadable(report, partial(step, report, book_id), "the database")
    told = _told()
    books = BookPeriod.objects.order_by().values_list("book_id", flat=True).distinct()
    for one in sorted([book_id] if book_id else set(books) | set(told)):
        _check_book(report, one, told.get(one, {}), since, progress or (lambda rows: None))
    return report


def verify_books(*, since: datetime | None = None) -> BookReport:
    """The ledger's part of `maplebridge audit verify`."""
    return verify(since=since)


def _unless_unreadable(report: BookReport, step: Callable[[], object], where: str) -> None:
    """A damaged file makes the database, or a value, unreadable: that is a finding too."""
    try:
        step()
    except (DatabaseError, ValidationError, ValueError, TypeError, OverflowError) as unreadable:
        report.blame(f"{where} cannot be read: {unreadable}")


def _check_file(report: BookReport, book_id: UUID | None) -> None:
    """SQLite compares each index with its table, and each row with its checks."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(5)")
        for (said,) in cursor.fetchall():
            if said != "ok":
                report.blame(f"the database file is damaged: {said}{_row_meant(said)}")


def _row_meant(said: str) -> str:
    """The row that SQLite names by its place: "row 41 missing from index ledger_book_at"."""
    found = re.match(r"row (\d+) missing from index ledger_(transfer_|book_|debit_|credit_)", said)
    if found is None:
        return ""
    with connection.cursor() as cursor:
        asked = "SELECT id, at FROM ledger_transfer NOT INDEXED WHERE rowid = %s"
        cursor.execute(asked, [int(found[1])])
        row = cursor.fetchone()
    return f" (row {row[0]} of {row[1]})" if row else ""


# What the guards would not have let in: the first row of each kind, in the order of the book.
_BROKEN = {
    "the amount is not from 1 to 10^12": "t.amount <= 0 OR t.amount > 1000000000000",
    "an account does not exist in this unit and book": """
      NOT EXISTS (SELECT 1 FROM ledger_ledgeraccount a WHERE a.id = t.debit_id
        AND a.unit = t.unit AND a.book_id = t.book_id)
      OR NOT EXISTS (SELECT 1 FROM ledger_ledgeraccount a WHERE a.id = t.credit_id
        AND a.unit = t.unit AND a.book_id = t.book_id)""",
    "its code may not take out of this account": """
      t.resolves_id IS NULL AND t.reverses_id IS NULL AND EXISTS (
        SELECT 1 FROM ledger_ledgeraccount a WHERE a.id = t.debit_id AND a.constrained
          AND NOT EXISTS (SELECT 1 FROM ledger_wallet_code w
                           WHERE w.kind = a.kind AND w.code = t.code))""",
    "it does not fit the hold that it resolves": """
      t.resolves_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_transfer p WHERE p.id = t.resolves_id AND p.state = 'pending'
          AND p.unit = t.unit AND p.book_id = t.book_id AND p.debit_id = t.debit_id
          AND p.credit_id = t.credit_id AND p.amount = t.released AND p.code = t.code)""",
    "it does not mirror the row that it takes back": """
      t.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_transfer o WHERE o.id = t.reverses_id
          AND o.state IN ('posted', 'settled') AND o.unit = t.unit AND o.book_id = t.book_id
          AND o.amount = t.amount AND o.debit_id = t.credit_id AND o.credit_id = t.debit_id)""",
}


def _check_guards(report: BookReport, book_id: UUID | None) -> None:
    where, values = "", []
    if book_id is not None:
        where = " AND t.book_id = %s"
        values = [book_id.hex if connection.vendor == "sqlite" else book_id]
    for why, condition in _BROKEN.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.id, t.at FROM ledger_transfer t WHERE ({condition}){where}"  # noqa: S608
                " ORDER BY t.at, t.id LIMIT 1",
                values,
            )
            found = cursor.fetchone()
        if found:
            report.blame(f"row {found[0]} of {found[1]}: {why}")


def _check_conditions(report: BookReport, book_id: UUID | None) -> None:
    """PostgreSQL asks the model's conditions by trigger, so a restored row was asked nothing.

    On SQLite `_check_file` asks them.
    """
    if connection.vendor == "sqlite":
        return
    rows = Transfer.objects.order_by("at", "id")
    if book_id is not None:
        rows = rows.filter(book_id=book_id)
    conditions = [
        one for one in Transfer._meta.constraints if isinstance(one, models.CheckConstraint)
    ]
    together = Q(*[one.condition for one in conditions])
    for row in rows.filter(~together)[:1]:
        broken = [one.name for one in conditions if not rows.filter(one.condition, pk=row.pk)]
        report.blame(f"row {row.pk} of {row.at}: it breaks {', '.join(broken)}")


def _check_balances(report: BookReport, book_id: UUID | None) -> None:
    for found, differs in recomputed(book_id):
        report.accounts += 1
        moved = found.recomputed[0] - found.recomputed[1]
        report.sums[found.unit] = report.sums.get(found.unit, 0) + moved
        if differs:
            report.blame(
                f"DRIFT {found.unit} {found.kind} {found.account_id}: "
                f"kept {found.kept}, transfers say {found.recomputed}"
            )
    for unit, total in report.sums.items():
        if total:
            report.blame(f"{unit}: in minus out over all accounts is {total}, not 0")


Told = dict[UUID, str]
"""The head of each sealed period of a book, as the audit has it."""


def _told() -> dict[UUID, Told]:
    """What the audit saw sealed, by book: its periods may be gone from the book itself."""
    told: dict[UUID, Told] = {}
    entries = AuditEntry.objects.filter(verb="ledger.seal").order_by("id")
    for period, facts in entries.values_list("thing_id", "facts").iterator():
        told.setdefault(UUID(facts["book"]), {})[period] = facts["head"]
    return told


def _check_book(
    report: BookReport, book_id: UUID, told: Told, since: datetime | None, progress: Progress
) -> None:
    head, number, there = START, 0, 0
    periods = BookPeriod.objects.filter(book_id=book_id).order_by("number")
    for period in periods.iterator(chunk_size=100):
        number += 1
        where = f"period {period.number} of book {book_id}"
        if period.number != number:
            report.blame(f"{where}: the period before it is missing")
            number = period.number
        if period.state == PeriodState.CLOSED.value:
            continue
        _check_chain(report, period, head, told, where)
        head, there = period.head, there + 1
        if since is None or (period.sealed_at and period.sealed_at >= since):
            check = partial(_check_period, report, period, where, progress)
            _unless_unreadable(report, check, where)
    report.seals += there
    report.heads[book_id] = head
    if len(told) != there:
        report.blame(f"book {book_id}: the audit saw {len(told)} periods sealed, {there} are there")
    last = periods.order_by("-number").values_list("ends_at", flat=True).first()
    open_rows = Transfer.objects.filter(book_id=book_id)
    report.unsealed += (open_rows.filter(at__gte=last) if last else open_rows).count()


def _check_chain(report: BookReport, period: BookPeriod, head: str, told: Told, where: str) -> None:
    if period.previous != head:
        report.blame(f"{where}: it is not chained to the period before it")
    recomputed_head = leaves.head(
        previous=period.previous, root=period.root, balances=period.balances,
        book_id=period.book_id, number=period.number, count=period.count,
        starts_at=period.starts_at, ends_at=period.ends_at,
    )  # fmt: skip
    if period.head != recomputed_head:
        report.blame(f"{where}: a root, a count or an end was changed after it was sealed")
    if told.get(period.pk) != period.head:
        report.blame(f"{where}: the audit does not know its head as it stands")


def _check_period(report: BookReport, period: BookPeriod, where: str, progress: Progress) -> None:
    """Its rows against their vouchers side by side, pages and root, then its balances."""
    roots = _PageRoots(period)
    after: sealed.Row | None = None
    number = 0
    fault = ""
    while not fault:
        rows = sealed.rows(period, after)
        known = sealed.vouchers(period, number)
        if not rows and not known:
            break
        fault, erased = _first_difference(rows, known, number)
        report.erased += erased
        if not fault:
            fault = roots.add([leaf for *_, leaf in known])
        number += len(known)
        report.lines += len(known)
        after = rows[-1] if rows else after
        progress(report.lines)
    if not fault:
        fault = roots.end()
    if not fault and number != period.count:
        fault = f"{period.count} rows were sealed, {number} are there"
    if fault:
        report.blame(f"{where}: {fault}")
    _check_checkpoints(report, period, where)


def _first_difference(
    rows: list[sealed.Row], known: list[sealed.Numbered], number: int
) -> tuple[str, int]:
    """What is wrong with the first row that is not as it was numbered, and how many lost their salt."""
    erased = 0
    for row, voucher in zip_longest(rows, known):
        number += 1
        if voucher is None:
            return f"row {sealed.as_id(row.key)} was added after voucher {number - 1}", erased
        key, told, salt, leaf = voucher
        if told != number:
            return f"voucher {number} is missing", erased
        if row is None or row.key != key:
            return _out_of_place(row, voucher), erased
        if not salt:
            erased += 1
            if not _forgotten(sealed.as_id(key)):
                said = f"voucher {told}, row {sealed.as_id(key)}"
                return f"{said}: its salt is gone, and no erasure is told", erased
        elif leaves.leaf(salt, sealed.as_bytes(row.content)) != leaf:
            return _changed(voucher), erased
    return "", erased


def _out_of_place(row: sealed.Row | None, voucher: sealed.Numbered) -> str:
    """The row that a voucher names is not where it was: gone, moved, or another one came before."""
    key, told = sealed.as_id(voucher[0]), voucher[1]
    if not Transfer.objects.filter(pk=key).exists():
        return f"voucher {told}, row {key}: the row is missing"
    if row is not None and not Voucher.objects.filter(pk=sealed.as_id(row.key)).exists():
        return f"row {sealed.as_id(row.key)} was added before voucher {told}"
    return _changed(voucher)


def _changed(voucher: sealed.Numbered) -> str:
    """Which row, which field, and what was sealed, where that can be found by trying."""
    stored, told, salt, leaf = voucher
    key = sealed.as_id(stored)
    said = f"voucher {told}, row {key}"
    try:
        row = Transfer.objects.get(pk=key)
        fields = {name: getattr(row, name) for name in FIELDS}
        found = leaves.what_was(fields, salt, leaf)
    except (Transfer.DoesNotExist, DatabaseError, ValidationError, ValueError, TypeError):
        return f"{said}: it cannot be read any more as it was sealed"
    if found is None:
        return f"{said}: it was changed after it was sealed, in more than one place"
    name, was = found
    stands = leaves.shown(fields, name)
    name = name.removesuffix("_id")
    return f"{said}: {name} was changed after it was sealed: {was} became {stands}"


def _forgotten(key: UUID) -> bool:
    return AuditEntry.objects.filter(thing_id=key, verb="ledger.forget_salt").exists()


class _PageRoots:
    """Compares the pages and the root of a period with its leaves, page by page as they come."""

    def __init__(self, period: BookPeriod) -> None:
        self.period = period
        self.pages = BookPage.objects.filter(period=period).order_by("number").iterator()
        self.number = 0
        self.roots: list[bytes] = []  # 32 bytes for each thousand rows

    def add(self, hashes: list[bytes]) -> str:
        for at in range(0, len(hashes), PAGE):
            part = hashes[at : at + PAGE]
            self.number += 1
            page = next(self.pages, None)
            if page is None or page.number != self.number:
                return f"page {self.number} is missing"
            root = merkle.root(part)
            self.roots.append(root)
            if root != bytes(page.root):
                first = (self.number - 1) * PAGE + 1
                return (
                    f"page {self.number}, vouchers {first} to {first + len(part) - 1}: "
                    "a leaf or the page's root was changed after it was sealed"
                )
        return ""

    def end(self) -> str:
        if next(self.pages, None) is not None:
            return f"page {self.number + 1} belongs to no vouchers"
        if merkle.root(self.roots).hex() != self.period.root:
            return "the root is not that of its rows"
        return ""


# What the checkpoints of a period must be: for each account that moved, the one before and the rows.
_DUE = f"""
SELECT m.account_id, m.posted_in + COALESCE(c.posted_in, 0),
  m.posted_out + COALESCE(c.posted_out, 0), m.held_in + COALESCE(c.held_in, 0),
  m.held_out + COALESCE(c.held_out, 0)
FROM ({sealed.MOVED}) m
LEFT JOIN ledger_checkpoint c ON c.account_id = m.account_id AND c.ends_at = (
  SELECT max(x.ends_at) FROM ledger_checkpoint x
   WHERE x.account_id = m.account_id AND x.ends_at < %(ends)s)
ORDER BY m.account_id
"""  # noqa: S608  constants only


def _check_checkpoints(report: BookReport, period: BookPeriod, where: str) -> None:
    """Those that are due beside those that are there, both by account; then their root."""
    hashes = []
    off: UUID | None = None
    for due, found in zip_longest(sealed.counters(period, _DUE), sealed.counters(period)):
        if found is not None:
            hashes.append(leaves.balance_leaf(*found))
        if due != found and off is None:
            off = min((one[0] for one in (due, found) if one), key=lambda key: key.hex)
    if off is not None:
        account = LedgerAccount.objects.filter(pk=off).first()
        name = f"{account.unit} {account.kind} " if account else ""
        report.blame(f"{where}: the checkpoint of account {name}{off} is not what its rows come to")
    if merkle.root(hashes).hex() != period.balances:
        report.blame(f"{where}: the {len(hashes)} checkpoints are not those that were sealed")

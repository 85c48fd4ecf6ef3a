"""Reads of the book: a balance in one query, a statement page by page, holds that are overdue."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, QuerySet

from maplebridge.core.errors import RuleBroken

from ..models import LedgerAccount, Transfer
from ..rules import COMMON_BOOK, Balance, State, Unit

PAGE_MAX = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9a-f]{32})", re.ASCII)


def find_account(
    *, unit: Unit, kind: str, owner_id: UUID | None, book_id: UUID = COMMON_BOOK
) -> LedgerAccount | None:
    """The account of this owner, or None while nothing was ever entered for them."""
    found: LedgerAccount | None = LedgerAccount.objects.filter(
        book_id=book_id, unit=unit.value, kind=kind, owner_id=owner_id
    ).first()
    return found


def overdue(now: datetime) -> QuerySet[Transfer]:
    """Holds whose time is over at `now` and that nothing has resolved yet."""
    found: QuerySet[Transfer] = Transfer.objects.filter(
        state=State.PENDING.value, expires_at__lte=now, resolution__isnull=True
    )
    return found


_BALANCE = """
SELECT SUM(posted_in), SUM(posted_out), SUM(held_in), SUM(held_out) FROM (
  SELECT posted_in, posted_out, held_in, held_out FROM ledger_ledgeraccount WHERE id = %(account)s
  UNION ALL
  SELECT posted_in, posted_out, held_in, held_out FROM ledger_ledgertail
   WHERE account_id = %(account)s) leg
"""


def balance(account: LedgerAccount | UUID) -> Balance:
    """What the account has now, in one query whatever its history: its counters and their tail.

    A hold counts until a row resolves it. Whoever spends has those released whose time is over.
    """
    key = account if isinstance(account, UUID) else account.pk
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE, {"account": _db("id", key)})
        posted_in, posted_out, held_in, held_out = cursor.fetchone()
    if posted_in is None:
        raise LedgerAccount.DoesNotExist(f"no account {key}")
    return Balance(posted=int(posted_in - posted_out), held=int(held_out), incoming=int(held_in))


_BALANCES = """
SELECT account, SUM(posted_in), SUM(posted_out), SUM(held_in), SUM(held_out) FROM (
  SELECT id AS account, posted_in, posted_out, held_in, held_out FROM ledger_ledgeraccount
   WHERE id IN ({keys})
  UNION ALL
  SELECT account_id, posted_in, posted_out, held_in, held_out FROM ledger_ledgertail
   WHERE account_id IN ({keys})) leg GROUP BY account
"""


def balances(keys: Collection[UUID]) -> dict[UUID, Balance]:
    """What each of these accounts has now, in one query for some hundred of them."""
    if not keys:
        return {}
    marks, values = ", ".join(["%s"] * len(keys)), [_db("id", key) for key in keys]
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES.format(keys=marks), [*values, *values])
        rows = cursor.fetchall()
    return {
        key if isinstance(key, UUID) else UUID(key): Balance(
            posted=int(came - went), held=int(held), incoming=int(incoming)
        )
        for key, came, went, incoming, held in rows
    }


# From the last checkpoint at or before the instant on: at most one period of one account is read,
# whatever the history. Four sums: posted in and out, held in and out.
_BALANCE_AT = """
WITH base AS (
  SELECT ends_at, posted_in, posted_out, held_in, held_out FROM ledger_checkpoint
   WHERE account_id = %(account)s AND ends_at <= %(at)s ORDER BY ends_at DESC LIMIT 1),
since AS (SELECT COALESCE((SELECT ends_at FROM base), {never}) AS at)
SELECT COALESCE(SUM(posted_in), 0), COALESCE(SUM(posted_out), 0),
  COALESCE(SUM(held_in), 0), COALESCE(SUM(held_out), 0)
FROM (
  SELECT posted_in, posted_out, held_in, held_out FROM base
  UNION ALL
  SELECT 0, CASE WHEN t.state IN ('posted', 'settled') THEN t.amount ELSE 0 END, 0,
    CASE WHEN t.state = 'pending' THEN t.amount ELSE -t.released END
  FROM ledger_transfer t
   WHERE t.debit_id = %(account)s AND t.at >= (SELECT at FROM since) AND t.at <= %(at)s
  UNION ALL
  SELECT CASE WHEN t.state IN ('posted', 'settled') THEN t.amount ELSE 0 END, 0,
    CASE WHEN t.state = 'pending' THEN t.amount ELSE -t.released END, 0
  FROM ledger_transfer t
   WHERE t.credit_id = %(account)s AND t.at >= (SELECT at FROM since) AND t.at <= %(at)s) leg
"""


def balance_at(account: LedgerAccount | UUID, at: datetime) -> Balance:
    """What the account had at a past instant, rows of that instant included, by the rows' own dates.

    Reads the rows since the last checkpoint before it, in one query.
    """
    key = account if isinstance(account, UUID) else account.pk
    never = "'-infinity'::timestamptz" if connection.vendor == "postgresql" else "''"
    with connection.cursor() as cursor:
        cursor.execute(
            _BALANCE_AT.format(never=never), {"account": _db("id", key), "at": _db("at", at)}
        )
        posted_in, posted_out, held_in, held_out = map(int, cursor.fetchone())
    return Balance(posted=posted_in - posted_out, held=held_out, incoming=held_in)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement. `amount` is signed; `balance_after` includes this line."""

    id: UUID
    at: datetime
    code: str
    amount: int
    balance_after: int
    thing_kind: str
    thing_id: UUID | None
    rulebook: str
    other_id: UUID


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of lines, newest first. `after` asks for the next page; None on the last one."""

    lines: tuple[Line, ...]
    after: str | None


# One statement, so that the lines and the balance they end in belong to the same moment. Each side
# walks its own index (account, at, id) backwards; only the sum of the newer lines reads further.
_STATEMENT = """
WITH line AS (
  SELECT * FROM (SELECT t.*, -t.amount AS signed FROM ledger_transfer t
    WHERE t.debit_id = %(account)s AND t.state IN ('posted', 'settled'){older}
    ORDER BY t.at DESC, t.id DESC LIMIT %(limit)s) d
  UNION ALL
  SELECT * FROM (SELECT t.*, t.amount AS signed FROM ledger_transfer t
    WHERE t.credit_id = %(account)s AND t.state IN ('posted', 'settled'){older}
    ORDER BY t.at DESC, t.id DESC LIMIT %(limit)s) c)
SELECT line.*,
  (SELECT a.posted_in - a.posted_out FROM ledger_ledgeraccount a WHERE a.id = %(account)s)
  + (SELECT COALESCE(SUM(l.posted_in - l.posted_out), 0) FROM ledger_ledgertail l
      WHERE l.account_id = %(account)s){newer} AS balance_before_newer
FROM line ORDER BY line.at DESC, line.id DESC LIMIT %(limit)s
"""
_OLDER = " AND (t.at, t.id) < (%(at)s, %(id)s)"
_NEWER = """
  - (SELECT COALESCE(SUM(n.amount), 0) FROM ledger_transfer n WHERE n.credit_id = %(account)s
      AND n.state IN ('posted', 'settled') AND (n.at, n.id) >= (%(at)s, %(id)s))
  + (SELECT COALESCE(SUM(n.amount), 0) FROM ledger_transfer n WHERE n.debit_id = %(account)s
      AND n.state IN ('posted', 'settled') AND (n.at, n.id) >= (%(at)s, %(id)s))"""
_FIRST_PAGE = _STATEMENT.format(older="", newer="")
_NEXT_PAGE = _STATEMENT.format(older=_OLDER, newer=_NEWER)


def statement(account: LedgerAccount, after: str | None = None, limit: int = 25) -> Statement:
    """The account's posted lines, newest first, each with the balance after it.

    `after` comes from the page before; it names a line, so lines entered meanwhile neither shift
    nor repeat anything. Raises RuleBroken on an `after` that no page gave.
    """
    limit = max(1, min(limit, PAGE_MAX))
    values: dict[str, object] = {"account": _db("id", account.pk), "limit": limit + 1}
    if after:
        at, key = _read_cursor(after)
        values |= {"at": _db("at", at), "id": _db("id", key)}
    # Any: raw() adds the two computed columns to each row.
    rows: list[Any] = list(Transfer.objects.raw(_NEXT_PAGE if after else _FIRST_PAGE, values))
    lines = []
    running = int(rows[0].balance_before_newer) if rows else 0
    for row in rows[:limit]:
        lines.append(_line(row, account.pk, running))
        running -= row.signed
    more = len(rows) > limit
    return Statement(tuple(lines), _write_cursor(lines[-1]) if more else None)


def _line(row: Transfer, account_id: UUID, running: int) -> Line:
    taken = row.debit_id == account_id
    return Line(
        id=row.pk,
        at=row.at,
        code=row.code,
        amount=-row.amount if taken else row.amount,
        balance_after=running,
        thing_kind=row.thing_kind,
        thing_id=row.thing_id,
        rulebook=row.rulebook,
        other_id=row.credit_id if taken else row.debit_id,
    )


def _db(field: str, value: object) -> Any:
    """A value as this database stores it: SQLite keeps keys and instants as text."""
    column: Field[Any, Any] = Transfer._meta.get_field(field)  # type: ignore[assignment]  # a column
    return column.get_db_prep_value(value, connection)


def _write_cursor(line: Line) -> str:
    """Microseconds since 1970 and the line's id: safe in an address as it is."""
    return f"{(line.at - _EPOCH) // _MICROSECOND}-{line.id.hex}"


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise RuleBroken("ledger_page_unknown")
    return _EPOCH + int(found[1]) * _MICROSECOND, UUID(hex=found[2])

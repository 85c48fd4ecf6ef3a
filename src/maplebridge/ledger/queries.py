"""Reads of the book: a balance in one query, a statement page by page, and the check of it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Field, Sum
from django.db.models.functions import Coalesce

from maplebridge.core.errors import RuleBroken

from .models import LedgerAccount, Transfer
from .rules import Balance, Unit

PAGE_MAX = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9a-f]{32})", re.ASCII)


def find_account(*, unit: Unit, kind: str, owner_id: UUID | None) -> LedgerAccount | None:
    """The account of this owner, or None while nothing was ever entered for them."""
    found: LedgerAccount | None = LedgerAccount.objects.filter(
        unit=unit.value, kind=kind, owner_id=owner_id
    ).first()
    return found


def balance(account: LedgerAccount | UUID) -> Balance:
    """What the account has now, in one query whatever its history: its counters and their tail."""
    key = account if isinstance(account, UUID) else account.pk
    row = LedgerAccount.objects.filter(pk=key).values_list(
        F("posted_in") + Coalesce(Sum("tail__posted_in"), 0),
        F("posted_out") + Coalesce(Sum("tail__posted_out"), 0),
        F("held_in") + Coalesce(Sum("tail__held_in"), 0),
        F("held_out") + Coalesce(Sum("tail__held_out"), 0),
    )
    posted_in, posted_out, held_in, held_out = row.get()
    return Balance(posted=int(posted_in - posted_out), held=int(held_out), incoming=int(held_in))


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


def _db(field: str, value: object) -> object:
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


@dataclass(frozen=True, slots=True)
class Drift:
    """An account whose counters are not what its transfers say."""

    account_id: UUID
    unit: str
    kind: str
    kept: tuple[int, int, int, int]
    recomputed: tuple[int, int, int, int]


# Recomputed from the rows alone, without the triggers' help, and in one statement, so that a ledger
# that is being written to shows no drift that is not there.
_RECOMPUTED = """
WITH leg AS (
  SELECT debit_id AS account_id, 0 AS posted_in,
    CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END AS posted_out, 0 AS held_in,
    CASE state WHEN 'pending' THEN amount WHEN 'settled' THEN -released
      WHEN 'voided' THEN -released ELSE 0 END AS held_out
  FROM ledger_transfer
  UNION ALL
  SELECT credit_id, CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END, 0,
    CASE state WHEN 'pending' THEN amount WHEN 'settled' THEN -released
      WHEN 'voided' THEN -released ELSE 0 END, 0
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


def recomputed() -> Iterator[tuple[Drift, bool]]:
    """Every account with its kept and recomputed counters, and whether the two differ. Streams."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTED)
        while rows := cursor.fetchmany(2_000):
            for key, unit, kind, *numbers in rows:
                kept, told = (tuple(int(n) for n in part) for part in (numbers[:4], numbers[4:]))
                account_id = key if isinstance(key, UUID) else UUID(hex=key)
                drift = Drift(account_id, unit, kind, _four(kept), _four(told))
                yield drift, kept != told


def _four(numbers: tuple[int, ...]) -> tuple[int, int, int, int]:
    a, b, c, d = numbers
    return a, b, c, d

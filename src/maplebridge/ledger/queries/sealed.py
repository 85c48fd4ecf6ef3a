"""Closed periods as a seal covers them: rows in order as canonical text, balances, proofs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from maplebridge.core.audit import merkle
from maplebridge.core.errors import Missing

from ..models import BookPage, BookPeriod, Transfer, Voucher
from ..rules import PeriodState, leaves
from ..rules.leaves import FIELDS, INSTANTS, KEYS, PAGE, WORDS

_BATCH = 8 * PAGE
PERIODS_MAX = 200


Key = UUID | str
"""An id as the database keeps it: text without hyphens on SQLite. In a damaged file it may be none."""


class Row(NamedTuple):
    """A row as the seal covers it, and its place in the order of the book: by instant, then by id."""

    key: Key
    content: bytes | str
    at: Any  # text on SQLite, which keeps instants so; a datetime on PostgreSQL


def _canonical() -> str:
    """The SQL of rules.leaves.text, in the words of this database."""
    sqlite = connection.vendor == "sqlite"
    parts = []
    for name in FIELDS:
        column = f"t.{name}"
        if name in WORDS:
            part = f"length({column}) || ':' || {column}"
        elif name in KEYS:
            part = column if sqlite else f"encode(uuid_send({column}), 'hex')"
        elif name in INSTANTS:
            part = (
                f"substr({column} || CASE length({column}) WHEN 19 THEN '.000000' ELSE '' END, 1, 26)"
                if sqlite
                else f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
            )
        else:
            part = column if sqlite else f"{column}::text"
        field = Transfer._meta.get_field(name.removesuffix("_id") if name in _FOREIGN else name)
        parts.append(f"COALESCE({part}, '')" if field.null else f"({part})")
    joined = " || '|' || ".join(["'1'", *parts])
    # As bytes on SQLite: a damaged file may hold text that is no text.
    return f"CAST({joined} AS BLOB)" if sqlite else joined


_FOREIGN = frozenset({"debit_id", "credit_id", "resolves_id", "reverses_id"})


def _ready(value: Any) -> Any:
    if connection.vendor != "sqlite":
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def rows(period: BookPeriod, after: Row | None = None, limit: int = _BATCH) -> list[Row]:
    """The next rows of a period, in order. One walk along the index (book, at, id).

    SQLite would take what stands in the index from there: it walks as `k`, and `t` is the row.
    """
    table, k, at = "ledger_transfer t", "t", "t.at"
    if connection.vendor == "sqlite":
        table = "ledger_transfer k CROSS JOIN ledger_transfer t ON t.rowid = k.rowid"
        k, at = (
            "k",
            "k.at || ''",
        )  # as text: what the driver makes of an instant costs as much as all else
    where, values = f"{k}.book_id = %s AND {k}.at < %s", [period.book_id, period.ends_at]
    if period.starts_at is not None:
        where, values = f"{where} AND {k}.at >= %s", [*values, period.starts_at]
    if after is not None:
        where, values = f"{where} AND ({k}.at, {k}.id) > (%s, %s)", [*values, after.at, after.key]
    sql = (
        f"SELECT {k}.id, {_canonical()}, {at} FROM {table} WHERE {where}"  # noqa: S608
        f" ORDER BY {k}.at, {k}.id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*map(_ready, values), limit])
        return [Row(*found) for found in cursor.fetchall()]


def as_bytes(content: bytes | str) -> bytes:
    """SQLite gives bytes, PostgreSQL text."""
    return content if isinstance(content, bytes) else content.encode()


def as_id(key: Key) -> UUID:
    """The id for a person. One that is no id any more, in a damaged file, is nobody's."""
    try:
        return key if isinstance(key, UUID) else UUID(hex=key)
    except (ValueError, AttributeError, TypeError):
        return UUID(int=0)


def place_of(key: Key) -> Row:
    """Where a row stands, without its content."""
    at = "at || ''" if connection.vendor == "sqlite" else "at"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {at} FROM ledger_transfer WHERE id = %s", [_ready(key)])  # noqa: S608
        return Row(key, b"", cursor.fetchone()[0])


# What each account moved in a period, from its rows alone.
MOVED = """
SELECT account_id, SUM(posted_in) AS posted_in, SUM(posted_out) AS posted_out,
  SUM(held_in) AS held_in, SUM(held_out) AS held_out
FROM (
  SELECT t.debit_id AS account_id, 0 AS posted_in,
    CASE WHEN t.state IN ('posted', 'settled') THEN t.amount ELSE 0 END AS posted_out,
    0 AS held_in,
    CASE WHEN t.state = 'pending' THEN t.amount ELSE -t.released END AS held_out
  FROM ledger_transfer t WHERE t.book_id = %(book)s AND t.at < %(ends)s{since}
  UNION ALL
  SELECT t.credit_id, CASE WHEN t.state IN ('posted', 'settled') THEN t.amount ELSE 0 END, 0,
    CASE WHEN t.state = 'pending' THEN t.amount ELSE -t.released END, 0
  FROM ledger_transfer t WHERE t.book_id = %(book)s AND t.at < %(ends)s{since}) leg
GROUP BY account_id
"""


def within(sql: str, period: BookPeriod) -> tuple[str, dict[str, Any]]:
    """A statement with MOVED in it, and its values, for the rows of one period."""
    values = {"book": period.book_id, "ends": period.ends_at, "period": period.pk}
    since = "" if period.starts_at is None else " AND t.at >= %(starts)s"
    values |= {} if period.starts_at is None else {"starts": period.starts_at}
    return sql.format(since=since), {name: _ready(value) for name, value in values.items()}


Numbered = tuple[Key, int, bytes, bytes]
"""A voucher: transfer, number, salt, leaf."""


def vouchers(period: BookPeriod, after: int = 0, limit: int = _BATCH) -> list[Numbered]:
    """The next vouchers of a period by number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT transfer_id, number, salt, leaf FROM ledger_voucher"
            " WHERE period_id = %s AND number > %s ORDER BY number LIMIT %s",
            [_ready(period.pk), after, limit],
        )
        found: list[Numbered] = cursor.fetchall()
    if connection.vendor == "sqlite":
        return found
    return [(key, number, bytes(salt), bytes(leaf)) for key, number, salt, leaf in found]


Counters = tuple[UUID, tuple[int, int, int, int]]
_CHECKPOINTS = """
SELECT account_id, posted_in, posted_out, held_in, held_out FROM ledger_checkpoint
 WHERE period_id = %(period)s AND ends_at = %(ends)s ORDER BY account_id
"""


def counters(period: BookPeriod, sql: str = _CHECKPOINTS) -> Iterator[Counters]:
    """What the accounts that moved in the period had at its end, by account. Streams."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(*within(sql, period))
        while found := cursor.fetchmany(2_000):
            for key, *numbers in found:
                a, b, c, d = map(int, numbers)
                yield as_id(key), (a, b, c, d)


def periods(book_id: UUID, limit: int = 50) -> list[BookPeriod]:
    """The closed and sealed periods of a book, the latest first."""
    found = BookPeriod.objects.filter(book_id=book_id).order_by("-number")
    return list(found[: min(limit, PERIODS_MAX)])


def closed_until(book_id: UUID) -> datetime | None:
    """The instant from which on the book is open; None when none of it was ever closed."""
    found = BookPeriod.objects.filter(book_id=book_id).order_by("-number")
    return found.values_list("ends_at", flat=True).first()


def voucher_number(transfer_id: UUID) -> tuple[int, int] | None:
    """The number of the period and of the voucher in it; None while its period is open."""
    found = Voucher.objects.filter(pk=transfer_id).values_list("period__number", "number")
    return found.first()


@dataclass(frozen=True, slots=True)
class Proof:
    """That one row belongs to a sealed period: all that a stranger needs who has the printed head.

    `content` is the row's canonical text (rules.leaves.text), `path` the hashes beside its way up
    to `root`. The rest is what the head binds together.
    """

    content: str
    salt: bytes
    number: int
    count: int
    path: tuple[bytes, ...]
    root: str
    balances: str
    previous: str
    book_id: UUID
    period: int
    starts_at: datetime | None
    ends_at: datetime
    head: str

    @property
    def holds(self) -> bool:
        """Whether row, path and head fit together. Computed from these values alone."""
        leaf = leaves.leaf(self.salt, self.content.encode())
        found = merkle.root_from(leaf, self.number - 1, self.count, self.path)
        return found is not None and found.hex() == self.root and self._head == self.head

    @property
    def _head(self) -> str:
        return leaves.head(
            previous=self.previous, root=self.root, balances=self.balances, book_id=self.book_id,
            number=self.period, count=self.count, starts_at=self.starts_at, ends_at=self.ends_at,
        )  # fmt: skip


def prove(transfer_id: UUID) -> Proof:
    """The proof of a row in a sealed period. Reads one page of leaves and the roots of all pages.

    Raises Missing `ledger_no_voucher` while its period is not sealed or after its salt is gone.
    """
    voucher = Voucher.objects.select_related("period").filter(pk=transfer_id).first()
    if voucher is None or voucher.period.state != PeriodState.SEALED.value or not voucher.salt:
        raise Missing("ledger_no_voucher")
    period = voucher.period
    page, index = divmod(voucher.number - 1, PAGE)
    beside = [leaf for *_, leaf in vouchers(period, after=page * PAGE, limit=PAGE)]
    roots = [
        bytes(root)
        for root in BookPage.objects.filter(period=period)
        .order_by("number")
        .values_list("root", flat=True)
    ]
    row = Transfer.objects.get(pk=transfer_id)
    return Proof(
        content=leaves.text({name: getattr(row, name) for name in FIELDS}),
        salt=bytes(voucher.salt),
        number=voucher.number,
        count=period.count,
        path=(*merkle.path(beside, index), *merkle.path(roots, page)),
        root=period.root,
        balances=period.balances,
        previous=period.previous,
        book_id=period.book_id,
        period=period.number,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        head=period.head,
    )

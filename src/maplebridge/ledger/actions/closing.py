"""Closing a book for a stretch of time, and sealing it: numbers, leaves, checkpoints, roots, a head.

Closing is a moment: from then on the database refuses rows into the period. Sealing takes as long
as there are rows, a few pages in each transaction, and goes on where it stopped.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from maplebridge.core import audit
from maplebridge.core.audit import merkle
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer

from ..models import BookPage, BookPeriod, Voucher
from ..queries import overdue, sealed
from ..queries.sealed import MOVED
from ..rules import PeriodState, leaves
from ..rules.leaves import PAGE, SALT_BYTES, START
from .moving import release

log = structlog.get_logger("maplebridge.ledger")

PAGES_AT_ONCE = 16
LOCK = "maplebridge.ledger.seal"
_BOOK = "SELECT pg_advisory_xact_lock(hashtext('maplebridge.ledger.book'), hashtext(%s))"

Salts = Callable[[int], bytes]


def close_period(*, viewer: Viewer, book_id: UUID, ends_at: datetime, now: datetime) -> BookPeriod:
    """Close the book for everything before `ends_at`; asked again, the period that stands.

    Waits for those who are entering at this moment. Holds whose time was over before `ends_at`
    are released first, so that they end in their own period. Raises RuleBroken
    `ledger_period_not_over` for an instant that has not come, `ledger_period_before_the_last` for
    one inside what is closed already.
    """
    assert ends_at.tzinfo is not None, "instants are aware"
    if ends_at > now:
        raise RuleBroken("ledger_period_not_over")
    release(overdue(now).filter(book_id=book_id, expires_at__lt=ends_at))
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(_BOOK, [str(book_id)])
        last = BookPeriod.objects.filter(book_id=book_id).order_by("-number").first()
        if last and last.ends_at == ends_at:
            return last
        if last and ends_at < last.ends_at:
            raise RuleBroken("ledger_period_before_the_last")
        period = BookPeriod.objects.create(
            book_id=book_id,
            number=last.number + 1 if last else 1,
            starts_at=last.ends_at if last else None,
            ends_at=ends_at,
            state=PeriodState.CLOSED.value,
            closed_at=now,
        )
        audit.record(
            viewer=viewer, verb="ledger.close", thing=period, now=now,
            book=book_id, number=period.number,
        )  # fmt: skip
    return period


def seal_period(
    *, book_id: UUID, now: datetime, salts: Salts = secrets.token_bytes
) -> BookPeriod | None:
    """Seal the oldest closed period of the book, from where it stopped; None when all are sealed.

    `salts` gives that many random bytes. Two sealers take turns, page by page.
    """
    period = BookPeriod.objects.filter(
        book_id=book_id, state=PeriodState.CLOSED.value
    ).order_by("number").first()  # fmt: skip
    if period is None:
        return None
    while _seal_pages(period, salts):
        pass
    return _finish(period, now)


def seal_closed(*, now: datetime) -> None:
    """Duty: seal every period that is closed."""
    waiting = BookPeriod.objects.filter(state=PeriodState.CLOSED.value).order_by()
    for book_id in list(waiting.values_list("book_id", flat=True).distinct()):
        while seal_period(book_id=book_id, now=now):
            pass


def forget_salt(*, viewer: Viewer, transfer_id: UUID, now: datetime) -> None:
    """Empty the salt of a sealed row: what was published of it can no longer be tried out.

    The row and its leaf stay, and the seal holds; only the row can no longer be checked against it.
    Raises Missing `ledger_no_voucher`.
    """
    with transaction.atomic():
        found = Voucher.objects.filter(pk=transfer_id, period__state=PeriodState.SEALED.value)
        if not found.exists():
            raise Missing("ledger_no_voucher")
        Voucher.objects.filter(pk=transfer_id).update(salt=b"")
        audit.record(
            viewer=viewer, verb="ledger.forget_salt", thing=("ledger.transfer", transfer_id),
            now=now,
        )  # fmt: skip


def _seal_pages(period: BookPeriod, salts: Salts) -> bool:
    """Number the next pages; whether there may be more."""
    with transaction.atomic():
        audit.one_at_a_time(LOCK)
        done = BookPage.objects.filter(period=period).order_by("-number").first()
        if done and done.count < PAGE:
            return False
        number = done.number * PAGE if done else 0
        after = sealed.place_of(_last_of(period, number)) if done else None
        found = sealed.rows(period, after, PAGE * PAGES_AT_ONCE)
        if not found:
            return False
        salt = salts(SALT_BYTES * len(found))
        made = []
        for at, row in enumerate(found):
            own = salt[at * SALT_BYTES : (at + 1) * SALT_BYTES]
            leaf = leaves.leaf(own, sealed.as_bytes(row.content))
            made.append((row.key, number + at + 1, own, leaf))
        _write(period, made)
        _write_pages(period, number // PAGE, [leaf for *_, leaf in made])
    return len(found) == PAGE * PAGES_AT_ONCE


def _last_of(period: BookPeriod, number: int) -> sealed.Key:
    return sealed.vouchers(period, after=number - 1, limit=1)[0][0]


def _write(period: BookPeriod, made: Sequence[sealed.Numbered]) -> None:
    columns = "ledger_voucher (transfer_id, period_id, number, salt, leaf)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lines = (
                f"{key}\t{period.pk}\t{number}\t\\\\x{salt.hex()}\t\\\\x{leaf.hex()}\n"
                for key, number, salt, leaf in made
            )
            with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
                copy.write("".join(lines))
            return
        mine = period.pk.hex
        cursor.executemany(
            f"INSERT INTO {columns} VALUES (%s, %s, %s, %s, %s)",  # noqa: S608  constants only
            [(key, mine, number, salt, leaf) for key, number, salt, leaf in made],
        )


def _write_pages(period: BookPeriod, first: int, hashes: Sequence[bytes]) -> None:
    """`first` pages stand already. Full pages are complete subtrees of the period's tree."""
    parts = [hashes[at : at + PAGE] for at in range(0, len(hashes), PAGE)]
    BookPage.objects.bulk_create(
        BookPage(period=period, number=number, count=len(part), root=merkle.root(part))
        for number, part in enumerate(parts, start=first + 1)
    )


def _finish(period: BookPeriod, now: datetime) -> BookPeriod:
    """Write checkpoints, roots and head, and tell the audit; whoever comes second finds it done."""
    with transaction.atomic():
        audit.one_at_a_time(LOCK)
        period = BookPeriod.objects.get(pk=period.pk)
        if period.state == PeriodState.SEALED.value:
            return period
        _write_checkpoints(period)
        pages = list(BookPage.objects.filter(period=period).order_by("number"))
        before = BookPeriod.objects.filter(book_id=period.book_id, number=period.number - 1)
        period.count = sum(page.count for page in pages)
        period.root = merkle.root(bytes(page.root) for page in pages).hex()
        period.balances = merkle.root(
            leaves.balance_leaf(*one) for one in sealed.counters(period)
        ).hex()
        period.previous = before.values_list("head", flat=True).first() or START
        period.head = leaves.head(
            previous=period.previous, root=period.root, balances=period.balances,
            book_id=period.book_id, number=period.number, count=period.count,
            starts_at=period.starts_at, ends_at=period.ends_at,
        )  # fmt: skip
        period.state, period.sealed_at = PeriodState.SEALED.value, now
        period.save(update_fields=["count", "root", "balances", "previous", "head", "state",
                                   "sealed_at"])  # fmt: skip
        audit.record(
            viewer=SYSTEM, verb="ledger.seal", thing=period, now=now,
            head=period.head, book=period.book_id, number=period.number, count=period.count,
        )  # fmt: skip
    log.info("ledger period sealed", period=period.number, rows=period.count, head=period.head)
    return period


# What moved in the period is added to the checkpoint before it, for each account that moved.
_CHECKPOINTS = f"""
INSERT INTO ledger_checkpoint
  (account_id, period_id, ends_at, posted_in, posted_out, held_in, held_out)
SELECT m.account_id, %(period)s, %(ends)s,
  m.posted_in + COALESCE(c.posted_in, 0), m.posted_out + COALESCE(c.posted_out, 0),
  m.held_in + COALESCE(c.held_in, 0), m.held_out + COALESCE(c.held_out, 0)
FROM ({MOVED}) m
LEFT JOIN ledger_checkpoint c ON c.account_id = m.account_id AND c.ends_at = (
  SELECT max(x.ends_at) FROM ledger_checkpoint x
   WHERE x.account_id = m.account_id AND x.ends_at < %(ends)s)
"""  # noqa: S608  constants only


def _write_checkpoints(period: BookPeriod) -> None:
    sql, values = sealed.within(_CHECKPOINTS, period)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)

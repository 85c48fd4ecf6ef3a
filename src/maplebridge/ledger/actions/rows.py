"""Rows on their way into the book: what may be asked for, the INSERT, and what a refusal means."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from maplebridge.core.errors import Missing, RuleBroken, Unavailable
from maplebridge.core.viewer import Viewer

from ..models import LedgerAccount, Transfer
from ..queries import balance
from ..rules import AMOUNT_MAX, MOVING, REINSTATE, REVERSE, Amount, State, Unit

Thing = tuple[str, UUID]
"""What a transfer is for: the kind ("matters.matter") and the id of a thing."""

COLUMNS = (
    "id", "book_id", "unit", "debit_id", "credit_id", "amount", "state", "resolves_id", "released",
    "reverses_id", "expires_at", "code", "journal_id", "thing_kind", "thing_id", "rulebook",
    "entered_by", "at",
)  # fmt: skip
"""As the table has them, in its order."""
_MAY_DIFFER = {"id", "entered_by", "at", "expires_at"}
PAYLOAD = tuple(name for name in COLUMNS if name not in _MAY_DIFFER)
"""What makes two requests the same. Who retries and when may differ, and with it when a hold ends."""
_INTO = f"INSERT INTO ledger_transfer ({', '.join(COLUMNS)}) VALUES "  # noqa: S608  constants only
_SLOTS = f"({', '.join(['%s'] * len(COLUMNS))})"
# One round trip; a row that is already there, or a hold that is already resolved, inserts nothing.
_UNLESS_THERE = " ON CONFLICT DO NOTHING"
_ONE = _INTO + _SLOTS
_of_columns = itemgetter(*COLUMNS)

_POSTED, _PENDING = State.POSTED.value, State.PENDING.value
_TRIES = 8
_STANDS = "23505"
"""Unique violation."""
_PASSING = {"40P01", "40001", "55P03"}
"""Deadlock, serialization failure, lock not available: the same statement may work a moment later."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A row that moves `amount` out of `debit` into `credit` at once."""

    unit: Unit
    debit: LedgerAccount
    credit: LedgerAccount
    amount: Amount
    code: str
    thing: Thing | None = None
    rulebook: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Move):
    """A row that promises it: not spendable by `debit` any more, nor by `credit` yet.

    From `expires_at` on it can no longer be posted, and a duty releases it.
    """

    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A row that settles a hold for `amount`, by default all of it."""

    hold_id: UUID
    amount: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """A row that releases a hold without moving anything."""

    hold_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse:
    """A row that undoes a posted or settled one, whole. `of_reversal` undoes a row that undid."""

    transfer_id: UUID
    of_reversal: bool = False


Entry = Move | Post | Void | Reverse


def row(entry: Entry, *, viewer: Viewer, id: UUID, now: datetime) -> Transfer:
    """The row that the entry asks for. Raises RuleBroken or Missing on what cannot be asked."""
    assert now.tzinfo is not None, "instants are aware"
    if isinstance(entry, Move):
        return _moving(entry, viewer, id, now)
    if isinstance(entry, Reverse):
        made = _undoing(entry)
    else:
        made = _resolving(entry)
    made.id, made.entered_by, made.at = id, viewer.person_id, now
    return made


def check(entry: Move) -> None:
    """Raises RuleBroken on what a person cannot ask for, AssertionError on what a programmer cannot."""
    debit, credit = entry.debit, entry.credit
    assert isinstance(entry.amount, int), "amounts are whole"  # a NewType does not hold at run time
    assert debit.pk != credit.pk, "a transfer has two accounts"
    assert debit.unit == credit.unit == entry.unit, "a transfer stays within one unit"
    assert debit.book_id == credit.book_id, "a transfer stays within one book"
    if not 0 < entry.amount <= AMOUNT_MAX:
        raise RuleBroken("ledger_amount_out_of_range", most=AMOUNT_MAX)
    if entry.code in {REVERSE, REINSTATE}:
        raise RuleBroken("ledger_code_not_allowed", code=entry.code)


def _moving(entry: Move, viewer: Viewer, id: UUID, now: datetime) -> Transfer:
    check(entry)
    state, expires_at = _POSTED, None
    if isinstance(entry, Hold):
        state, expires_at = _PENDING, entry.expires_at
    kind, thing_id = entry.thing or ("", None)
    # By position: names and defaults would be looked up field by field, longer than all else here.
    made: Transfer = Transfer.from_db(DEFAULT_DB_ALIAS, COLUMNS, (
        id, entry.debit.book_id, entry.unit.value, entry.debit.pk, entry.credit.pk, entry.amount,
        state, None, 0, None, expires_at, entry.code, None, kind, thing_id, entry.rulebook,
        viewer.person_id, now,
    ))  # fmt: skip
    return made


def _resolving(entry: Post | Void) -> Transfer:
    held = Transfer.objects.filter(pk=entry.hold_id, state=State.PENDING.value).first()
    if held is None:
        raise Missing("ledger_no_hold")
    amount = entry.amount if isinstance(entry, Post) else None
    if amount is not None and not 0 < amount <= held.amount:
        raise RuleBroken("ledger_more_than_held", held=held.amount)
    made = resolution(held, State.SETTLED if isinstance(entry, Post) else State.VOIDED)
    made.amount = int(amount or held.amount)
    made.resolves = held
    return made


def resolution(held: Transfer, state: State) -> Transfer:
    """The row that ends a hold, for all of it."""
    return Transfer(
        book_id=held.book_id, unit=held.unit, debit_id=held.debit_id, credit_id=held.credit_id,
        amount=held.amount, state=state.value, resolves_id=held.pk, released=held.amount,
        code=held.code, journal_id=held.journal_id, thing_kind=held.thing_kind,
        thing_id=held.thing_id, rulebook=held.rulebook,
    )  # fmt: skip


def _undoing(entry: Reverse) -> Transfer:
    undone = Transfer.objects.filter(pk=entry.transfer_id).first()
    if undone is None:
        raise Missing("ledger_no_transfer")
    if undone.state not in MOVING:
        raise RuleBroken("ledger_nothing_to_reverse")
    if (undone.reverses_id is not None) != entry.of_reversal:
        raise RuleBroken("ledger_is_a_reversal" if undone.reverses_id else "ledger_is_no_reversal")
    return Transfer(
        book_id=undone.book_id, unit=undone.unit, debit_id=undone.credit_id,
        credit_id=undone.debit_id, amount=undone.amount, state=State.POSTED.value,
        reverses_id=undone.pk, code=REINSTATE if entry.of_reversal else REVERSE,
        thing_kind=undone.thing_kind, thing_id=undone.thing_id, rulebook=undone.rulebook,
    )  # fmt: skip


def too_late(made: Transfer) -> str:
    """Why the row cannot be entered at its instant any more, "" when it can; it may stand already.

    A hold is settled before `expires_at`, to the microsecond, and begins before it.
    """
    if made.state == State.PENDING.value:
        over = made.expires_at is not None and made.expires_at <= made.at
        return "ledger_hold_ends_before_it_begins" if over else ""
    if made.state != State.SETTLED.value or made.resolves is None:
        return ""
    ends: datetime | None = made.resolves.expires_at
    return "ledger_hold_expired" if ends is not None and made.at >= ends else ""


def insert(rows: Sequence[Transfer], *, unless_there: bool) -> int:
    """Enter the rows in one statement; how many were entered.

    With `unless_there`, rows whose id stands, and resolutions or reversals of what is resolved or
    reversed, enter nothing; without it they raise IntegrityError, and nothing at all is entered.
    """
    here = connections[DEFAULT_DB_ALIAS]
    if len(rows) == 1 and unless_there:
        entered = _enter_one(here, values(rows[0]))
    else:
        sql = _INTO + ", ".join([_SLOTS] * len(rows)) + (_UNLESS_THERE if unless_there else "")
        entered = _executed(here, sql, [value for one in rows for value in values(one)])
    for one in rows:
        one._state.adding = False
        one._state.db = here.alias
    return entered


def _enter_one(here: BaseDatabaseWrapper, row: Sequence[Any]) -> int:
    """Outside a transaction a row that stands may fail: PostgreSQL does that at less cost than looking first."""
    if here.vendor == "sqlite" or not here.autocommit:
        return _executed(here, _ONE + _UNLESS_THERE, row)
    try:
        return _executed(here, _ONE, row)
    except IntegrityError as refused:
        if getattr(refused.__cause__, "sqlstate", None) != _STANDS:
            raise
        return 0


class _Kept(threading.local):
    """The driver's cursor of this thread, and the connection below Django's that it belongs to."""

    cursor: Any = None
    of: Any = None


_KEPT = _Kept()


def _executed(here: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> int:
    """How many rows the statement entered; by a cursor that stays, unless somebody wants to look on.

    A new cursor looks up how to write each type again, a fifth of an INSERT's work here.
    """
    if here.vendor == "sqlite" or here.queries_logged or here.execute_wrappers:
        with here.cursor() as watched:
            watched.execute(sql, values)
            return int(watched.rowcount)
    here.ensure_connection()
    here.validate_no_broken_transaction()
    if _KEPT.of is not here.connection:
        _KEPT.cursor, _KEPT.of = here.cursor().cursor, here.connection
    with here.wrap_database_errors:
        _KEPT.cursor.execute(sql, values)
    return int(_KEPT.cursor.rowcount)


def values(made: Transfer) -> Sequence[Any]:
    """The row's columns as this database stores them. Any: each column has a type of its own."""
    found: tuple[Any, ...] = _of_columns(vars(made))
    if connection.vendor != "sqlite":
        return found
    adapt = connection.ops.adapt_datetimefield_value
    return [
        value.hex
        if isinstance(value, UUID)
        else adapt(value)
        if isinstance(value, datetime)
        else value
        for value in found
    ]


def same(standing: Transfer, asked: Transfer) -> bool:
    return all(getattr(standing, name) == getattr(asked, name) for name in PAYLOAD)


def said(refused: IntegrityError, rows: Sequence[Transfer]) -> RuleBroken | None:
    """The refusal of a guard in words for a person; None when it was a programmer's fault."""
    text = str(refused)
    if "ledger_available_not_negative" in text:
        return _not_enough(rows)
    if "ledger_wallet_codes" in text:
        wallets = LedgerAccount.objects.filter(pk__in=[one.debit_id for one in rows])
        held = set(wallets.filter(constrained=True).values_list("pk", flat=True))
        codes = [one.code for one in rows if one.debit_id in held]
        return RuleBroken("ledger_code_not_allowed", code=codes[0] if codes else rows[0].code)
    if "ledger_period_closed" in text:
        return RuleBroken("ledger_period_closed")
    if "resolves_id" in text:
        return RuleBroken("ledger_already_resolved")
    if "reverses_id" in text:
        return RuleBroken("ledger_already_reversed")
    return None


def _not_enough(rows: Sequence[Transfer]) -> RuleBroken:
    """Names the first wallet that the rows ask for more than it has."""
    taking = {State.POSTED.value, State.PENDING.value}
    wanted: dict[UUID, int] = {}
    for one in rows:
        if one.state in taking:
            wanted[one.debit_id] = wanted.get(one.debit_id, 0) + one.amount
    wallets = LedgerAccount.objects.filter(pk__in=wanted, constrained=True)
    found = [(balance(wallet).available, wanted[wallet.pk]) for wallet in wallets.order_by("pk")]
    short = [one for one in found if one[0] < one[1]] or found
    return RuleBroken("ledger_not_enough", available=short[0][0], wanted=short[0][1])


def persistently(attempt: Callable[[], T]) -> T:
    """Try again what lost a deadlock or a lock. Inside a transaction only its owner can: no retry.

    Raises Unavailable `ledger_busy` when it lost every time.
    """
    for tries in range(_TRIES):
        try:
            return attempt()
        except OperationalError as lost:
            if connection.in_atomic_block or not _passes(lost):
                raise
        time.sleep(secrets.randbelow(10 * 2**tries) / 1_000)
    raise Unavailable("ledger_busy")


def _passes(lost: OperationalError) -> bool:
    state = getattr(lost.__cause__, "sqlstate", None)
    return state in _PASSING or "database is locked" in str(lost)

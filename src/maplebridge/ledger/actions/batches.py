"""Many rows at once, for imports: a statement a batch, the same answer when it comes a second time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count, islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import Transfer
from ..rules import State
from .rows import COLUMNS, PAYLOAD, Hold, Move, check, persistently, row, said

SIZE = 10_000
_NAMES = ", ".join(COLUMNS)
_FROM_STAGE = (
    f"INSERT INTO ledger_transfer ({_NAMES}) SELECT {_NAMES} FROM ledger_arriving"  # noqa: S608
    " ON CONFLICT DO NOTHING"
)
# Kept for the length of the connection; each transaction begins with it empty.
_STAGE = (
    "CREATE TEMP TABLE IF NOT EXISTS ledger_arriving (LIKE ledger_transfer) ON COMMIT DELETE ROWS"
)
_ONE_BY_ONE = (
    f"INSERT INTO ledger_transfer ({_NAMES})"  # noqa: S608  constants only
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One row of an import: its id, which is its idempotency key, its instant and what it moves."""

    id: UUID
    at: datetime
    move: Move
    journal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch. `refused` names each bad row by its number in the import, from 0.

    `entered` rows are new, `standing` ones were there and say the same. When the batch was to be
    whole and a row was bad, nothing of it was entered and only the first bad row is named.
    """

    first: int
    count: int
    entered: int = 0
    standing: int = 0
    refused: tuple[tuple[int, RuleBroken], ...] = ()


def enter_many(
    *, viewer: Viewer, arrivals: Iterable[Arrival], size: int = SIZE, whole: bool = True
) -> Iterator[Batch]:
    """Enter rows batch by batch, each in a transaction or savepoint of its own; yields what became of it.

    Reads `arrivals` as it goes, so that an import of any length needs the memory of one batch. With
    `whole` a batch is entered with all its rows or not at all; without, bad rows are left out. The
    rows of a batch count together on PostgreSQL and in their order on SQLite, so order them as
    they happened. Entering the same rows again changes nothing.
    """
    for lines in _parts(zip(count(), arrivals, strict=False), size):
        yield persistently(partial(_enter_batch, viewer, lines, whole))


T = TypeVar("T")


def _parts(things: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(things)
    while part := list(islice(rest, size)):
        yield part


Lines = Sequence[tuple[int, Arrival]]


class _Refused(Exception):
    """The batch is not entered, because of these of its rows."""

    def __init__(self, rows: tuple[tuple[int, RuleBroken], ...]) -> None:
        self.rows = rows


def _enter_batch(viewer: Viewer, lines: Lines, whole: bool) -> Batch:
    first = lines[0][0]
    good, refused = _checked(lines)
    if refused and whole:
        return Batch(first, len(lines), refused=refused[:1])
    more: tuple[tuple[int, RuleBroken], ...] = ()
    try:
        if whole:
            entered = _enter_whole(viewer, good)
            standing = len(good) - entered
        else:
            entered, standing, more = _enter_what_fits(viewer, good)
    except _Refused as bad:
        return Batch(first, len(lines), refused=bad.rows)
    told = tuple(sorted([*refused, *more], key=lambda one: one[0]))
    return Batch(first, len(lines), entered, standing, told)


def _checked(lines: Lines) -> tuple[Lines, tuple[tuple[int, RuleBroken], ...]]:
    """The rows that may be asked for, and the others with why not."""
    good, refused = [], []
    for number, one in lines:
        try:
            check(one.move)
            if isinstance(one.move, Hold) and one.move.expires_at and one.move.expires_at <= one.at:
                raise RuleBroken("ledger_hold_ends_before_it_begins")
        except RuleBroken as why:
            refused.append((number, why))
        else:
            good.append((number, one))
    return good, tuple(refused)


def _enter_whole(viewer: Viewer, lines: Lines) -> int:
    """How many rows are new. Raises _Refused with the first bad row, and has entered nothing then."""
    if not lines:
        return 0
    try:
        with transaction.atomic():
            entered = _insert(viewer, lines)
            if entered < len(lines) and (taken := _taken(viewer, lines)):
                raise _Refused(taken[:1])
    except IntegrityError as refused:
        raise _Refused(_first_bad(viewer, lines, refused)) from None
    return entered


def _first_bad(
    viewer: Viewer, lines: Lines, refused: IntegrityError
) -> tuple[tuple[int, RuleBroken]]:
    """The row with which the batch begins to fail, found by halving; nothing stays entered."""
    fits, fails, why = 0, len(lines), refused
    while fails - fits > 1:
        middle = (fits + fails) // 2
        try:
            with transaction.atomic():
                _insert(viewer, lines[:middle])
                transaction.set_rollback(True)
            fits = middle
        except IntegrityError as found:
            fails, why = middle, found
    return (_named(viewer, lines[fails - 1], why),)


def _named(
    viewer: Viewer, line: tuple[int, Arrival], refused: IntegrityError
) -> tuple[int, RuleBroken]:
    number, one = line
    told = said(refused, [row(one.move, viewer=viewer, id=one.id, now=one.at)])
    if told is None:
        raise refused
    return number, told


def _enter_what_fits(
    viewer: Viewer, lines: Lines
) -> tuple[int, int, tuple[tuple[int, RuleBroken], ...]]:
    """Enter all rows but the bad ones: new, standing, and the bad ones with why."""
    if not lines:
        return 0, 0, ()
    try:
        with transaction.atomic():
            entered = _insert(viewer, lines)
            taken = _taken(viewer, lines) if entered < len(lines) else ()
        return entered, len(lines) - entered - len(taken), taken
    except IntegrityError as refused:
        if len(lines) == 1:
            return 0, 0, (_named(viewer, lines[0], refused),)
    half = len(lines) // 2
    parts = [_enter_what_fits(viewer, part) for part in (lines[:half], lines[half:])]
    (a, b, c), (d, e, f) = parts
    return a + d, b + e, (*c, *f)


def _taken(viewer: Viewer, lines: Lines) -> tuple[tuple[int, RuleBroken], ...]:
    """Rows whose id stands with other content, or stood so earlier in the same batch."""
    ids = [one.id for _, one in lines]
    found: dict[UUID, tuple[object, ...]] = {}
    for part in _parts(ids, 500):
        rows = Transfer.objects.filter(pk__in=part).values_list("id", *PAYLOAD)
        found |= {key: tuple(rest) for key, *rest in rows}
    taken = []
    for number, one in lines:
        asked = row(one.move, viewer=viewer, id=one.id, now=one.at)
        asked.journal_id = one.journal_id
        if found.get(one.id) != tuple(getattr(asked, name) for name in PAYLOAD):
            taken.append((number, RuleBroken("transfer_id_taken")))
    return tuple(taken)


def _insert(viewer: Viewer, lines: Lines) -> int:
    """One statement for all rows; how many of them are new."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(_ONE_BY_ONE, [_stored(_row(viewer, one)) for _, one in lines])
            return int(cursor.rowcount)
        cursor.execute(_STAGE)
        cursor.execute("DELETE FROM ledger_arriving")
        escaped: dict[Any, str] = {}
        text = [_line(_row(viewer, one), escaped) for _, one in lines]
        with cursor.copy(f"COPY ledger_arriving ({_NAMES}) FROM STDIN") as copy:
            copy.write("".join(text))
        cursor.execute(_FROM_STAGE)
        return int(cursor.rowcount)


_KEYS = tuple(COLUMNS.index(name) for name in COLUMNS if name == "id" or name.endswith("_id")) + (
    COLUMNS.index("entered_by"),
)
_INSTANTS = (COLUMNS.index("expires_at"), COLUMNS.index("at"))


def _stored(values: list[Any]) -> list[Any]:
    """Keys and instants as SQLite keeps them."""
    for at in _KEYS:
        value = values[at]
        if isinstance(value, UUID):
            values[at] = value.hex
    for at in _INSTANTS:
        value = values[at]
        if isinstance(value, datetime):
            values[at] = connection.ops.adapt_datetimefield_value(value)
    return values


def _row(viewer: Viewer, one: Arrival) -> list[Any]:
    """The columns in their order, each of its own type; rows.row makes a model of the same, a good deal slower."""
    move = one.move
    held = isinstance(move, Hold)
    kind, thing = move.thing or ("", None)
    return [
        one.id, move.debit.book_id, move.unit.value, move.debit.pk, move.credit.pk, move.amount,
        State.PENDING.value if held else State.POSTED.value, None, 0, None,
        move.expires_at if isinstance(move, Hold) else None, move.code, one.journal_id, kind, thing,
        move.rulebook, viewer.person_id, one.at,
    ]  # fmt: skip


def _line(values: list[Any], escaped: dict[Any, str]) -> str:
    """A line of COPY. Keys, words and instants come again and again: each is written out once."""
    parts = []
    for value in values:
        part = escaped.get(value)
        if part is None:
            part = escaped[value] = _copied(value)
        parts.append(part)
    return "\t".join(parts) + "\n"


def _copied(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        for plain, told in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
            value = value.replace(plain, told)
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)

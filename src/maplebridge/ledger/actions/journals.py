"""Several rows that stand together or not at all: one statement, one answer for every retry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import LedgerAccount, Transfer
from ..queries import overdue
from ..rules import State
from ..rules.journals import LINES_MAX, Flow, in_order, line_id
from .moving import release
from .rows import Entry, Move, insert, persistently, row, said, same, too_late


def enter(
    *, viewer: Viewer, journal_id: UUID, entries: Sequence[Entry], now: datetime
) -> tuple[Transfer, ...]:
    """Enter all rows of a journal in one statement, or none; the rows, in the order of `entries`.

    Units and books may differ from row to row; each row stays within one. The id of a row is
    rules.journals.line_id(journal_id, its number). Asked again with the same entries it returns the
    rows that stand; with others it raises RuleBroken `transfer_id_taken` and enters nothing. A
    wallet may pay with what the same journal gives it. A deadlock or a serialization failure is
    tried again when no transaction of the caller's is open; inside one, a refusal undoes only the
    journal. Raises what the single verbs raise.
    """
    if not 0 < len(entries) <= LINES_MAX:
        raise RuleBroken("ledger_journal_size", most=LINES_MAX)
    rows = [
        row(entry, viewer=viewer, id=line_id(journal_id, number), now=now)
        for number, entry in enumerate(entries)
    ]
    for one in rows:
        one.journal_id = journal_id
    if len({one.resolves_id for one in rows} - {None}) < sum(
        one.resolves_id is not None for one in rows
    ):
        raise RuleBroken("ledger_already_resolved")
    wallets = _wallets(entries, rows)
    return persistently(lambda: _enter(journal_id, rows, wallets))


def _enter(journal_id: UUID, rows: list[Transfer], wallets: set[UUID]) -> tuple[Transfer, ...]:
    if late := next(filter(None, map(too_late, rows)), ""):
        return _standing(journal_id, rows) or _refuse(RuleBroken(late))
    try:
        _insert(rows, wallets)
    except IntegrityError as refused:
        if standing := _standing(journal_id, rows):
            return standing
        told = said(refused, rows)
        if told is None:
            raise
        if told.code != "ledger_not_enough" or not _release_overdue(rows):
            raise told from None
    else:
        return tuple(rows)
    return _enter(journal_id, rows, wallets)  # once more for each time that something was released


def _refuse(why: RuleBroken) -> tuple[Transfer, ...]:
    raise why


def _wallets(entries: Sequence[Entry], rows: Sequence[Transfer]) -> set[UUID]:
    """The debit accounts that have a floor. A resolution gives to its debit, so its floor is no matter."""
    undone = [one.debit_id for one in rows if one.reverses_id]
    found = LedgerAccount.objects.filter(pk__in=undone, constrained=True) if undone else ()
    named = {one.debit.pk for one in entries if isinstance(one, Move) and one.debit.constrained}
    return named | {wallet.pk for wallet in found}


def _insert(rows: list[Transfer], wallets: set[UUID]) -> None:
    """In an order in which each wallet gets before it pays; a savepoint where a refusal must not spread."""
    order = in_order(
        [
            Flow(one.debit_id, one.credit_id, State(one.state), one.debit_id in wallets)
            for one in rows
        ]
    )
    if order is None:
        raise RuleBroken("ledger_journal_in_a_circle")
    ordered = [rows[number] for number in order]
    if connection.in_atomic_block:
        with transaction.atomic():
            insert(ordered, unless_there=False)
    else:
        insert(ordered, unless_there=False)


def _standing(journal_id: UUID, rows: Sequence[Transfer]) -> tuple[Transfer, ...] | None:
    """The journal as it stands, when it says the same; None when there is none of this id."""
    wanted = [one.pk for one in rows]
    found = Transfer.objects.in_bulk([*wanted, line_id(journal_id, len(rows))])
    if not found:
        return None
    complete = len(found) == len(wanted) and all(key in found for key in wanted)
    if not complete or not all(same(found[one.pk], one) for one in rows):
        raise RuleBroken("transfer_id_taken")
    return tuple(found[key] for key in wanted)


def _release_overdue(rows: Sequence[Transfer]) -> int:
    return release(overdue(rows[0].at).filter(debit__in={one.debit_id for one in rows}))

"""The verbs of a single row: transfer, hold, post, void, reverse; and the duties of the book.

Each row is one INSERT; the triggers apply it to both accounts in the same statement. Lock order: a
statement locks the constrained accounts that it touches by ascending id; an unconstrained account
is never locked. Whoever enters several rows that belong together uses journals.enter, which is one
statement; whoever enters several in one transaction enters them by ascending id of the constrained
account, or lets the database choose a victim and tries again.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import LedgerAccount, LedgerTail, Transfer
from ..queries import closed_until, find_account, overdue
from ..rules import COMMON_BOOK, Amount, State, Unit
from ..rules.journals import line_id
from .rows import (
    Hold,
    Move,
    Post,
    Reverse,
    Thing,
    Void,
    insert,
    resolution,
    row,
    said,
    same,
    too_late,
)

_PAGE = 500
_RECENT = timedelta(days=2)


def open_account(
    *,
    unit: Unit,
    kind: str,
    owner_id: UUID | None,
    constrained: bool,
    now: datetime,
    book_id: UUID = COMMON_BOOK,
) -> LedgerAccount:
    """Return the owner's account, opened now when there is none yet. Safe to race."""
    if account := find_account(unit=unit, kind=kind, owner_id=owner_id, book_id=book_id):
        return account
    wanted = LedgerAccount(
        book_id=book_id, unit=unit.value, kind=kind, owner_id=owner_id, constrained=constrained,
        opened_at=now,
    )  # fmt: skip
    LedgerAccount.objects.bulk_create([wanted], ignore_conflicts=True)
    account = find_account(unit=unit, kind=kind, owner_id=owner_id, book_id=book_id)
    assert account is not None, "an account that was just opened is there"
    return account


def transfer(
    *,
    viewer: Viewer,
    id: UUID,
    unit: Unit,
    debit: LedgerAccount,
    credit: LedgerAccount,
    amount: Amount,
    code: str,
    now: datetime,
    journal_id: UUID | None = None,
    thing: Thing | None = None,
    rulebook: str = "",
) -> Transfer:
    """Move `amount` out of `debit` into `credit`, once for each `id` however often it is asked.

    Asked again with the same content it returns the row that stands; `now` and who asks may differ.
    Raises RuleBroken `transfer_id_taken` for other content, `ledger_not_enough` with the available
    amount, `ledger_code_not_allowed`, `ledger_amount_out_of_range`, `ledger_period_closed`. Inside a
    transaction a refusal of a constrained debit undoes only itself (savepoint); for another one the
    caller's transaction is lost, which happens when `now` lies in a closed period and to programmers.
    """
    move = Move(
        unit=unit, debit=debit, credit=credit, amount=amount, code=code, thing=thing,
        rulebook=rulebook,
    )  # fmt: skip
    made = row(move, viewer=viewer, id=id, now=now)
    made.journal_id = journal_id
    return _enter(made, debit)


def hold(
    *,
    viewer: Viewer,
    id: UUID,
    unit: Unit,
    debit: LedgerAccount,
    credit: LedgerAccount,
    amount: Amount,
    code: str,
    now: datetime,
    journal_id: UUID | None = None,
    thing: Thing | None = None,
    rulebook: str = "",
    expires_at: datetime | None = None,
) -> Transfer:
    """Promise `amount`: `debit` may no longer spend it, `credit` may not spend it yet.

    Resolved once, by `post` or `void`, or released from `expires_at` on. Raises as `transfer` does,
    and `ledger_hold_ends_before_it_begins`.
    """
    promise = Hold(
        unit=unit, debit=debit, credit=credit, amount=amount, code=code, thing=thing,
        rulebook=rulebook, expires_at=expires_at,
    )  # fmt: skip
    made = row(promise, viewer=viewer, id=id, now=now)
    made.journal_id = journal_id
    return _enter(made, debit)


def post(
    *, viewer: Viewer, id: UUID, hold_id: UUID, now: datetime, amount: Amount | None = None
) -> Transfer:
    """Settle a hold for `amount`, by default all of it; what is left goes back to the debit side.

    Raises RuleBroken `ledger_already_resolved`, `ledger_more_than_held`, `ledger_hold_expired`,
    Missing `ledger_no_hold`.
    """
    made = row(Post(hold_id=hold_id, amount=amount), viewer=viewer, id=id, now=now)
    if not too_late(made):
        return made if insert([made], unless_there=True) else _standing(made)
    by_then = Transfer.objects.filter(resolves=hold_id).exclude(state=State.EXPIRED.value)
    if by_then.exists():
        return _standing(made)
    raise RuleBroken("ledger_hold_expired")


def void(*, viewer: Viewer, id: UUID, hold_id: UUID, now: datetime) -> Transfer:
    """Release a hold without moving anything. Raises as `post` does, but for what has expired."""
    made = row(Void(hold_id=hold_id), viewer=viewer, id=id, now=now)
    return made if insert([made], unless_there=True) else _standing(made)


def reverse(
    *, viewer: Viewer, id: UUID, transfer_id: UUID, now: datetime, of_reversal: bool = False
) -> Transfer:
    """Undo a posted or settled row by its mirror, whole and once, at `now`: in the open period.

    A wallet that has spent what it got cannot give it back: RuleBroken `ledger_not_enough`. Raises
    `ledger_already_reversed`, `ledger_nothing_to_reverse` for holds, and `ledger_is_a_reversal`
    unless `of_reversal` says that a reversal is to be undone; Missing `ledger_no_transfer`.
    """
    undoing = Reverse(transfer_id=transfer_id, of_reversal=of_reversal)
    made = row(undoing, viewer=viewer, id=id, now=now)
    return _enter(made, LedgerAccount.objects.get(pk=made.debit_id))


def expire_due(*, now: datetime) -> None:
    """Duty: release holds whose time was over within the last two days."""
    release(overdue(now).filter(expires_at__gte=now - _RECENT))


def expire_all(*, now: datetime) -> None:
    """Duty, nightly: release every hold whose time is over, however long ago."""
    release(overdue(now))


def release(found: QuerySet[Transfer]) -> int:
    """Release these holds, a page a statement; the row's instant is when the hold's time was over.

    When that instant lies in a closed period by now, the row is the first of the open one.
    """
    total = 0
    while page := list(found.order_by("expires_at", "id")[:_PAGE]):
        closed = {book: closed_until(book) for book in {held.book_id for held in page}}
        rows = []
        for held in page:
            assert held.expires_at is not None, "only holds with an end are overdue"
            made, until = resolution(held, State.EXPIRED), closed[held.book_id]
            made.id, made.entered_by = line_id(held.pk, 0), None
            made.at = max(held.expires_at, until) if until else held.expires_at
            rows.append(made)
        entered = insert(rows, unless_there=True)
        total += entered
        if entered < len(page):
            break  # others are at it
    return total


def fold_tails(*, now: datetime) -> None:
    """Duty: add the waiting legs of unconstrained accounts to their counters (PostgreSQL).

    Deleting a tail row adds it, by trigger, in the same transaction; legs that are not committed
    yet stay for the next time. Two runs at once would wait for each other, so only one gets in.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql" and not _only_one_folds():
            return
        LedgerTail.objects.all().delete()


def _only_one_folds() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('maplebridge.ledger.fold'))")
        return bool(cursor.fetchone()[0])


def _enter(made: Transfer, debit: LedgerAccount) -> Transfer:
    """Insert the row. A wallet whose overdue holds stand in the way has them released first."""
    if late := too_late(made):
        if Transfer.objects.filter(pk=made.pk).exists():
            return _standing(made)
        raise RuleBroken(late)
    try:
        return _try(made, debit)
    except RuleBroken as refused:
        if refused.code != "ledger_not_enough":
            raise
        if not release(overdue(made.at).filter(debit=debit)):
            raise
    return _try(made, debit)


def _try(made: Transfer, debit: LedgerAccount) -> Transfer:
    try:
        with _undo_only_this(debit):
            entered = insert([made], unless_there=True)
    except IntegrityError as refused:
        told = said(refused, [made])
        if told is None:
            raise
        raise told from None
    return made if entered else _standing(made)


def _undo_only_this(debit: LedgerAccount) -> AbstractContextManager[object]:
    """A savepoint where the balance may say no; one statement outside a transaction needs none."""
    if debit.constrained and connection.in_atomic_block:
        return transaction.atomic()
    return nullcontext()


def _standing(made: Transfer) -> Transfer:
    """The row that stands under this id, when it says the same."""
    standing: Transfer | None = Transfer.objects.filter(pk=made.pk).first()
    if standing is None:
        taken_back = made.reverses_id is not None
        raise RuleBroken("ledger_already_reversed" if taken_back else "ledger_already_resolved")
    if not same(standing, made):
        raise RuleBroken("transfer_id_taken")
    return standing

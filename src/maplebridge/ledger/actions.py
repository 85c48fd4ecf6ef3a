"""The verbs of the book: open an account, transfer, hold, post or void what was held, fold.

Each row is one INSERT; the triggers of migration 0002 apply it to both accounts in the same
statement. Lock order: a statement locks the constrained accounts that it touches by ascending id;
an unconstrained account is never locked. Whoever enters several transfers in one transaction
enters them by ascending id of the constrained account, or lets the database choose a victim and
tries again.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .models import LedgerAccount, LedgerTail, Transfer
from .queries import balance, find_account
from .rules import AMOUNT_MAX, Amount, State, Unit, may_take_out

Thing = tuple[str, UUID]
"""What a transfer is for: the kind ("matters.matter") and the id of a thing."""

_COLUMNS = (
    "id", "unit", "debit_id", "credit_id", "amount", "state", "resolves_id", "released",
    "code", "journal_id", "thing_kind", "thing_id", "rulebook", "entered_by", "at",
)  # fmt: skip
_PAYLOAD = tuple(name for name in _COLUMNS if name not in {"id", "entered_by", "at"})
# One round trip; a row that is already there, or a hold that is already resolved, inserts nothing.
_INSERT = (
    f"INSERT INTO ledger_transfer ({', '.join(_COLUMNS)})"  # noqa: S608  constants only
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT DO NOTHING"
)


def open_account(
    *, unit: Unit, kind: str, owner_id: UUID | None, constrained: bool, now: datetime
) -> LedgerAccount:
    """Return the owner's account, opened now when there is none yet. Safe to race."""
    if account := find_account(unit=unit, kind=kind, owner_id=owner_id):
        return account
    wanted = LedgerAccount(
        unit=unit.value, kind=kind, owner_id=owner_id, constrained=constrained, opened_at=now
    )
    LedgerAccount.objects.bulk_create([wanted], ignore_conflicts=True)
    account = find_account(unit=unit, kind=kind, owner_id=owner_id)
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
    amount, `ledger_code_not_allowed`, `ledger_amount_out_of_range`. Inside a transaction a refusal
    of a constrained debit undoes only itself (savepoint); any other refusal is a programmer's.
    """
    row = _row(State.POSTED, viewer, id, unit, debit, credit, amount, code, now)
    return _enter(row, debit, journal_id, thing, rulebook)


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
) -> Transfer:
    """Promise `amount`: `debit` may no longer spend it, `credit` may not spend it yet.

    Resolved once, by `post` or `void`. Raises as `transfer` does.
    """
    row = _row(State.PENDING, viewer, id, unit, debit, credit, amount, code, now)
    return _enter(row, debit, journal_id, thing, rulebook)


def post(
    *, viewer: Viewer, id: UUID, hold_id: UUID, now: datetime, amount: Amount | None = None
) -> Transfer:
    """Settle a hold for `amount`, by default all of it; what is left goes back to the debit side.

    Raises RuleBroken `ledger_already_resolved`, `ledger_more_than_held`, Missing `ledger_no_hold`.
    """
    held = _held(hold_id)
    if amount is not None and not 0 < amount <= held.amount:
        raise RuleBroken("ledger_more_than_held", held=held.amount)
    return _resolve(State.SETTLED, viewer, id, held, int(amount or held.amount), now)


def void(*, viewer: Viewer, id: UUID, hold_id: UUID, now: datetime) -> Transfer:
    """Release a hold without moving anything. Raises as `post` does."""
    held = _held(hold_id)
    return _resolve(State.VOIDED, viewer, id, held, held.amount, now)


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


def _row(
    state: State,
    viewer: Viewer,
    id: UUID,
    unit: Unit,
    debit: LedgerAccount,
    credit: LedgerAccount,
    amount: Amount,
    code: str,
    now: datetime,
) -> Transfer:
    assert isinstance(amount, int), "amounts are whole"  # a NewType does not hold at run time
    assert now.tzinfo is not None, "instants are aware"
    assert debit.pk != credit.pk, "a transfer has two accounts"
    assert debit.unit == credit.unit == unit, "a transfer stays within one unit"
    if not 0 < amount <= AMOUNT_MAX:
        raise RuleBroken("ledger_amount_out_of_range", most=AMOUNT_MAX)
    if not may_take_out(debit.kind, debit.constrained, code):
        raise RuleBroken("ledger_code_not_allowed", code=code)
    return Transfer(
        id=id, unit=unit.value, debit_id=debit.pk, credit_id=credit.pk, amount=amount,
        state=state.value, code=code, entered_by=viewer.person_id, at=now,
    )  # fmt: skip


def _held(hold_id: UUID) -> Transfer:
    held: Transfer | None = Transfer.objects.filter(pk=hold_id, state=State.PENDING.value).first()
    if held is None:
        raise Missing("ledger_no_hold")
    return held


def _resolve(
    state: State, viewer: Viewer, id: UUID, held: Transfer, amount: int, now: datetime
) -> Transfer:
    row = Transfer(
        id=id, unit=held.unit, debit_id=held.debit_id, credit_id=held.credit_id, amount=amount,
        state=state.value, resolves_id=held.pk, released=held.amount, code=held.code,
        journal_id=held.journal_id, thing_kind=held.thing_kind, thing_id=held.thing_id,
        rulebook=held.rulebook, entered_by=viewer.person_id, at=now,
    )  # fmt: skip
    return row if _insert(row) else _standing(row)


def _enter(
    row: Transfer,
    debit: LedgerAccount,
    journal_id: UUID | None,
    thing: Thing | None,
    rulebook: str,
) -> Transfer:
    row.journal_id = journal_id
    row.rulebook = rulebook
    if thing:
        row.thing_kind, row.thing_id = thing
    try:
        with _undo_only_this(debit):
            entered = _insert(row)
    except IntegrityError as refused:
        if "ledger_available_not_negative" not in str(refused):
            raise
        available = balance(debit).available
        raise RuleBroken("ledger_not_enough", available=available, wanted=row.amount) from None
    return row if entered else _standing(row)


def _undo_only_this(debit: LedgerAccount) -> AbstractContextManager[object]:
    """A savepoint where the balance may say no; one statement outside a transaction needs none."""
    if debit.constrained and connection.in_atomic_block:
        return transaction.atomic()
    return nullcontext()


def _insert(row: Transfer) -> bool:
    """Enter the row; False when it, or another resolution of the same hold, already stands."""
    values = [getattr(row, name) for name in _COLUMNS]
    if connection.vendor == "sqlite":
        values = [value.hex if isinstance(value, UUID) else value for value in values]
        values[-1] = connection.ops.adapt_datetimefield_value(row.at)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        entered: bool = cursor.rowcount == 1
    row._state.adding = False
    row._state.db = connection.alias
    return entered


def _standing(row: Transfer) -> Transfer:
    """The row that stands under this id, when it says the same."""
    standing: Transfer | None = Transfer.objects.filter(pk=row.pk).first()
    if standing is None:
        raise RuleBroken("ledger_already_resolved")
    if any(getattr(standing, name) != getattr(row, name) for name in _PAYLOAD):
        raise RuleBroken("transfer_id_taken")
    return standing

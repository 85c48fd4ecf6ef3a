"""A book for whoever audits it: the trial balance of a span, and its journal, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, Sum, Value, When

from ..models import LedgerAccount, Transfer
from ..rules import MOVING, State

_BATCH = 500
_MOVING = [state.value for state in MOVING]


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An account over a span: what it had before, what went out and came in, what it had at the end.

    opening - debited + credited = closing. `held` and `incoming` are promises that stand at the end.
    """

    account_id: UUID
    unit: str
    kind: str
    owner_id: UUID | None
    opening: int
    debited: int
    credited: int
    held: int
    incoming: int

    @property
    def closing(self) -> int:
        return self.opening - self.debited + self.credited


def trial_balance(book_id: UUID, starts_at: datetime, ends_at: datetime) -> Iterator[TrialLine]:
    """Every account of the book by unit, kind and id, from the rows alone, some hundred at a time."""
    accounts = LedgerAccount.objects.filter(book_id=book_id).order_by("unit", "kind", "id")
    page = list(accounts[:_BATCH])
    while page:
        out, into = (_legs(side, page, starts_at, ends_at) for side in ("debit", "credit"))
        nothing = (0, 0, 0)
        for one in page:
            gone, came = out.get(one.pk, nothing), into.get(one.pk, nothing)
            yield TrialLine(
                account_id=one.pk, unit=one.unit, kind=one.kind, owner_id=one.owner_id,
                opening=came[0] - gone[0], debited=gone[1], credited=came[1], held=gone[2],
                incoming=came[2],
            )  # fmt: skip
        last = page[-1]
        page = list(
            accounts.filter(
                Q(unit__gt=last.unit)
                | Q(unit=last.unit, kind__gt=last.kind)
                | Q(unit=last.unit, kind=last.kind, id__gt=last.pk)
            )[:_BATCH]
        )


def _legs(
    side: str, page: list[LedgerAccount], starts_at: datetime, ends_at: datetime
) -> dict[UUID, tuple[int, int, int]]:
    """What moved on one side before and within the span, and what is promised at its end."""
    moved = Q(state__in=_MOVING)
    promised = Case(When(state=State.PENDING.value, then=F("amount")), default=-F("released"))
    rows = Transfer.objects.filter(**{f"{side}__in": page}, at__lt=ends_at).order_by()
    sums: Any = rows.values_list(side).annotate(
        before=Sum("amount", filter=moved & Q(at__lt=starts_at), default=Value(0)),
        within=Sum("amount", filter=moved & Q(at__gte=starts_at), default=Value(0)),
        promised=Sum(promised, default=Value(0)),
    )
    return {key: (before, within, left) for key, before, within, left in sums}


def journal(book_id: UUID, starts_at: datetime, ends_at: datetime) -> Iterator[Transfer]:
    """The rows of a span in their order, each with its accounts and, where sealed, its voucher."""
    rows: Any = Transfer.objects.filter(book_id=book_id, at__gte=starts_at, at__lt=ends_at)
    found = rows.select_related("debit", "credit", "voucher__period").order_by("at", "id")
    yield from found.iterator(chunk_size=_BATCH)

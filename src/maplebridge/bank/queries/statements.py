"""Both sides of the reconciliation: lines that nothing explains, and entries that no line shows."""

from __future__ import annotations

from uuid import UUID

from ..models import Donation, Spending, StatementLine

PAGE = 50


def open_lines(
    bank_id: UUID, *, after: UUID | None = None, limit: int = PAGE
) -> list[StatementLine]:
    """Statement lines that are neither matched nor explained, by their entry; one more when there are more."""
    found = StatementLine.objects.filter(bank=bank_id, donation=None, spending=None, explained="")
    if after:
        found = found.filter(id__gt=after)
    return list(found.order_by("id")[: limit + 1])


def settled_lines(bank_id: UUID, *, limit: int = PAGE) -> list[StatementLine]:
    """The latest lines that are matched or explained, to open one again."""
    found = StatementLine.objects.filter(bank=bank_id).exclude(
        donation=None, spending=None, explained=""
    )
    return list(found.select_related("donation", "spending").order_by("-id")[:limit])


def unseen_gifts(bank_id: UUID, *, limit: int = PAGE) -> list[Donation]:
    """Gifts by the account that no line of a statement shows."""
    found = Donation.objects.filter(
        bank=bank_id, way="account", line=None, taken_back_at__isnull=True
    )
    return list(found.order_by("-id")[:limit])


def unseen_spendings(bank_id: UUID, *, limit: int = PAGE) -> list[Spending]:
    """Approved spendings by the account that no line of a statement shows."""
    found = Spending.objects.filter(bank=bank_id, way="account", state="approved", line=None)
    return list(found.order_by("-id")[:limit])

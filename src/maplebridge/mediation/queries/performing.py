"""How an agreement is kept: each payment with its parts, what was paid, what is due today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from maplebridge.core.values import Fen

from ..models import AgreedPart, AgreedPayment, Agreement, PaidNote
from ..rules.instalments import Account, Late, Part, account


@dataclass(frozen=True, slots=True)
class Kept:
    """One payment, how it stands, and the notes of what was paid, newest first."""

    payment: AgreedPayment
    account: Account
    notes: tuple[PaidNote, ...]


def account_of(payment: AgreedPayment, today: date) -> Account:
    """How a payment stands today; what the receiver denied does not count."""
    parts = AgreedPart.objects.filter(payment=payment).order_by("number")
    paid = PaidNote.objects.filter(payment=payment, denied_at__isnull=True).order_by("id")
    return _account(payment.agreement, list(parts), list(paid), today)


def kept_of(found: Agreement, today: date) -> list[Kept]:
    """Every payment of an agreement. Three queries."""
    payments = (
        AgreedPayment.objects.filter(agreement=found)
        .select_related("payer", "payee", "agreement")
        .order_by("id")
        .prefetch_related(
            Prefetch("parts", AgreedPart.objects.order_by("number")),
            Prefetch("paid", PaidNote.objects.select_related("proof").order_by("-paid_on", "-id")),
        )
    )
    made = []
    for one in payments:
        notes = tuple(one.paid.all())
        counted = [note for note in notes if note.denied_at is None]
        made.append(Kept(one, _account(found, list(one.parts.all()), counted, today), notes))
    return made


def account_in(payment: AgreedPayment, today: date) -> Account:
    """The same of a payment that was read with its agreement, `parts` and undenied `paid`. No query."""
    return _account(payment.agreement, list(payment.parts.all()), list(payment.paid.all()), today)


def _account(
    found: Agreement, parts: Sequence[AgreedPart], paid: Sequence[PaidNote], today: date
) -> Account:
    return account(
        [Part(one.number, one.due_on, Fen(one.amount_fen)) for one in parts],
        [Fen(one.amount_fen) for one in paid],
        Late(found.grace_days, found.all_due_after),
        today,
    )

"""Points follow a household that moved: within a village always, between villages where both agreed.

Never from one household to another that lives on: points are thanks, not money. Between two banks the
points leave one book for the account `settlement` of the other bank and enter the other book from there,
so each book stays whole, and the two accounts of a pair always add up to nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from .. import policy, queries
from ..models import PointsPact, VillageBank
from ..queries.pacts import SETTLEMENT, running_pact
from .accounts import household_account, issuance_account

MOVED = "move"


@transaction.atomic
def agree_pact(*, viewer: Viewer, bank_id: UUID, other_id: UUID, now: datetime) -> PointsPact:
    """Enter that a bank's council lets points follow households to and from another village.

    It begins when both have said so. Raises Forbidden `bank_needs_chair`, RuleBroken
    `bank_pact_with_oneself`, `bank_closed`, Missing.
    """
    bank, other = _decider(viewer, bank_id, now), queries.get_bank(other_id)
    if bank.pk == other.pk:
        raise RuleBroken("bank_pact_with_oneself")
    for one in (bank, other):
        if one.closed_on is not None:
            raise RuleBroken("bank_closed", bank=one.name)
    first, second = sorted((bank.pk, other.pk))
    # Both councils may press at once: the pair's banks are locked in one order.
    list(VillageBank.objects.select_for_update().filter(pk__in=[first, second]).order_by("pk"))
    pact = running_pact(first, second) or PointsPact(first_id=first, second_id=second)
    side = "first_agreed_at" if bank.pk == first else "second_agreed_at"
    if getattr(pact, side) is None:
        setattr(pact, side, now)
        pact.save()
        audit.record(viewer=viewer, verb="agree_pact", thing=bank, now=now, other=other.pk)
    return pact


@transaction.atomic
def end_pact(*, viewer: Viewer, bank_id: UUID, other_id: UUID, now: datetime) -> None:
    """Either council ends it for both; what has followed stays. Safe to repeat."""
    bank = _decider(viewer, bank_id, now)
    pact = running_pact(bank.pk, other_id)
    if pact is None:
        return
    PointsPact.objects.filter(pk=pact.pk).update(ended_at=now)
    audit.record(viewer=viewer, verb="end_pact", thing=bank, now=now, other=other_id)


def _decider(viewer: Viewer, bank_id: UUID, now: datetime) -> VillageBank:
    bank = queries.get_bank(bank_id)
    seat = queries.seat_of(viewer.person_id, bank.pk, calendar.today(now))
    if not policy.may_decide_rules(viewer, bank.path, seat):
        raise Forbidden("bank_needs_chair")
    return bank


@transaction.atomic
def bring_along(
    *, viewer: Viewer, id: UUID, household_id: UUID, book_id: UUID, now: datetime
) -> Points:
    """Bring the free points of a household that the viewer's moved out of; what is reserved stays.

    `book_id` is the book they stand in: a bank's key, or the common one. `id` is made by whoever asks
    and kept for retries; for other points than it was used for it is refused. Raises RuleBroken `bank_no_household`,
    `bank_no_bank_here`, `bank_no_pact`, Missing `bank_nothing_left_behind`.
    """
    home = people.household_of(viewer.person_id) if viewer.person_id else None
    if home is None or viewer.person_id is None:
        raise RuleBroken("bank_no_household")
    bank = queries.bank_at(home.path)
    if bank is None:
        raise RuleBroken("bank_no_bank_here")
    if household_id not in {one.pk for one in people.left_behind(viewer.person_id)}:
        raise Missing("bank_nothing_left_behind")
    if done := ledger.Transfer.objects.filter(pk=uuid5(id, "out")).select_related("debit").first():
        if (done.debit.owner_id, done.debit.book_id) != (household_id, book_id):
            raise RuleBroken("transfer_id_taken")
        return Points(done.amount)
    account = ledger.find_account(
        unit=ledger.Unit.PT, kind=queries.HOUSEHOLD, owner_id=household_id, book_id=book_id
    )
    free = ledger.balance(account).available if account else 0
    if account is None or free <= 0:
        raise Missing("bank_nothing_left_behind")
    _move(viewer, id, account, household_account(home.pk, bank.pk, now=now), Points(free), now)
    audit.record(
        viewer=viewer, verb="bring_along", thing=bank, now=now, household=home.pk,
        from_household=household_id, points=free,
    )  # fmt: skip
    return Points(free)


def _move(
    viewer: Viewer, id: UUID, out: ledger.LedgerAccount, into: ledger.LedgerAccount, points: Points,
    now: datetime,
) -> None:  # fmt: skip
    ask: dict[str, Any] = {
        "viewer": viewer,
        "unit": ledger.Unit.PT,
        "amount": points,
        "code": MOVED,
        "now": now,
    }
    if out.book_id == into.book_id:
        ledger.transfer(id=uuid5(id, "out"), debit=out, credit=into, **ask)
        return
    if out.book_id == ledger.COMMON_BOOK:  # from before there was a bank: the bank takes it over
        between = (issuance_account(now=now), issuance_account(into.book_id, now=now))
    else:
        pact = running_pact(out.book_id, into.book_id)
        if pact is None or not pact.stands:
            raise RuleBroken("bank_no_pact")
        between = (
            _settlement(out.book_id, into.book_id, now), _settlement(into.book_id, out.book_id, now),
        )  # fmt: skip
    ledger.transfer(id=uuid5(id, "out"), debit=out, credit=between[0], **ask)
    ledger.transfer(id=uuid5(id, "in"), debit=between[1], credit=into, **ask)


def _settlement(book_id: UUID, other_id: UUID, now: datetime) -> ledger.LedgerAccount:
    return ledger.open_account(
        unit=ledger.Unit.PT, kind=SETTLEMENT, owner_id=other_id, constrained=False, now=now,
        book_id=book_id,
    )  # fmt: skip

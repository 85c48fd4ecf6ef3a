"""Points for those who took part in a matter, by the tariff of its community."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.values import Points
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from .. import queries
from ..models import MatterReward, Rulebook
from ..rules import Part, Reason, Share, Taker, shares, transfer_id
from .accounts import household_account, issuance_account
from .rulebooks import rulebook_for


def reward_matter(
    *,
    viewer: Viewer,
    matter_id: UUID,
    closing: int,
    closing_code: str,
    reporter_id: UUID | None,
    helper_ids: Sequence[UUID],
    now: datetime,
    place_id: UUID | None = None,
) -> tuple[MatterReward, ...]:
    """Give each household its share of this closing and keep why, also where it is nothing.

    `place_id` is where the matter is: its community's tariff counts. Done once for each closing; asked again it returns what stands. The transfers are entered in
    the order of their accounts, which is the ledger's lock order.
    """
    with transaction.atomic():
        standing = tuple(MatterReward.objects.filter(matter_id=matter_id, closing=closing))
        if standing:
            return standing
        path = queries.path_of(place_id)
        book = rulebook_for(calendar.today(now), viewer=viewer, now=now, path=path)
        earlier = MatterReward.objects.filter(matter_id=matter_id, reason=Reason.GIVEN.value)
        rewarded = frozenset(earlier.values_list("household_id", flat=True))
        takers = _takers(reporter_id, helper_ids)
        given = shares(book.tariff, closing_code, takers, rewarded)
        entered = _enter_transfers(viewer, matter_id, given, book, now)
        rows = tuple(
            MatterReward(
                matter_id=matter_id, closing=closing, number=number, part=share.part.value,
                household_id=share.household_id, points=share.points, reason=share.reason.value,
                transfer=entered.get(number), rulebook=book, at=now,
            )
            for number, share in enumerate(given)
        )  # fmt: skip
        MatterReward.objects.bulk_create(rows)
        audit.record(
            viewer=viewer, verb="reward_matter", thing=("matters.matter", matter_id), now=now,
            closing=closing, points=sum(share.points for share in given), rulebook=book.citation,
        )  # fmt: skip
    return rows


def _takers(reporter_id: UUID | None, helper_ids: Sequence[UUID]) -> list[Taker]:
    takers = [_taker(Part.REPORTER, reporter_id)]
    takers += [_taker(Part.HELPER, helper) for helper in dict.fromkeys(helper_ids)]
    return takers


def _taker(part: Part, person_id: UUID | None) -> Taker:
    household = people.household_of(person_id) if person_id else None
    return Taker(part, person_id is not None, household.pk if household else None)


def _enter_transfers(
    viewer: Viewer, matter_id: UUID, given: Sequence[Share], book: Rulebook, now: datetime
) -> dict[int, ledger.Transfer]:
    """The transfer of each rewarded share, by the share's number."""
    accounts = []
    for number, share in enumerate(given):
        if share.reason is Reason.GIVEN and share.household_id:
            book_id = queries.book_of(share.household_id)
            account = household_account(share.household_id, book_id, now=now)
            accounts.append((account, number, share))
    return {
        number: ledger.transfer(
            viewer=viewer,
            id=transfer_id(matter_id, account.owner_id),
            unit=ledger.Unit.PT,
            debit=issuance_account(account.book_id, now=now),
            credit=account,
            amount=Points(share.points),
            code="reward",
            now=now,
            thing=("matters.matter", matter_id),
            rulebook=book.citation,
        )
        for account, number, share in sorted(accounts, key=lambda found: found[0].pk)
        if account.owner_id
    }

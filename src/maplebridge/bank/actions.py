"""The verbs of the bank: adopt a tariff, and reward those who took part in a matter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from .models import MatterReward, Rulebook
from .policy import may_adopt_tariff
from .queries import HOUSEHOLD, ISSUANCE, MATTER_POINTS, rulebook_in_force
from .rules import Part, Reason, Share, Taker, digest, read_tariff, shares, transfer_id

_SHIPPED = Path(__file__).parent / "data" / "matter_points.json"


def adopt_tariff(
    *, viewer: Viewer, body: object, valid_from: date, source: str, now: datetime
) -> Rulebook:
    """Enter the next version of the tariff, in force from `valid_from`.

    It cannot begin before today, nor before a version that is entered already: no change of rule
    ever reaches points that were given. Raises Forbidden `bank_tariff_needs_head`, RuleBroken
    `bank_tariff_in_the_past`, `bank_tariff_unreadable`.
    """
    if not may_adopt_tariff(viewer):
        raise Forbidden("bank_tariff_needs_head")
    try:
        read_tariff(body)
    except ValueError as wrong:
        raise RuleBroken("bank_tariff_unreadable", field=str(wrong)) from None
    with transaction.atomic():
        latest = _latest()
        if valid_from < calendar.today(now) or (latest and valid_from <= latest.valid_from):
            raise RuleBroken("bank_tariff_in_the_past")
        version = latest.version + 1 if latest else _shipped().version + 1
        book = _enter_rulebook(version, valid_from, body, source, viewer, now)
        audit.record(viewer=viewer, verb="adopt_tariff", thing=book, now=now, version=version)
    return book


def reward_matter(
    *,
    viewer: Viewer,
    matter_id: UUID,
    closing: int,
    closing_code: str,
    reporter_id: UUID | None,
    helper_ids: Sequence[UUID],
    now: datetime,
) -> tuple[MatterReward, ...]:
    """Give each household its share of this closing and keep why, also where it is nothing.

    Done once for each closing; asked again it returns what stands. The transfers are entered in
    the order of their accounts, which is the ledger's lock order.
    """
    with transaction.atomic():
        standing = tuple(MatterReward.objects.filter(matter_id=matter_id, closing=closing))
        if standing:
            return standing
        book = rulebook_for(calendar.today(now), viewer=viewer, now=now)
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


def rulebook_for(day: date, *, viewer: Viewer, now: datetime) -> Rulebook:
    """The tariff in force on `day`; the shipped one is entered the first time it is needed."""
    if book := rulebook_in_force(MATTER_POINTS, day):
        return book
    shipped = _shipped()
    if day < shipped.valid_from:
        raise RuleBroken("bank_no_tariff", day=day.isoformat())
    return _enter_rulebook(
        shipped.version, shipped.valid_from, shipped.body, shipped.source, viewer, now
    )


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
    accounts = [
        (household_account(share.household_id, now=now), number, share)
        for number, share in enumerate(given)
        if share.reason is Reason.GIVEN and share.household_id
    ]
    if not accounts:
        return {}
    issuance = issuance_account(now=now)
    return {
        number: ledger.transfer(
            viewer=viewer,
            id=transfer_id(matter_id, account.owner_id),
            unit=ledger.Unit.PT,
            debit=issuance,
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


def household_account(household_id: UUID, *, now: datetime) -> ledger.LedgerAccount:
    """The household's points account, opened when there is none yet."""
    return ledger.open_account(
        unit=ledger.Unit.PT, kind=HOUSEHOLD, owner_id=household_id, constrained=True, now=now
    )


def issuance_account(*, now: datetime) -> ledger.LedgerAccount:
    """Where all points come from; its balance is minus all points ever given."""
    return ledger.open_account(
        unit=ledger.Unit.PT, kind=ISSUANCE, owner_id=None, constrained=False, now=now
    )


def _latest() -> Rulebook | None:
    found: Rulebook | None = (
        Rulebook.objects.filter(name=MATTER_POINTS).order_by("-valid_from").first()
    )
    return found


@dataclass(frozen=True, slots=True)
class _Shipped:
    """The tariff in data/, in force until a council adopts its own."""

    version: int
    valid_from: date
    source: str
    body: dict[str, object]


def _shipped() -> _Shipped:
    plain = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    return _Shipped(
        version=plain["version"],
        valid_from=date.fromisoformat(plain["valid_from"]),
        source=plain["source"],
        body=plain["body"],
    )


def _enter_rulebook(
    version: int, valid_from: date, body: object, source: str, viewer: Viewer, now: datetime
) -> Rulebook:
    """Insert the version; when another transaction was first, return the row that stands."""
    book = Rulebook(
        name=MATTER_POINTS, version=version, valid_from=valid_from, body=body, source=source,
        digest=digest(MATTER_POINTS, version, valid_from.isoformat(), body),
        entered_by=viewer.person_id, entered_at=now,
    )  # fmt: skip
    Rulebook.objects.bulk_create([book], ignore_conflicts=True)
    standing: Rulebook = Rulebook.objects.get(name=MATTER_POINTS, version=version)
    if standing.digest != book.digest:
        raise RuleBroken("bank_tariff_in_the_past")
    return standing

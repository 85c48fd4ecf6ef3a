"""Reads of the bank: a household's points and where each of them came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maplebridge.core.values import Points
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from ..models import MatterReward
from ..rules import Part, Reason
from .banks import bank_at, bank_of_household

HOUSEHOLD = "household"
ISSUANCE = "issuance"
MATTER = "matters.matter"
_NONE = Points(0)


@dataclass(frozen=True, slots=True)
class PointsLine:
    """A line of the household's statement with the reason in terms of village life.

    `matter_id` is None for a concern that the reader may not open: one of another's in the household.
    """

    at: datetime
    amount: int
    balance_after: int
    code: str
    part: str
    matter_id: UUID | None
    rulebook: str

    @property
    def version(self) -> str:
        """The number of the rulebook's version, as people say it: of ``matter_points/1``, 1."""
        return self.rulebook.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class PointsPage:
    """What a household has and a page of how it came. `has_household` False: nobody can give any."""

    has_household: bool
    available: Points = _NONE
    held: Points = _NONE
    lines: tuple[PointsLine, ...] = ()
    after: str | None = None


def my_points(viewer: Viewer) -> Points | None:
    """What the viewer's household may redeem now; None for somebody without a household."""
    household = _household(viewer)
    if household is None:
        return None
    account = _account(household.pk, book_at(household.path))
    return Points(ledger.balance(account).available if account else 0)


def my_statement(
    viewer: Viewer, *, after: str | None = None, limit: int = 25, before_the_bank: bool = False
) -> PointsPage:
    """The statement of the viewer's own household, newest first.

    `before_the_bank` is the book of the time when the village had no bank; what was left in it has
    moved into the bank's book since.
    """
    household = _household(viewer)
    if household is None:
        return PointsPage(has_household=False)
    book_id = ledger.COMMON_BOOK if before_the_bank else book_at(household.path)
    account = _account(household.pk, book_id)
    if account is None:
        return PointsPage(has_household=True)
    balance = ledger.balance(account)
    page = ledger.statement(account, after, limit)
    parts = _parts([line.id for line in page.lines])
    about = [line.thing_id for line in page.lines if line.thing_kind == MATTER and line.thing_id]
    open_to_them = matters.readable_ids(viewer, about)
    return PointsPage(
        has_household=True,
        available=Points(balance.available),
        held=Points(balance.held),
        lines=tuple(_points_line(line, parts, open_to_them) for line in page.lines),
        after=page.after,
    )


def points_for_matter(viewer: Viewer, matter_id: UUID) -> Points | None:
    """What the viewer's household got for this matter; None when it took no rewarded part."""
    household = _household(viewer)
    if household is None:
        return None
    points = (
        MatterReward.objects.filter(
            matter_id=matter_id, household_id=household.pk, reason=Reason.GIVEN.value
        )
        .values_list("points", flat=True)
        .first()
    )
    return None if points is None else Points(points)


def _household(viewer: Viewer) -> people.Household | None:
    return people.household_of(viewer.person_id) if viewer.person_id else None


def _account(household_id: UUID, book_id: UUID) -> ledger.LedgerAccount | None:
    return ledger.find_account(
        unit=ledger.Unit.PT, kind=HOUSEHOLD, owner_id=household_id, book_id=book_id
    )


def book_of(household_id: UUID) -> UUID:
    """The book in which the household's points stand: its bank's, or the common one."""
    bank = bank_of_household(household_id)
    return bank.pk if bank else ledger.COMMON_BOOK


def book_at(path: str) -> UUID:
    """The book of the households at a path."""
    bank = bank_at(path)
    return bank.pk if bank else ledger.COMMON_BOOK


def _parts(transfer_ids: list[UUID]) -> dict[UUID, str]:
    rewards = MatterReward.objects.filter(transfer__in=transfer_ids)
    return dict(rewards.values_list("transfer_id", "part"))


def _points_line(line: ledger.Line, parts: dict[UUID, str], open_to_them: set[UUID]) -> PointsLine:
    return PointsLine(
        at=line.at,
        amount=line.amount,
        balance_after=line.balance_after,
        code=line.code,
        part=Part(parts[line.id]).value if line.id in parts else "",
        matter_id=line.thing_id if line.thing_id in open_to_them else None,
        rulebook=line.rulebook,
    )

"""Points between villages: who agreed with whom, what followed, and what a household left behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import F, Q

from maplebridge.core.values import Points
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from ..models import PointsPact, VillageBank
from .accounts import HOUSEHOLD, book_at

SETTLEMENT = "settlement"
"""The account of one bank's book in which its points to and from another bank meet."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another bank as one bank meets it. `net` are the points that went there less those that came."""

    bank: VillageBank
    we_agreed: bool
    they_agreed: bool
    net: int = 0

    @property
    def more_came(self) -> int:
        return -self.net

    @property
    def stands(self) -> bool:
        return self.we_agreed and self.they_agreed


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Free points of a household that the viewer's moved out of. `bank` None: from before a bank.

    `here` says that they stand in the book of where the household lives now, `agreed` that both
    villages let points follow.
    """

    household_id: UUID
    book_id: UUID
    bank: VillageBank | None
    points: Points
    here: bool
    agreed: bool

    @property
    def key(self) -> UUID:
        """Kept for retries; made anew with every page."""
        return uuid4()


def running_pact(one: UUID, other: UUID) -> PointsPact | None:
    first, second = sorted((one, other))
    return PointsPact.objects.filter(first=first, second=second, ended_at__isnull=True).first()


def neighbours(bank: VillageBank, *, limit: int = 100) -> list[Neighbour]:
    """The banks with which there is a pact, or half of one, and those that points came from or went to."""
    pacts = PointsPact.objects.filter(Q(first=bank) | Q(second=bank), ended_at__isnull=True)
    said: dict[UUID, tuple[bool, bool]] = {}
    for pact in pacts.order_by("id")[:limit]:
        ours, theirs = pact.first_agreed_at is not None, pact.second_agreed_at is not None
        if pact.first_id == bank.pk:
            said[pact.second_id] = (ours, theirs)
        else:
            said[pact.first_id] = (theirs, ours)
    moved = _moved(bank.pk)
    found = VillageBank.objects.filter(pk__in={*said, *moved}).order_by("path", "id")[:limit]
    return [
        Neighbour(other, *said.get(other.pk, (False, False)), net=moved.get(other.pk, 0))
        for other in found
    ]


def _moved(bank_id: UUID) -> dict[UUID, int]:
    """By the other bank: what went there less what came from there."""
    accounts = ledger.LedgerAccount.objects.filter(
        book_id=bank_id, unit=ledger.Unit.PT.value, kind=SETTLEMENT
    )
    owners = dict(accounts.exclude(owner_id=None).values_list("pk", "owner_id"))
    found = ledger.balances(owners)
    return {owner: found[key].posted for key, owner in owners.items()}


def points_left_behind(viewer: Viewer) -> list[LeftBehind]:
    """What the viewer's household may take along from where it lived before."""
    if viewer.person_id is None:
        return []
    old = people.left_behind(viewer.person_id)
    if not old:
        return []
    accounts = ledger.LedgerAccount.objects.filter(
        unit=ledger.Unit.PT.value, kind=HOUSEHOLD, owner_id__in=[one.pk for one in old],
        posted_in__gt=F("posted_out") + F("held_out"),
    )  # fmt: skip
    here = book_at(viewer.home_path)
    return [_left(account, here) for account in _banked(accounts.order_by("id")[:20], here)]


def _banked(
    accounts: Collection[ledger.LedgerAccount], here: UUID
) -> list[tuple[ledger.LedgerAccount, VillageBank | None, bool]]:
    banks = VillageBank.objects.in_bulk({one.book_id for one in accounts})
    others = {key for key in banks if key != here}
    pacts = PointsPact.objects.filter(
        Q(first=here, second__in=others) | Q(second=here, first__in=others), ended_at__isnull=True
    )
    stand = {key for pact in pacts if pact.stands for key in (pact.first_id, pact.second_id)}
    return [(one, banks.get(one.book_id), one.book_id in stand) for one in accounts]


def _left(found: tuple[ledger.LedgerAccount, VillageBank | None, bool], here: UUID) -> LeftBehind:
    account, bank, agreed = found
    assert account.owner_id is not None, "asked for by owner"
    return LeftBehind(
        household_id=account.owner_id, book_id=account.book_id, bank=bank, here=bank is None or account.book_id == here,
        points=Points(ledger.balance(account).available), agreed=agreed,
    )  # fmt: skip


def other_banks(bank: VillageBank, text: str, *, limit: int = 20) -> list[VillageBank]:
    """Running banks whose name or place holds the text, without those that there is a pact with."""
    pacts = PointsPact.objects.filter(Q(first=bank) | Q(second=bank), ended_at__isnull=True)
    known = {key for pact in pacts for key in (pact.first_id, pact.second_id)} | {bank.pk}
    found = VillageBank.objects.select_related("place").filter(closed_on__isnull=True)
    fits = Q(name__icontains=text) | Q(place__name__icontains=text)
    return list(found.filter(fits).exclude(pk__in=known).order_by("path")[:limit])

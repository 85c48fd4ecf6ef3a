"""The catalogue of a bank, what is on the shelf, and what a household reserved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import Passbook, Redemption, Reward, StockUnit, VillageBank
from ..rules.rewards import LIVE, plain_code

PAGE = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward and how many pieces are free."""

    reward: Reward
    free: int


def free_units(reward_id: UUID) -> QuerySet[StockUnit]:
    """Pieces that nobody has, nor reserved; the ones that came first first."""
    taken = Redemption.objects.filter(unit=OuterRef("pk"), state__in=LIVE)
    return StockUnit.objects.filter(
        ~Exists(taken), reward=reward_id, written_off_at__isnull=True
    ).order_by("id")


def offers(
    bank_id: UUID, *, after: str = "", limit: int = PAGE, all_of_them: bool = False
) -> list[Offer]:
    """What the bank gives for points, the least points first; one more than `limit` when there is more.

    `after` is points_id of the last one before. `all_of_them` adds what is not offered any more.
    """
    found = Reward.objects.filter(bank=bank_id)
    if not all_of_them:
        found = found.filter(offered=True)
    points, _, key = after.partition("_")
    if points.isascii() and points.isdecimal() and len(points) < 7 and (last := _uuid(key)):
        found = found.filter(Q(points__gt=int(points)) | Q(points=int(points), id__gt=last))
    page = list(found.order_by("points", "id")[: limit + 1])
    units = StockUnit.objects.filter(reward__in=page, written_off_at__isnull=True)
    there = dict(units.order_by().values_list("reward").annotate(Count("pk")))
    taken = dict(
        Redemption.objects.filter(reward__in=page, state__in=LIVE).order_by()
        .values_list("reward").annotate(Count("pk"))
    )  # fmt: skip
    return [Offer(one, there.get(one.pk, 0) - taken.get(one.pk, 0)) for one in page]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def get_reward(reward_id: UUID) -> Reward:
    """A reward with its bank. Raises Missing `bank_no_reward`."""
    found = Reward.objects.select_related("bank__place").filter(pk=reward_id).first()
    if found is None:
        raise Missing("bank_no_reward")
    return found


def my_redemptions(viewer: Viewer, *, after: str = "", limit: int = 20) -> list[Redemption]:
    """What the viewer's household reserved and fetched, latest first; one more when there are more."""
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    if household is None:
        return []
    found = Redemption.objects.filter(household=household)
    found = found.select_related("reward", "bank", "undone")
    if last := _uuid(after):
        found = found.filter(id__lt=last)
    return list(found.order_by("-id")[: limit + 1])


def my_redemption(viewer: Viewer, redemption_id: UUID) -> Redemption:
    """A redemption of the viewer's own household. Raises Missing `bank_no_redemption` for others'."""
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    found = Redemption.objects.select_related("reward", "bank__place", "undone").filter(
        pk=redemption_id
    )
    redemption = found.filter(household=household).first() if household else None
    if redemption is None:
        raise Missing("bank_no_redemption")
    return redemption


def by_code(bank: VillageBank, typed: str) -> Redemption | None:
    """The redemption whose code was scanned or typed at this bank's desk."""
    found = Redemption.objects.select_related("reward").filter(bank=bank, code=plain_code(typed))
    return found.first()


def to_hand_over(
    bank_id: UUID, now: datetime, *, after: str = "", limit: int = PAGE
) -> list[Redemption]:
    """What is reserved at a bank and waits to be fetched, the oldest first; one more when there is more."""
    found = Redemption.objects.filter(bank=bank_id, state="reserved", collect_by__gt=now)
    if last := _uuid(after):
        found = found.filter(id__gt=last)
    return list(found.select_related("reward").order_by("id")[: limit + 1])


def handed_over(bank_id: UUID, *, after: str = "", limit: int = PAGE) -> list[Redemption]:
    """What households fetched, those reserved last first; one more when there is more."""
    found = Redemption.objects.filter(bank=bank_id, state="collected")
    if last := _uuid(after):
        found = found.filter(id__lt=last)
    return list(found.select_related("reward", "undone").order_by("-id")[: limit + 1])


def get_redemption(redemption_id: UUID) -> Redemption:
    """Any redemption, for the council's desk. Raises Missing `bank_no_redemption`."""
    found = Redemption.objects.select_related("reward", "undone").filter(pk=redemption_id).first()
    if found is None:
        raise Missing("bank_no_redemption")
    return found


def passbooks(bank_id: UUID, household_ids: set[UUID]) -> dict[UUID, int]:
    """What the desk calls the households: the numbers of their passbooks, no names."""
    books = Passbook.objects.filter(bank=bank_id, household__in=household_ids)
    return dict(books.values_list("household_id", "number"))

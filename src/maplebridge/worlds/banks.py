"""The bank of the village world's first natural village: a council, three months of deeds, notices.

Everything goes through the verbs of the bank itself, on the days on which the people of the world
would have done it: the last month is in a notice, this month's entries partly wait.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from maplebridge.bank import actions
from maplebridge.bank.models import Passbook, VillageBank
from maplebridge.bank.rules import month_after, month_of
from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import SYSTEM, Level, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from . import cast

_KINDS = (
    "cleanup_day", "help_neighbour", "keep_company", "patrol", "lane_swept", "others_settled",
    "hazard_removed", "village_meeting", "law_evening", "trees",
)  # fmt: skip
_A_MONTH, _THIS_MONTH, _HOUSEHOLDS = 14, 7, 16


def add_bank(now: datetime, chance: Random) -> None:
    """Found the bank where the residents of the cast live, and play it up to today."""
    chair, treasurer = (_of(member, now) for member in (cast.CHIEF, cast.VOLUNTEER))
    place = _village(chair)
    if place is None:
        return
    today = calendar.today(now)
    months = _months(today)
    opened = calendar.start_of(months[0]) + timedelta(hours=9)
    bank = actions.found_bank(
        viewer=SYSTEM, place_id=place.pk, name=actions.proposed_name(place),
        founded_on=months[0], now=opened,
    )  # fmt: skip
    for member, role in ((chair, "chair"), (treasurer, "treasurer")):
        assert member.person_id is not None
        actions.seat_member(
            viewer=SYSTEM, bank_id=bank.pk, person_id=member.person_id, role=role, way="elected",
            term_from=months[0], now=opened,
        )  # fmt: skip
    homes = list(
        Passbook.objects.filter(bank=bank).order_by("number").values_list("household", flat=True)
    )[:_HOUSEHOLDS]
    for month in months[:-1]:
        _play(bank, (chair, treasurer), homes, month, chance, now)
        morning = calendar.start_of(month_after(month)) + timedelta(days=1, hours=9)
        if morning < now:
            notice = actions.publish_notice(viewer=chair, bank_id=bank.pk, month=month, now=morning)
            actions.post_due(now=min(now, notice.closes_at + timedelta(hours=1)))
    _play_this_month(bank, (chair, treasurer), homes, today, chance, now)
    actions.post_due(now=now)
    actions.look_after_households(now=now)


def close_first_month(now: datetime) -> None:
    """Close and seal the oldest month, once all that the world lets happen in it is entered."""
    chair = _of(cast.CHIEF, now)
    place = _village(chair)
    bank = VillageBank.objects.filter(path=place.path).first() if place else None
    if bank is not None:
        month = _months(calendar.today(now))[0]
        actions.close_month(viewer=chair, bank_id=bank.pk, month=month, now=now)


def _of(member: cast.Member, now: datetime) -> Viewer:
    return people.viewer_of(people.Person.objects.get(phone=member.phone), now=now)


def _village(viewer: Viewer) -> territory.Place | None:
    if viewer.home_grid_id is None:
        return None
    return territory.ancestor_at(territory.place_by_id(viewer.home_grid_id), Level.GRID)


def _months(today: date) -> list[date]:
    """The two months before this one, and this one."""
    this = month_of(today)
    last = month_of(this - timedelta(days=1))
    return [month_of(last - timedelta(days=1)), last, this]


def _play(
    bank: VillageBank,
    council: tuple[Viewer, Viewer],
    homes: list[UUID],
    month: date,
    chance: Random,
    now: datetime,
) -> None:
    for _ in range(_A_MONTH):
        day = month + timedelta(days=chance.randrange(27))
        _deed(bank, council, chance.choice(homes), day, chance, decided=True, now=now)


def _play_this_month(
    bank: VillageBank,
    council: tuple[Viewer, Viewer],
    homes: list[UUID],
    today: date,
    chance: Random,
    now: datetime,
) -> None:
    for number in range(_THIS_MONTH):
        day = month_of(today) + timedelta(days=chance.randrange(today.day))
        _deed(bank, council, chance.choice(homes), day, chance, decided=number > 2, now=now)


def _deed(
    bank: VillageBank,
    council: tuple[Viewer, Viewer],
    household: UUID,
    day: date,
    chance: Random,
    *,
    decided: bool,
    now: datetime,
) -> None:
    """One deed entered by one of the council who saw it, and approved by the other; where the rules
    say no, as they do for one's own household, there is no such deed."""
    evening = min(calendar.start_of(day) + timedelta(hours=12), now)
    by, other = chance.sample(council, 2)
    entry = actions.Entry(
        id=UUID(int=chance.getrandbits(128)), bank_id=bank.pk, household_id=household,
        kind=chance.choice(_KINDS), done_on=day, saw_it=True,
    )  # fmt: skip
    try:
        deed = actions.enter_deed(viewer=by, entry=entry, now=evening)
        if decided:
            actions.approve_deed(viewer=other, deed_id=deed.pk, now=evening)
    except RuleBroken:
        return

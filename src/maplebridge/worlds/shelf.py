"""A bank with something on its shelf in the cast's village, played through the verbs that people use.

Only where this is a demo. Shops and gifts are invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from maplebridge.bank import actions as banking
from maplebridge.bank import queries
from maplebridge.bank.models import Reward, VillageBank
from maplebridge.core import calendar
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.people.public import Person, Post, viewer_of

from . import cast

SEATS = ((cast.CHIEF, "chair"), (cast.VOLUNTEER, "treasurer"))
REWARDS = (
    ("一条毛巾", "goods", 1, "纯棉，演示内容"),
    ("五斤大米", "goods", 10, "本地新米，演示内容"),
    ("理发一次", "service", 5, "每月第一个周六，活动室"),
    ("好邻居门牌", "honour", 8, "挂在自家门口，愿意才挂"),
)


def add_shelf(now: datetime) -> VillageBank:
    """Found the bank of the first grid where there is none; then rewards, gifts, a purchase, an exchange."""
    began = now - timedelta(days=40)
    bank = _bank(began)
    chair, treasurer = (_viewer(member, began) for member, _ in SEATS)
    rewards = {
        name: banking.offer_reward(
            viewer=chair, bank_id=bank.pk, name=name, kind=kind, points=points, about=about, now=began
        )
        for name, kind, points, about in REWARDS
    }  # fmt: skip
    for name in ("理发一次", "好邻居门牌"):
        banking.add_places(
            viewer=chair, id=uuid7(), reward_id=rewards[name].pk, pieces=8, now=began
        )
    _gifts(bank, treasurer, rewards["一条毛巾"], began)
    bought = banking.prepare_spending(
        viewer=treasurer, id=uuid7(), bank_id=bank.pk, amount_fen=35_000, way="account",
        what="购五斤装大米十袋", payee="镇上粮油店（演示）", paid_on=calendar.today(began),
        reward_id=rewards["五斤大米"].pk, pieces=10, now=began,
    )  # fmt: skip
    banking.decide_spending(viewer=chair, spending_id=bought.pk, approve=True, now=began)
    banking.look_after_households(now=now)  # points from before the bank move into its book
    _exchange(rewards["一条毛巾"], now)
    banking.begin_honour(
        viewer=chair, bank_id=bank.pk, year=calendar.today(now).year, name="好邻居", now=now
    )
    return bank


def _bank(began: datetime) -> VillageBank:
    grid = Post.objects.get(person__phone=cast.WORKER.phone, role=Role.GRID_WORKER.value).place
    day = calendar.today(began)
    bank = queries.bank_at(grid.path) or banking.found_bank(
        viewer=SYSTEM, place_id=grid.pk, name=banking.proposed_name(grid), founded_on=day, now=began
    )
    for member, role in SEATS:
        person = _person(member)
        if queries.seat_of(person.pk, bank.pk, day) is None:
            banking.seat_member(
                viewer=SYSTEM, bank_id=bank.pk, person_id=person.pk, role=role, way="elected",
                term_from=day, now=began,
            )  # fmt: skip
    return bank


def _gifts(bank: VillageBank, treasurer: Viewer, towels: Reward, at: datetime) -> None:
    given: dict[str, Any] = {
        "viewer": treasurer, "bank_id": bank.pk, "given_on": calendar.today(at), "now": at,
    }  # fmt: skip
    banking.donate(
        **given, id=uuid7(), source="sponsor", gift="money", way="account", amount_fen=300_000,
        donor_name="鸿运超市（演示）", named=True, about="支持邻里互助",
    )  # fmt: skip
    banking.donate(
        **given, id=uuid7(), source="villager", gift="goods", amount_fen=20_000,
        reward_id=towels.pk, pieces=20, about="毛巾二十条",
    )  # fmt: skip


def _exchange(towel: Reward, at: datetime) -> None:
    """Xiaoyu's household reserves a towel, and the chair hands it over."""
    asked = banking.reserve(
        viewer=_viewer(cast.YOUNGER, at), id=uuid7(), reward_id=towel.pk, now=at
    )
    banking.hand_over(viewer=_viewer(cast.CHIEF, at), redemption_id=asked.pk, now=at)


def _person(member: cast.Member) -> Person:
    return Person.objects.get(phone=member.phone)


def _viewer(member: cast.Member, at: datetime) -> Viewer:
    return viewer_of(_person(member), now=at)

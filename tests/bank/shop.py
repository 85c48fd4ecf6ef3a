"""A village with a bank, a council, two households with points, money and goods on the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from maplebridge.bank import actions
from maplebridge.bank.actions.accounts import household_account, issuance_account
from maplebridge.bank.models import Donation, Redemption, Reward, Spending
from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM, Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people.models import Person
from maplebridge.people.public import household_of, viewer_of
from tests.people.ground import LONG_AGO, NOW, TODAY, Ground, day


class Shop:
    """Chair Zhou, treasurer Wu and member Hu, who lives with Wang; Li lives next door."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.wang = ground.person("王芳", home=ground.home, language="en")
        self.li = ground.person("李强", home=ground.other_home, language="en")
        self.hu = ground.person("胡理事", home=ground.home, language="en")
        self.chair = ground.person("周理事", language="en")
        self.treasurer = ground.person("吴会计", language="en")
        self.bank = actions.found_bank(
            viewer=SYSTEM,
            place_id=ground.grid.pk,
            name="安乐村积分社",
            founded_on=LONG_AGO,
            now=NOW,
        )
        for who, role in (
            (self.chair, "chair"), (self.treasurer, "treasurer"), (self.hu, "member"),
        ):  # fmt: skip
            actions.seat_member(
                viewer=SYSTEM, bank_id=self.bank.pk, person_id=who.pk, role=role, way="elected",
                term_from=day(-50), now=NOW,
            )  # fmt: skip

    def household(self, who: Person) -> UUID:
        found = household_of(who.pk)
        assert found is not None
        return found.pk

    def give(self, who: Person, points: int) -> None:
        """Points of the bank for the person's household."""
        ledger.transfer(
            viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, amount=Points(points), code="reward",
            debit=issuance_account(self.bank.pk, now=NOW),
            credit=household_account(self.household(who), self.bank.pk, now=NOW), now=NOW,
        )  # fmt: skip

    def points(self, who: Person, *, held: bool = False) -> int:
        found = ledger.balance(household_account(self.household(who), self.bank.pk, now=NOW))
        return found.held if held else found.available

    def reward(self, name: str = "五斤大米", points: int = 10, kind: str = "goods") -> Reward:
        return actions.offer_reward(
            viewer=seen(self.chair), bank_id=self.bank.pk, name=name, kind=kind, points=points,
            now=NOW,
        )  # fmt: skip

    def gift(self, fen: int = 100_000, **more: Any) -> Donation:
        ask: dict[str, Any] = {
            "viewer": seen(self.treasurer), "id": uuid4(), "bank_id": self.bank.pk,
            "source": "sponsor", "gift": "money", "way": "account", "amount_fen": fen,
            "given_on": TODAY, "now": NOW,
        }  # fmt: skip
        return actions.donate(**ask | more)

    def goods(self, reward: Reward, pieces: int = 2, fen: int = 5_001, **more: Any) -> Donation:
        return self.gift(fen, gift="goods", way="", reward_id=reward.pk, pieces=pieces, **more)

    def spend(self, fen: int, **more: Any) -> Spending:
        ask: dict[str, Any] = {
            "viewer": seen(self.treasurer), "id": uuid4(), "bank_id": self.bank.pk,
            "amount_fen": fen, "way": "account", "what": "买大米", "paid_on": TODAY, "now": NOW,
        }  # fmt: skip
        return actions.prepare_spending(**ask | more)

    def decide(self, spending: Spending, approve: bool = True, **more: Any) -> Spending:
        ask: dict[str, Any] = {
            "viewer": seen(self.chair), "spending_id": spending.pk, "approve": approve, "now": NOW,
        }  # fmt: skip
        return actions.decide_spending(**ask | more)

    def reserve(self, who: Person, reward: Reward, now: datetime = NOW) -> Redemption:
        return actions.reserve(viewer=seen(who), id=uuid4(), reward_id=reward.pk, now=now)

    def fen(self, kind: str) -> int:
        """What all purposes together have, in money or in stock."""
        accounts = ledger.LedgerAccount.objects.filter(book_id=self.bank.pk, kind=kind)
        return sum(ledger.balance(one).posted for one in accounts)


def seen(who: Person) -> Viewer:
    return viewer_of(who, now=NOW)


@contextmanager
def refused(code: str, **facts: Any) -> Iterator[None]:
    """The rule that has to be broken inside, with what its sentence says."""
    with pytest.raises(RuleBroken) as found:
        yield
    assert found.value.code == code
    assert {name: found.value.facts[name] for name in facts} == facts
    assert found.value.sentence

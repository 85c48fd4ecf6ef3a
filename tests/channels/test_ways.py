"""By which way a person hears of what is theirs, and what happens when it does not arrive there."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from django.db import transaction

from maplebridge.channels import actions
from maplebridge.channels.models import ChosenWay, Outgoing, Sender
from maplebridge.channels.rules.messages import FREE_ONLY
from maplebridge.channels.rules.ways import after, order
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.people.models import Account
from tests.world import NOON, World, build_world, viewer


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.mark.parametrize(
    ("chosen", "came_by", "may_cost", "ways"),
    [
        ("", "", True, ("wechat", "sms", "mail")),
        ("", "", False, ("wechat", "mail")),
        ("", "mail", True, ("mail", "wechat", "sms")),
        ("", "sms", False, ("sms", "wechat", "mail")),
        ("mail", "wechat", True, ("mail", "wechat", "sms")),
        ("sms", "wechat", True, ("sms",)),
        ("sms", "wechat", False, ()),
        ("sms", "sms", False, ("sms",)),
        ("page", "wechat", True, ()),
    ],
)
def test_the_order_of_ways(
    chosen: str, came_by: str, may_cost: bool, ways: tuple[str, ...]
) -> None:
    assert order(chosen, came_by, may_cost=may_cost) == ways


def test_each_way_is_tried_once() -> None:
    assert after({"wechat"}, may_cost=True) == ("sms", "mail")
    assert after({"wechat", "sms"}, may_cost=True) == ("mail",)
    assert after({"mail"}, may_cost=False) == ("wechat",)
    assert after({"wechat", "sms", "mail"}, may_cost=True) == ()


def all_linked(world: World) -> None:
    for channel, address in (("wechat", "open-id"), ("mail", "wang@example.org")):
        Sender.objects.create(
            channel=channel, account="gh", address=address, person=world.wang, proved_at=NOON
        )


def sent(channel: str = "wechat", to: str = "open-id", **data: Any) -> Outgoing:
    with transaction.atomic():
        return actions.send(
            channel=channel, account="gh", to=to, text="路灯修好了", data=data, now=NOON
        )


@pytest.mark.parametrize("free_only", [False, True])
def test_a_receipt_that_says_no_and_a_bounce_fall_over_to_the_next_way(
    world: World, door: ModuleType, settings: Any, free_only: bool
) -> None:
    settings.MAIL_BOX = "box@example.org"
    all_linked(world)
    first = sent(**{FREE_ONLY: free_only})
    outbox.deliver_all(NOON)
    ways = []
    while waiting := Outgoing.objects.filter(state="sent").first():
        ways.append(waiting.channel)
        for _ in range(2):
            actions.receipt(
                channel=waiting.channel, outgoing_id=waiting.pk, arrived=False, code="x", now=NOON
            )
        outbox.deliver_all(NOON)
    assert ways == (["wechat", "mail"] if free_only else ["wechat", "sms", "mail"])
    assert {row.text for row in Outgoing.objects.all()} == {first.text}


def test_who_has_no_other_way_is_left_to_those_who_run_the_place(
    world: World, door: ModuleType
) -> None:
    message = sent("sms", world.wang.phone)
    Outgoing.objects.update(state="failed")
    with pytest.raises(RuleBroken) as refused:
        actions.send_another_way(viewer=viewer(world.sun), message=message, now=NOON)
    assert refused.value.code == "channels_no_other_way"


def test_the_choice_ends_with_the_account(world: World) -> None:
    actions.choose_way(viewer=viewer(world.wang), way="page", now=NOON)
    actions.purge_expired(now=NOON)
    assert ChosenWay.objects.exists()
    Account.objects.filter(person=world.wang).delete()
    actions.purge_expired(now=NOON)
    assert not ChosenWay.objects.exists()

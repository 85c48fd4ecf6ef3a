"""Whose report was joined to another hears of each step by the way that they chose."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from maplebridge.channels import actions as channel_actions
from maplebridge.channels.models import Outgoing, Sender
from maplebridge.matters import actions
from maplebridge.matters.models import Matter, MatterAddress
from maplebridge.people.models import Person
from tests.channels.conftest import door as door
from tests.matters.test_joining import english, make, merge
from tests.matters.test_telling import told
from tests.world import NOON, World, client_for, viewer

pytestmark = pytest.mark.django_db


def joined(world: World, **more: bool) -> tuple[Matter, Matter]:
    """Chen's report, closed as a repetition of Wang's. What that said to anybody is not looked at."""
    earlier, later = make(world), make(world, world.chen, **more)
    merge(world, later, earlier)
    told()
    return earlier, later


def linked(who: Person, channel: str) -> None:
    Sender.objects.create(
        channel=channel, account="gh", address=f"{channel}@example.org", person=who, proved_at=NOON
    )


def answer(world: World, matter: Matter) -> None:
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="王奶奶，换好了", now=NOON)


def to_chen(world: World) -> list[Outgoing]:
    """What goes out to Chen: by the number, WeChat and mail that are theirs."""
    theirs = [world.chen.phone, "wechat@example.org", "mail@example.org"]
    return list(Outgoing.objects.filter(to__in=theirs).order_by("id"))


def test_without_another_way_an_answer_reaches_them_as_a_text_that_a_locked_screen_may_show(
    world: World, door: ModuleType
) -> None:
    earlier, later = joined(world)
    before = len(to_chen(world))
    actions.accept(viewer=viewer(world.li), matter_id=earlier.pk, text="王奶奶您好", now=NOON)
    told()
    assert len(to_chen(world)) == before, "a text costs: it is for answers and questions"
    answer(world, earlier)
    told()
    *_, text = to_chen(world)
    assert (text.channel, text.label) == ("sms", later.reference)
    assert text.data["safe"] == "有答复了。"
    assert "王奶奶" not in text.text
    page = client_for(None).get(f"/matters/a/{text.data['link']}/").content.decode()
    assert earlier.reference in page
    assert "换好了" not in page, "the words stay with the first reporter"


@pytest.mark.parametrize(
    ("chosen", "ways"),
    [("wechat", ["wechat"]), ("sms", ["sms"]), ("mail", ["mail"]), ("page", []), ("", ["wechat"])],
)
@pytest.mark.parametrize("me_too", [False, True])
def test_they_hear_by_the_way_that_they_chose(
    world: World, door: ModuleType, settings: Any, chosen: str, ways: list[str], me_too: bool
) -> None:
    settings.MAIL_BOX = "box@example.org"
    linked(world.chen, "wechat")
    linked(world.chen, "mail")
    if chosen:
        channel_actions.choose_way(viewer=viewer(world.chen), way=chosen, now=NOON)
    if me_too:
        earlier = make(world, neighbours_see=True)
        actions.join(viewer=viewer(world.chen), matter_id=earlier.pk, now=NOON)
    else:
        earlier, _ = joined(world)
    told()
    before = len(to_chen(world))
    answer(world, earlier)
    told()
    assert [one.channel for one in to_chen(world)[before:]] == ways


def test_who_said_me_too_and_chose_nothing_costs_no_text(world: World, door: ModuleType) -> None:
    matter = make(world, neighbours_see=True)
    actions.join(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON)
    answer(world, matter)
    told()
    assert to_chen(world) == []


def test_what_a_receipt_says_did_not_arrive_goes_another_way(
    world: World, door: ModuleType, settings: Any
) -> None:
    settings.MAIL_BOX = "box@example.org"
    linked(world.chen, "wechat")
    linked(world.chen, "mail")
    earlier, _ = joined(world)
    answer(world, earlier)
    told()
    for way in ("wechat", "sms", "mail"):
        last = to_chen(world)[-1]
        assert last.channel == way
        Outgoing.objects.filter(pk=last.pk).update(state="sent")
        channel_actions.receipt(
            channel=way, outgoing_id=last.pk, arrived=False, now=NOON + timedelta(minutes=1)
        )


def test_a_number_given_on_the_phone_is_written_to_about_answers_alone(
    world: World, door: ModuleType
) -> None:
    earlier, later = make(world), make(world, world.chen)
    Matter.objects.filter(pk=later.pk).update(reporter=None, channel="phone")
    MatterAddress.objects.create(matter=later, channel="sms", account="", address="13900000077")
    merge(world, Matter.objects.get(pk=later.pk), earlier)
    told()
    before = Outgoing.objects.filter(to="13900000077").count()
    actions.accept(viewer=viewer(world.li), matter_id=earlier.pk, now=NOON)
    told()
    assert Outgoing.objects.filter(to="13900000077").count() == before
    answer(world, earlier)
    told()
    assert Outgoing.objects.filter(to="13900000077").count() == before + 1


def test_they_stop_it_by_the_link_of_a_text_and_are_told_once_for_two_reports(
    world: World, door: ModuleType
) -> None:
    earlier, _ = joined(world)
    second = make(world, world.chen)
    merge(world, second, earlier)
    told()
    before = len(to_chen(world))
    answer(world, earlier)
    told()
    assert len(to_chen(world)) == before + 1
    page = english(None).get(f"/matters/a/{to_chen(world)[-1].data['link']}/")  # type: ignore[arg-type]  # a visitor
    stop = page.context["goes_on"].hears_at
    client_for(None).post(f"/matters/joined/messages/{stop}/", {"wished": "no"})
    actions.dispute(viewer=viewer(world.wang), matter_id=earlier.pk, reason="还不亮", now=NOON)
    answer(world, earlier)
    told()
    assert len(to_chen(world)) == before + 1

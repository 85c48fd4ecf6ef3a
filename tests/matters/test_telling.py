"""Who reported by a page, by phone or at the desk hears of each step on their own way."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation

from maplebridge.channels import actions as channel_actions
from maplebridge.channels.models import ChosenWay, Outgoing, Sender
from maplebridge.core import outbox
from maplebridge.core.viewer import Viewer
from maplebridge.matters import actions
from maplebridge.matters.actions import links
from maplebridge.matters.messages.conversing import SAFE
from maplebridge.matters.models import AnswerLink, Matter, MatterAddress, PhoneCall
from maplebridge.matters.rules.conversing import HEARD
from maplebridge.matters.rules.states import RestReason
from tests.channels.conftest import door as door
from tests.world import NOON, World, client_for, viewer

pytestmark = pytest.mark.django_db


def reported(world: World, channel: str = "web", now: datetime = NOON, **more: Any) -> Matter:
    """Wang's concern: by themselves on the page, by the operator on the phone or at the desk."""
    sent = actions.Report(
        words="三栋路灯不亮",
        place_id=world.grid.pk,
        channel=channel,
        reporter_id=world.wang.pk,
        **more,
    )
    who = world.wang if channel in {"web", "api"} else world.sun
    return actions.report(viewer=viewer(who), sent=sent, now=now).matter


def linked(world: World, channel: str, address: str = "") -> None:
    Sender.objects.create(
        channel=channel, account="gh", address=address or f"wang-{channel}", person=world.wang,
        proved_at=NOON,
    )  # fmt: skip


def told(now: datetime = NOON) -> list[tuple[str, str]]:
    """The ways and what a message says there, of all that is new."""
    seen = set(Outgoing.objects.values_list("pk", flat=True))
    outbox.deliver_all(now)
    rows = Outgoing.objects.exclude(pk__in=seen).exclude(channel="push").order_by("id")
    return [(row.channel, said_in(row)) for row in rows]


def said_in(row: Outgoing) -> str:
    return (row.channel == "sms" and row.data.get("safe")) or row.text


def li(world: World) -> Viewer:
    return viewer(world.li)


def answer(world: World, matter: Matter, now: datetime = NOON) -> None:
    actions.answer(
        viewer=li(world),
        matter_id=matter.pk,
        text="灯泡已换好",
        now=now,
    )


@pytest.mark.parametrize("channel", ["web", "phone", "desk", "api"])
def test_each_step_is_written_to_who_reported_without_writing_to_us(
    world: World, door: ModuleType, channel: str
) -> None:
    linked(world, "wechat")
    matter = reported(world, channel)
    assert told()[0][0] == "wechat"
    actions.accept(viewer=li(world), matter_id=matter.pk, now=NOON)
    assert [way for way, _ in told()] == ["wechat"]
    actions.add_words(viewer=li(world), matter_id=matter.pk, text="是哪一层？", now=NOON)
    assert [(way, "是哪一层" in words) for way, words in told()] == [("wechat", True)]
    actions.suspend(
        viewer=li(world), matter_id=matter.pk, reason=RestReason.PARTS, text="等灯泡",
        until=(NOON + timedelta(days=3)).date(), now=NOON,
    )  # fmt: skip
    assert len(told()) == 1
    answer(world, matter)
    assert [(way, "灯泡已换好" in words) for way, words in told()] == [("wechat", True)]
    actions.close_undisputed(now=NOON + timedelta(days=30))
    assert len(told(NOON + timedelta(days=30))) == 1


def test_without_wechat_a_text_costs_and_so_it_is_for_answers_and_questions(
    world: World, door: ModuleType
) -> None:
    matter = reported(world, "phone")
    actions.accept(viewer=li(world), matter_id=matter.pk, now=NOON)
    assert told() == []
    actions.add_words(viewer=li(world), matter_id=matter.pk, text="是哪一层？", now=NOON)
    answer(world, matter)
    said = told()
    assert [way for way, _ in said] == ["sms", "sms"]
    assert not any("灯泡" in words or "哪一层" in words for _, words in said), (
        "a locked screen shows it"
    )


@pytest.mark.parametrize(
    ("chosen", "ways"), [("wechat", ["wechat"]), ("sms", ["sms"]), ("mail", ["mail"]), ("page", [])]
)
def test_a_person_chooses_once(
    world: World, door: ModuleType, settings: Any, chosen: str, ways: list[str]
) -> None:
    settings.MAIL_BOX = "box@example.org"
    linked(world, "wechat")
    linked(world, "mail", "wang@example.org")
    channel_actions.choose_way(viewer=viewer(world.wang), way=chosen, now=NOON)
    answer(world, reported(world))
    assert {way for way, _ in told()} == set(ways)


def test_their_own_steps_on_the_page_are_not_told_to_them_again(
    world: World, door: ModuleType
) -> None:
    linked(world, "wechat")
    matter = reported(world)
    answer(world, matter)
    told()
    actions.rate(viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=NOON)
    assert told() == []


def test_at_night_it_waits_until_the_morning_unless_every_hour_counts(
    world: World, door: ModuleType
) -> None:
    linked(world, "wechat")
    night = NOON + timedelta(hours=11)
    for category, waits in [("lighting", True), ("hazard", False)]:
        matter = reported(world, "phone", night, category=category)
        answer(world, matter, night)
        outbox.deliver_all(night)
        written = Outgoing.objects.filter(about_id=matter.pk, text__contains="灯泡已换好")
        assert [row.state for row in written] == ["waiting" if waits else "sent"], category
    channel_actions.queue_due(now=night + timedelta(hours=10))
    outbox.deliver_all(night + timedelta(hours=10))
    assert not Outgoing.objects.filter(state="waiting").exists()


def test_who_was_split_off_hears_that_it_is_theirs_again(world: World, door: ModuleType) -> None:
    linked(world, "wechat")
    first, second = reported(world), reported(world)
    actions.mark_duplicate(
        viewer=li(world), matter_id=second.pk, of_reference=first.reference, now=NOON
    )
    told()
    actions.split(viewer=li(world), matter_id=second.pk, now=NOON)
    assert [(way, second.reference in words) for way, words in told()] == [("wechat", True)]


def test_what_a_text_says_fits_a_registered_sentence_in_every_language() -> None:
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            assert [verb for verb in HEARD if verb.value not in SAFE] == []
            assert [str(words) for words in SAFE.values() if len(str(words)) > 35] == []


# A number that was given on the phone


def call(world: World, **fields: Any) -> Any:
    client = client_for(world.sun)
    client.cookies["django_language"] = "zh-hans"
    sent = {
        "id": str(uuid4()), "began": timezone.now().isoformat(), "words": "三栋路灯不亮",
        "place": str(world.grid.pk), "dispatch": "1",
    }  # fmt: skip
    return client.post("/matters/console/", sent | fields, follow=True)


def test_a_caller_without_an_account_is_told_of_the_answer_when_they_agreed(
    world: World, door: ModuleType
) -> None:
    call(world, caller="13700000099", texts="on")
    matter = Matter.objects.get()
    assert PhoneCall.objects.get().agreed
    now = timezone.now() + timedelta(days=1)
    now = now.replace(hour=4)
    actions.accept(viewer=li(world), matter_id=matter.pk, now=now)
    assert told(now) == [], "a text costs"
    answer(world, matter, now)
    outbox.deliver_all(now)
    row = Outgoing.objects.get()
    assert (row.channel, row.to) == ("sms", "13700000099")
    assert row.data["link"]


def test_without_the_callers_yes_no_number_is_kept(world: World) -> None:
    call(world, caller="13700000099")
    assert not MatterAddress.objects.exists()
    assert PhoneCall.objects.get().agreed == ""


def test_a_number_that_no_text_reaches_is_said_and_keeps_what_was_typed(world: World) -> None:
    page = call(world, caller="王师傅", texts="on")
    assert page.status_code == 422
    assert "王师傅" in page.content.decode()
    assert not Matter.objects.exists()


# The link


def link_in(matter: Matter) -> str:
    return f"/matters/a/{links.link_for(matter.pk, now=timezone.now())}/"


def test_the_link_opens_the_answer_without_signing_in_and_names_nobody(world: World) -> None:
    matter = reported(world)
    answer(world, matter)
    page = Client().get(link_in(matter)).content.decode()
    assert "灯泡已换好" in page
    for secret in ("三栋路灯不亮", world.wang.name, world.li.name, world.grid.name):
        assert secret not in page


def test_by_the_link_one_rates_disputes_and_replies(world: World) -> None:
    for verb, fields, state in [
        ("rate", {"rate-stars": "4", "rate-solved": "yes"}, "closed"),
        ("dispute", {"dispute-text": "还是不亮"}, "reopened"),
        ("words", {"words-text": "三楼"}, "answered"),
    ]:
        matter = reported(world)
        answer(world, matter)
        address = link_in(matter)
        assert Client().post(address, {"verb": verb, **fields}).status_code == 302
        matter.refresh_from_db()
        assert matter.state == state
        assert matter.events.latest("id").by_reporter


def test_a_refused_form_comes_back_with_what_was_typed(world: World) -> None:
    matter = reported(world)
    answer(world, matter)
    page = Client().post(link_in(matter), {"verb": "rate", "rate-text": "这一句"})
    assert page.status_code == 422
    assert "这一句" in page.content.decode()


def test_a_link_of_another_time_or_of_nothing_opens_nothing(world: World) -> None:
    matter = reported(world)
    address = link_in(matter)
    assert Client().get("/matters/a/23456789ABCD/").status_code == 404
    assert Client().get("/matters/a/0/").status_code == 302
    AnswerLink.objects.update(ends_at=timezone.now())
    AnswerLink.objects.filter(ends_at__lte=timezone.now())
    assert Client().get(address).status_code == 404


def test_who_has_the_link_ends_it_and_the_next_message_brings_another(world: World) -> None:
    matter = reported(world)
    address = link_in(matter)
    Client().post(address, {"verb": "end"})
    assert Client().get(address).status_code == 404
    assert link_in(matter) != address


def test_one_link_serves_all_messages_and_its_token_is_in_no_table(world: World) -> None:
    matter = reported(world)
    assert link_in(matter) == link_in(matter)
    token = re.sub(".*/a/|/", "", link_in(matter))
    assert token not in str(AnswerLink.objects.values().get())


def test_looking_for_links_is_counted(world: World) -> None:
    answers = {
        Client().get(f"/matters/a/{'23456789ABC'}{sign}/").status_code for sign in "DEFGHJKMNP" * 7
    }
    assert answers == {404, 422}


def test_on_my_page_i_choose_how_i_am_told(world: World) -> None:
    client = client_for(world.wang)
    assert client.post("/channels/mine/way/", {"way": "mail"}).status_code == 422, "not joined yet"
    assert client.post("/channels/mine/way/", {"way": "sms"}).status_code == 302
    assert ChosenWay.objects.get().way == "sms"
    assert client.post("/channels/mine/way/", {"way": ""}).status_code == 302
    assert not ChosenWay.objects.exists()

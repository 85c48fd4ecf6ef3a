"""Who follows is written to if they agreed: one message a matter, not at night, stopped in one tap."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client, override_settings
from django.utils import timezone

from maplebridge.channels import public as channels
from maplebridge.channels.actions.falling_over import instead
from maplebridge.channels.models import Outgoing, PushDevice, Sender
from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.outbox import deliver_all
from maplebridge.people import public as people
from maplebridge.people.models import Consent, Person
from maplebridge.square import actions
from maplebridge.square.models import Alert, Following
from maplebridge.square.rules import quiet
from tests.world import World, client_for, publish, settle, viewer

NOW = timezone.now()


def local(hour: int, minute: int = 0, day: int = 1) -> datetime:
    """That time of the jurisdiction on one of the next days."""
    then = timezone.localtime(NOW, calendar.zone()) + timedelta(days=day)
    return then.replace(hour=hour, minute=minute, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def _mail() -> Any:
    with override_settings(MAIL_BOX="box@maplebridge.example"):
        yield


def agree(who: Person, *purposes: str) -> None:
    for purpose in purposes or ("alerts",):
        people.give_consent(
            viewer=viewer(who), purpose=purpose, now=NOW,
            text_version=people.PURPOSES[purpose].version,
        )  # fmt: skip


def link(who: Person, channel: str, address: str) -> None:
    Sender.objects.create(
        channel=channel, account="gh_1" if channel == "wechat" else "", address=address,
        person=who, proved_at=NOW,
    )  # fmt: skip


def device(who: Person) -> PushDevice:
    agree(who, "push")
    return PushDevice.objects.create(
        person=who, endpoint="https://fcm.googleapis.com/1", point="p", auth="a", created_at=NOW
    )


def follow(who: Person, world: World) -> None:
    actions.follow_area(viewer=viewer(who), area_id=world.community.pk, category="", now=NOW)


def sent() -> list[Outgoing]:
    return list(Outgoing.objects.filter(about_kind="square.publication").order_by("id"))


def test_it_goes_by_what_the_follower_has_and_never_by_sms(world: World) -> None:
    for who in (world.chen, world.zhao, world.stranger, world.sun):
        follow(who, world)
        agree(who)
    link(world.chen, "mail", "chen@mail.example")
    link(world.zhao, "mail", "zhao@mail.example")
    link(world.zhao, "wechat", "open-zhao")
    link(world.stranger, "wechat", "open-stranger")
    phone = device(world.stranger)
    publish(world)
    deliver_all()
    actions.send_messages(now=local(9))
    assert {(one.channel, one.to) for one in sent()} == {
        ("mail", "chen@mail.example"),
        ("wechat", "open-zhao"),
        ("push", str(phone.pk)),
    }
    assert not Alert.objects.filter(waits=True).exists()


def test_nobody_is_written_to_without_a_receipt(world: World) -> None:
    follow(world.chen, world)
    link(world.chen, "mail", "chen@mail.example")
    publish(world)
    deliver_all()
    actions.send_messages(now=local(9))
    assert sent() == []
    agree(world.chen)
    actions.send_messages(now=local(10))
    assert sent() == []  # what was before the yes is not told afterwards
    publish(world)
    deliver_all()
    actions.send_messages(now=local(11))
    assert len(sent()) == 1
    assert Consent.objects.get(person=world.chen, purpose="alerts").text_version


def test_the_words_go_by_mail_and_a_device_shows_the_number_alone(world: World) -> None:
    for who in (world.chen, world.stranger):
        follow(who, world)
        agree(who)
    link(world.chen, "mail", "chen@mail.example")
    device(world.stranger)
    public = publish(world, words="小区门口的路灯不亮")
    deliver_all()
    actions.send_messages(now=local(9))
    by = {one.channel: one for one in sent()}
    assert "小区门口的路灯不亮" in by["mail"].text
    assert f"/matters/public/{public.matter_id}/" in by["mail"].text
    assert "/matters/public/messages/" in by["mail"].text
    assert "路灯" not in by["push"].text
    assert public.matter.reference in by["push"].text
    assert by["push"].data["url"].startswith("/matters/public/messages/")


def test_a_link_that_stops_messages_says_nothing_about_whom_it_was_written_to(world: World) -> None:
    """Links are forwarded and stand in logs: no id is in them, and no two are alike."""
    matter_id = uuid4()
    made = [actions.stop_token(world.chen.pk, matter_id) for _ in range(2)]
    assert made[0] != made[1]
    for token in made:
        plain = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        for one in (world.chen.pk, matter_id):
            assert one.bytes not in plain
            assert one.hex not in plain.decode("latin-1") + token
        assert actions.read_stop_token(token) == (world.chen.pk, matter_id)
        for at in range(len(token) - 1):
            changed = token[:at] + ("B" if token[at] != "B" else "C") + token[at + 1 :]
            with pytest.raises(Missing):
                actions.read_stop_token(changed)
    for wrong in (
        "",
        "A",
        "AAAA",
        "x" * 79,
        "\u5357",
        made[0] + "A",
        signing.dumps(["0" * 32] * 2),
    ):
        with pytest.raises(Missing):
            actions.read_stop_token(wrong)


@pytest.mark.parametrize(
    ("hour", "minute", "silent"), [(20, 59, False), (21, 0, True), (7, 59, True), (8, 0, False)]
)
def test_at_night_nothing_goes_out(world: World, hour: int, minute: int, silent: bool) -> None:
    follow(world.chen, world)
    agree(world.chen)
    link(world.chen, "mail", "chen@mail.example")
    publish(world)
    deliver_all()
    then = local(hour, minute)
    assert quiet.is_quiet(then.time()) is silent
    actions.send_messages(now=then)
    assert (sent() == []) is silent
    actions.send_messages(now=local(8, 10, day=2))
    assert len(sent()) == 1


def test_one_matter_writes_to_a_person_once_a_day_whatever_they_follow(world: World) -> None:
    follow(world.chen, world)
    actions.follow_area(
        viewer=viewer(world.chen), area_id=world.street.pk, category="lighting", now=NOW
    )
    agree(world.chen)
    link(world.chen, "mail", "chen@mail.example")
    public = publish(world)
    deliver_all()
    actions.follow_matter(viewer=viewer(world.chen), matter_id=public.matter_id, now=NOW)
    actions.send_messages(now=local(9))
    assert len(sent()) == 1
    settle(world, public.matter, timezone.now())
    deliver_all()
    actions.send_messages(now=local(12))
    assert len(sent()) == 1
    actions.send_messages(now=local(9, 10, day=2))
    assert [one.data["short"] for one in sent()] == ["新公开", "已办结"]
    actions.send_messages(now=local(9, 10, day=3))
    assert len(sent()) == 2


def test_what_was_taken_back_or_seen_in_the_meantime_is_not_written_about(world: World) -> None:
    for who in (world.chen, world.zhao):
        follow(who, world)
        agree(who)
        link(who, "mail", f"{who.pk}@mail.example")
    public, still = publish(world), publish(world)
    deliver_all()
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private", now=NOW
    )
    actions.see_alerts(viewer=viewer(world.zhao), now=NOW)
    actions.send_messages(now=local(9))
    (only,) = sent()
    assert (only.to, only.about_id) == (f"{world.chen.pk}@mail.example", still.pk)


def test_one_tap_stops_them_without_signing_in(world: World) -> None:
    follow(world.chen, world)
    agree(world.chen)
    link(world.chen, "mail", "chen@mail.example")
    publish(world)
    deliver_all()
    actions.send_messages(now=local(9))
    address = sent()[0].data["url"]
    visitor = Client()
    page = visitor.get(address)
    assert page.status_code == 200
    assert "陈" not in page.content.decode()
    assert Consent.objects.get(person=world.chen).withdrawn_at is None
    assert visitor.post(address).status_code == 302
    assert Consent.objects.get(person=world.chen).withdrawn_at is not None
    assert Following.objects.filter(person=world.chen).exists()
    assert visitor.post(address).status_code == 302
    publish(world)
    deliver_all()
    actions.send_messages(now=local(10))
    assert len(sent()) == 1
    token = address.split("/")[-2]
    other = ("b" if token[0] == "a" else "a") + token[1:]
    for wrong in ("x", other, channels.FREE_ONLY):
        assert visitor.post(f"/matters/public/messages/{wrong}/").status_code == 404
    forged = Client(enforce_csrf_checks=True)
    assert forged.post(address).status_code == 403


def test_a_closed_wechat_window_never_becomes_an_sms(world: World) -> None:
    link(world.chen, "wechat", "open-chen")
    sent_by = {"channel": "wechat", "account": "gh_1", "to": "open-chen", "text": "x", "now": NOW}
    assert instead(channels.send(**sent_by), now=NOW) is not None
    free = channels.send(**sent_by, data={channels.FREE_ONLY: True})
    assert instead(free, now=NOW) is None


def test_the_page_says_whether_messages_come(world: World) -> None:
    page = "/matters/public/following/"
    assert "/people/consents/" in client_for(world.chen).get(page).content.decode()
    before = client_for(world.chen).get(page).content.decode()
    agree(world.chen)
    assert client_for(world.chen).get(page).content.decode() != before

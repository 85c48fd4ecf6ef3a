"""News on a device: encrypted and signed as other libraries expect, with consent, without words.

The peers are http_ece, which decrypts as a browser does, and py_vapid, which checks who sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from py_vapid import Vapid02

from maplebridge.channels import actions, queries
from maplebridge.channels.models import Outgoing, PushDevice
from maplebridge.channels.rules import push as rules
from maplebridge.core import outbox
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.actions import tasks
from maplebridge.people import public as people
from maplebridge.people.models import Account, Consent, Person
from tests.channels.receiver import Receiver, receiving
from tests.world import World, build_world, client_for, person, post, viewer

NOW = timezone.now()
VERSION = people.PURPOSES[rules.PURPOSE].version


@dataclass
class Browser:
    """What a browser keeps to itself, and what it hands over."""

    key: ec.EllipticCurvePrivateKey
    auth: bytes
    endpoint: str

    @property
    def point(self) -> str:
        return rules.unpadded(rules.point_of(self.key))

    @property
    def typed(self) -> dict[str, str]:
        return {
            "endpoint": self.endpoint,
            "point": self.point,
            "auth": rules.unpadded(self.auth),
        }

    def read(self, body: bytes) -> dict[str, str]:
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        said: dict[str, str] = json.loads(plain)
        return said


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def service(settings: Any) -> Iterator[Receiver]:
    """A push service on this machine."""
    settings.WEBHOOK_HOSTS = settings.PUSH_HOSTS = ["127.0.0.1"]
    with receiving() as made:
        made.answers = [(201, {})]
        yield made


def browser(service: Receiver | None = None) -> Browser:
    url = f"{service.url}&{uuid4()}" if service else f"https://fcm.googleapis.com/{uuid4()}"
    return Browser(ec.generate_private_key(ec.SECP256R1()), b"a" * 16, url)


def switch_on(who: Person, one: Browser) -> PushDevice:
    return actions.switch_on(viewer=viewer(who), text_version=VERSION, now=NOW, **one.typed)


def report(world: World, who: Person | None = None) -> matters.Matter:
    sent = matters.Report(id=uuid4(), words="楼道的灯不亮", place_id=world.grid.pk)
    return matters.report(viewer=viewer(who or world.wang), sent=sent, now=timezone.now()).matter


def answer(world: World, matter: matters.Matter) -> None:
    now = timezone.now()
    matters.answer(viewer=viewer(world.li), matter_id=matter.pk, text="已换灯泡", now=now)


# Written as the standards say ---------------------------------------------------------------


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    """RFC 8291, appendix A."""
    ours = ec.derive_private_key(
        int.from_bytes(_raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    sealed = rules.encrypt(
        b"When I grow up, I want to be a watermelon",
        browser=_raw(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        auth=_raw("BTBZMqHH6r4Tts7J_aSIgg"),
        ours=ours,
        salt=_raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert rules.unpadded(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
        "lcy4a-fN"
    )


def _raw(text: str) -> bytes:
    raw = rules.padded(text)
    assert raw is not None
    return raw


def test_another_library_checks_who_sent(settings: Any) -> None:
    key = queries.server_key()
    headers = rules.vapid("https://fcm.googleapis.com/x", "mailto:a@b.example", key, NOW)
    assert Vapid02.verify(headers["Authorization"])
    assert not _accepted(headers["Authorization"].replace(",k=", "A,k="))
    settings.SECRET_KEY = "another" * 8
    assert rules.point_of(queries.server_key()) != rules.point_of(key)


def _accepted(header: str) -> bool:
    try:
        return bool(Vapid02.verify(header))
    except Exception:
        return False


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://web.push.apple.com/x", True),
        ("https://push.apple.com/x", False),
        ("https://evil-push.apple.com.example/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evil.example/?fcm.googleapis.com", False),
    ],
)
def test_only_known_push_services_are_called(settings: Any, endpoint: str, known: bool) -> None:
    assert rules.is_push_host(endpoint, settings.PUSH_HOSTS) is known


# What a person gets -------------------------------------------------------------------------


def test_the_reporter_hears_that_there_is_news_and_nothing_more(
    world: World, service: Receiver
) -> None:
    wangs = browser(service)
    switch_on(world.wang, wangs)
    matter = report(world)
    answer(world, matter)
    outbox.deliver_all()
    ((headers, body),) = service.got
    said = wangs.read(body)
    assert said == {
        "body": f"{matter.reference} 有新消息",
        "url": f"/matters/{matter.pk}/",
        "tag": matter.reference,
    }
    assert Vapid02.verify(headers["authorization"])
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["ttl"] == "86400"
    assert len(headers["topic"]) == 32
    assert matter.reference.encode() not in body
    assert Outgoing.objects.get(channel="push").state == "sent"


def test_the_language_is_the_persons(world: World, service: Receiver) -> None:
    Person.objects.filter(pk=world.wang.pk).update(language="en")
    wangs = browser(service)
    switch_on(world.wang, wangs)
    matter = report(world)
    answer(world, matter)
    outbox.deliver_all()
    assert wangs.read(service.got[0][1])["body"] == f"There is news about {matter.reference}"


def test_who_acts_in_the_post_hears_of_a_new_matter(world: World, service: Receiver) -> None:
    lis, suns = browser(service), browser(service)
    switch_on(world.li, lis)
    switch_on(world.sun, suns)
    matter = report(world)
    outbox.deliver_all()
    assert matter.reference in lis.read(service.got[0][1])["body"]
    matters.refer(
        viewer=viewer(world.li), matter_id=matter.pk, place_id=world.community.pk,
        reason="要动用维修金", now=timezone.now(),
    )  # fmt: skip
    outbox.deliver_all()
    assert len(service.got) == 2
    assert matter.reference in suns.read(service.got[1][1])["body"]


def test_who_is_asked_for_a_task_hears_of_it_and_who_asked_of_its_end(
    world: World, service: Receiver
) -> None:
    sun, li = browser(service), browser(service)
    switch_on(world.sun, sun)
    switch_on(world.li, li)
    matter = report(world)
    outbox.deliver_all()
    before = len(service.got)
    asked = people.Post.objects.get(person=world.sun)
    task = tasks.ask(
        viewer=viewer(world.li), matter_id=matter.pk, what="铺路面", post_id=asked.pk,
        due_on=timezone.localdate(), now=timezone.now(),
    )  # fmt: skip
    outbox.deliver_all()
    said = sun.read(service.got[before][1])
    assert said["url"] == f"/matters/tasks/{task.pk}/"
    assert "铺路面" not in said["body"]
    tasks.drop(viewer=viewer(world.sun), task_id=task.pk, reason="没有料", now=timezone.now())
    outbox.deliver_all()
    assert li.read(service.got[before + 1][1])["url"] == f"/matters/tasks/{task.pk}/"
    assert len(service.got) == before + 2


def test_nobody_is_told_of_what_they_did_themselves(world: World, service: Receiver) -> None:
    switch_on(world.wang, browser(service))
    matter = report(world)
    answer(world, matter)
    outbox.deliver_all()
    matters.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )
    outbox.deliver_all()
    assert len(service.got) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(world: World, service: Receiver, status: int) -> None:
    switch_on(world.wang, browser(service))
    service.answers = [(status, {})]
    answer(world, report(world))
    outbox.deliver_all()
    assert not PushDevice.objects.exists()
    assert Outgoing.objects.get(channel="push").error == "gone"


@pytest.mark.parametrize(("status", "state"), [(429, "waiting"), (503, "waiting"), (403, "failed")])
def test_a_busy_service_is_asked_again_and_a_refusal_is_noted(
    world: World, service: Receiver, status: int, state: str
) -> None:
    switch_on(world.wang, browser(service))
    service.answers = [(status, {})]
    answer(world, report(world))
    outbox.deliver_all()
    assert Outgoing.objects.get(channel="push").state == state
    assert PushDevice.objects.exists()


# Consent ------------------------------------------------------------------------------------


def test_a_yes_leaves_a_receipt_and_a_no_stops_what_is_on_its_way(
    world: World, service: Receiver
) -> None:
    device = switch_on(world.wang, browser(service))
    assert Consent.objects.get(person=world.wang).purpose == "push"
    matter = report(world)
    answer(world, matter)
    people.withdraw_consent(viewer=viewer(world.wang), purpose="push", now=timezone.now())
    outbox.deliver_all()
    assert service.got == []
    actions.purge_devices(now=NOW)
    assert not PushDevice.objects.filter(pk=device.pk).exists()


def test_a_message_that_waits_does_not_go_out_after_a_no(world: World, service: Receiver) -> None:
    device = switch_on(world.wang, browser(service))
    actions.nudge(
        person_ids=[world.wang.pk], matter_id=uuid4(), reference="M-1", fresh=False, now=NOW
    )
    actions.switch_off(viewer=viewer(world.wang), device_id=device.pk, now=NOW)
    outbox.deliver_all()
    assert service.got == []
    assert Outgoing.objects.get(channel="push").error == "switched_off"
    assert not Consent.objects.filter(withdrawn_at__isnull=True).exists(), "with the last device"


def test_a_closed_account_is_told_nothing(world: World, service: Receiver) -> None:
    switch_on(world.wang, browser(service))
    Account.objects.filter(person=world.wang).update(is_active=False)
    answer(world, report(world, world.wang))
    outbox.deliver_all()
    assert service.got == []
    actions.purge_devices(now=NOW)
    assert not PushDevice.objects.exists()


def test_a_device_is_kept_for_a_year(world: World) -> None:
    switch_on(world.wang, browser())
    actions.purge_devices(now=NOW + timedelta(days=365))
    assert PushDevice.objects.exists()
    actions.purge_devices(now=NOW + timedelta(days=365, seconds=1))
    assert not PushDevice.objects.exists()


def test_a_shared_phone_belongs_to_whoever_switched_it_on_last(world: World) -> None:
    shared = browser()
    switch_on(world.wang, shared)
    switch_on(world.chen, shared)
    assert PushDevice.objects.get().person_id == world.chen.pk
    device = PushDevice.objects.get()
    with pytest.raises(Missing):
        actions.switch_off(viewer=viewer(world.wang), device_id=device.pk, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://evil.example/x"},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"endpoint": "https://fcm.googleapis.com:22/x"},
        {"point": "BAAA"},
        {"point": rules.unpadded(b"\x04" + b"\x01" * 64)},
        {"auth": "AAAA"},
        {"auth": "???"},
        {"text_version": "2020-01"},
    ],
)
def test_what_no_browser_hands_over_is_refused(world: World, wrong: dict[str, str]) -> None:
    typed = browser().typed | {"text_version": VERSION} | wrong
    with pytest.raises(RuleBroken) as refused:
        actions.switch_on(viewer=viewer(world.wang), now=NOW, **typed)
    assert refused.value.code in {"push_unusable", "text_changed"}
    assert not PushDevice.objects.exists()
    assert not Consent.objects.exists()


def test_ten_devices_are_enough(world: World) -> None:
    for _ in range(10):
        switch_on(world.wang, browser())
    with pytest.raises(RuleBroken) as many:
        switch_on(world.wang, browser())
    assert many.value.code == "push_too_many"


def test_the_page_switches_on_and_off(world: World) -> None:
    client, one = client_for(world.wang), browser()
    page = client.get("/channels/push/").content.decode()
    assert queries.server_point() in page
    assert client.post("/channels/push/", {"version": VERSION}).status_code == 422
    made = client.post("/channels/push/", one.typed | {"version": VERSION}, follow=True)
    assert "Chrome" in made.content.decode()
    device = PushDevice.objects.get()
    client.post(f"/channels/push/{device.pk}/off/")
    assert not PushDevice.objects.exists()


def test_a_place_may_send_nothing_to_devices(world: World, settings: Any) -> None:
    switch_on(world.wang, browser())
    settings.PUSH_HOSTS = []
    answer(world, report(world))
    outbox.deliver_all()
    assert not Outgoing.objects.filter(channel="push").exists()
    assert "data-push=" not in client_for(world.wang).get("/channels/push/").content.decode()


def test_a_deputy_hears_in_place_of_the_holder(world: World, service: Receiver) -> None:
    from tests.world import go_on_leave

    zhaos = browser(service)
    switch_on(world.zhao, zhaos)
    go_on_leave(world.li)
    matter = report(world)
    outbox.deliver_all()
    assert matter.reference in zhaos.read(service.got[0][1])["body"]


def test_the_head_of_nothing_hears_nothing(world: World, service: Receiver) -> None:
    idle = person("无事人", "13900000019")
    post(idle, Role.VOLUNTEER, world.grid)
    switch_on(idle, browser(service))
    report(world)
    outbox.deliver_all()
    assert service.got == []

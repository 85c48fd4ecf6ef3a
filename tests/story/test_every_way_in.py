"""Six ways in, one loop: what comes by web, chat, text, mail, program and phone is answered.

One concern repeats another, one is handed back and decided above, one is disputed and opened again;
ratings and points follow, the month is reviewed, and a rule is tried on the past and adopted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from maplebridge.bank.queries import my_points
from maplebridge.channels import actions as channels
from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core import outbox
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter
from maplebridge.matters.queries import forget_catalogues
from maplebridge.review import actions as review
from maplebridge.review.models import MonthlyReview, Proposal
from tests.channels import providers
from tests.channels.mails import WANG, letter
from tests.channels.stub import Stub
from tests.channels.test_mail import Post, answer_to, words_of
from tests.channels.wechat import OPENID, event, sealed, text
from tests.channels.wechat import post as knock_wechat
from tests.open311.asking import body, send, sent_matter
from tests.world import World, build_world, client_for, post, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def wechat(settings: Any) -> Iterator[Stub]:
    with providers.wechat_account(settings) as made:
        yield made


@pytest.fixture
def provider(settings: Any) -> Iterator[Stub]:
    with providers.sms_provider(settings) as made:
        yield made


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Post]:
    with providers.residents_mailbox(settings) as made:
        yield made


def newest() -> Matter:
    return Matter.objects.order_by("-reported_at")[0]


def chat(inner: str) -> None:
    """A chat message as WeChat seals it."""
    assert knock_wechat(*sealed(inner)).status_code == 200
    outbox.deliver_all()


def by_web(world: World) -> Matter:
    """Wang's phone; the form without JavaScript."""
    sent = {"id": str(uuid4()), "place": str(world.grid.pk), "words": "三栋楼道的灯不亮了"}
    assert client_for(world.wang).post("/matters/report/", sent).status_code == 302
    outbox.deliver_all()
    return newest()


def by_chat(world: World) -> Matter:
    """Chen has joined her WeChat; a position says where."""
    Sender.objects.create(
        channel="wechat",
        account="gh_1",
        address=OPENID,
        person=world.chen,
        proved_at=timezone.now(),
    )
    chat(event("subscribe"))
    chat(text("三栋楼道的灯不亮了，黑得很", "11"))
    return newest()


def by_text(world: World) -> Matter:
    sent = {
        "phone_number": "13900000001",
        "send_time": "2026-11-27 12:00:00",
        "content": "垃圾桶满了两天没人清",
        "dest_code": "1",
        "sequence_id": 7,
    }
    answer = Client().post(
        "/channels/in/sms/a-secret-part/replies/", data=[sent], content_type="application/json"
    )
    assert answer.status_code == 200
    outbox.deliver_all()
    return newest()


def by_mail(world: World, mailbox: Post) -> Matter:
    """A stranger; the house asks back where it is."""
    mail(letter("小区门口的路面塌了一块", subject="路面"))
    mail(answer_to(mailbox.got[-1], world.grid.name))
    return newest()


def mail(one: Message) -> None:
    channels.take_mail(raw=one.as_bytes(), envelope_sender=WANG, now=timezone.now())
    outbox.deliver_all()


def by_program(world: World) -> Matter:
    answer = send("requests.json", body(world, description="河边的护栏松了"))
    assert answer.status_code == 201
    outbox.deliver_all()
    return sent_matter(answer)


def by_phone(world: World) -> Matter:
    sent = {
        "id": str(uuid4()),
        "began": (timezone.now() - timedelta(minutes=3)).isoformat(),
        "words": "楼上半夜装修太吵",
        "place": str(world.grid.pk),
        "dispatch": "1",
    }
    assert client_for(world.sun).post("/matters/console/", sent).status_code == 302
    outbox.deliver_all()
    return newest()


def step(world: World, who: str, matter: Matter, name: str, **fields: str) -> Matter:
    """One step on a page, as that person; afterwards everything that reacts has reacted."""
    typed = {f"{name.replace('-', '_')}-{field}": value for field, value in fields.items()}
    client = client_for(getattr(world, who))
    answer = client.post(f"/matters/{matter.pk}/{name}/", typed)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    outbox.deliver_all()
    matter.refresh_from_db()
    return matter


def test_six_ways_in_and_one_loop(wechat: Stub, provider: Stub, mailbox: Post) -> None:
    world = build_world()
    post(world.chen, Role.GRID_WORKER, world.next_grid)
    head = post(world.qian, Role.HEAD, world.jurisdiction.root)
    assert head
    lamp, dark = by_web(world), by_chat(world)
    bins, road = by_text(world), by_mail(world, mailbox)
    rail, noise = by_program(world), by_phone(world)
    came = [(m.channel, m.handler_id) for m in (lamp, dark, bins, road, rail, noise)]
    ways = ("web", "chat", "sms", "mail", "api", "phone")
    assert came == [(way, world.li_post.pk) for way in ways]
    assert (bins.reporter_id, road.reporter_id) == (world.wang.pk, None)

    # Two residents, one lamp: Chen's words join the earlier report.
    step(world, "li", dark, "duplicate", reference=lamp.reference)
    assert (dark.closing_code, dark.duplicate_of_id) == ("duplicate", lamp.pk)

    # The railing is not Li's: handed back with a reason, decided above, answered there.
    step(world, "li", rail, "return", reason="other_place", text="护栏在第二网格")
    assert rail.state == "returned"
    decided = {"place": str(world.next_grid.pk), "text": "河边属第二网格"}
    step(world, "sun", rail, "assign", **decided)
    step(world, "chen", rail, "accept")
    step(world, "chen", rail, "answer", text="护栏已焊牢。", code="fixed")

    # The bins were not emptied after all: the resident says so by text, and work goes on.
    step(world, "li", bins, "answer", text="已清运。", code="fixed")
    said = {
        "phone_number": "13900000001", "send_time": "2026-11-27 13:00:00", "dest_code": "1",
        "content": f"不满意 {bins.reference} 还是满的", "sequence_id": 8,
    }  # fmt: skip
    Client().post(
        "/channels/in/sms/a-secret-part/replies/", data=[said], content_type="application/json"
    )
    outbox.deliver_all()
    bins.refresh_from_db()
    assert bins.state == "reopened"
    step(world, "li", bins, "answer", text="真的清走了，附近加了一个桶。", code="fixed")

    # Everybody hears by the way they came; the mail has its receipt.
    step(world, "li", road, "answer", text="路面已补好。", code="fixed")
    assert any("路面已补好" in words_of(letter_) for letter_ in mailbox.got)
    told = set(Outgoing.objects.values_list("channel", flat=True))
    assert told >= {"wechat", "sms", "mail"}

    # The resident confirms; points come once, to those who reported what was put right.
    before = my_points(viewer(world.wang)) or 0
    step(world, "li", lamp, "answer", text="灯泡已换好。", code="fixed")
    step(world, "wang", lamp, "rate", stars="5", solved="yes")
    step(world, "wang", bins, "rate", stars="4", solved="yes")
    assert (lamp.closing_code, bins.closing_code) == ("fixed", "fixed")
    assert (my_points(viewer(world.wang)) or 0) - before == 4

    next_month(world)


def next_month(world: World) -> None:
    """The month reviews itself; a shorter promise is tried on what happened, and adopted."""
    today = timezone.localdate()
    first = today.replace(day=1)
    next_one = (first + timedelta(days=32)).replace(day=12)  # its first working day is over
    review.draft_due(now=timezone.now() + (next_one - today))
    drafted = MonthlyReview.objects.get(place=world.community, month=first)
    shown = client_for(world.sun).get(f"/review/{drafted.pk}/")
    assert shown.status_code == 200
    head = client_for(world.qian)
    typed = {
        "kind": "limit", "place": str(world.jurisdiction.root.pk), "category": "rubbish",
        "why": "垃圾要更快", "first_answer_hours": "2", "settle_days": "1",
    }  # fmt: skip
    assert head.post("/review/proposals/add/", typed).status_code == 302
    made = Proposal.objects.get()
    assert head.post(f"/review/proposals/{made.pk}/replay/").status_code == 302
    made.refresh_from_db()
    assert made.replay is not None
    answer = head.post(f"/review/proposals/{made.pk}/decide/", {"decision": "adopt"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.decision == "adopted"
    forget_catalogues()
    assert made.in_force_from is not None
    rubbish = matters.catalogue(made.in_force_from).get("rubbish")
    assert rubbish is not None
    assert (rubbish.promise.first_answer_hours, rubbish.promise.settle_days) == (2, 1)
    forget_catalogues()

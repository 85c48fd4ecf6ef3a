"""Programs outside are told by Standard Webhooks: signed, retried, rotated, and never inside.

The independent verifier is the library `standardwebhooks`; the receiver is a live server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from maplebridge.channels import actions, queries
from maplebridge.channels.adapters import webhooks as door
from maplebridge.channels.models import Webhook, WebhookDelivery
from maplebridge.channels.rules.webhooks import (
    RETRIES,
    SUBSCRIBABLE,
    HookType,
)
from maplebridge.core import outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Role, Viewer
from maplebridge.matters import public as matters
from tests.channels.receiver import Receiver, receiving
from tests.world import World, build_world, person, post, viewer

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    """Codes are shown on the page, so that a test can sign in."""
    settings.DEMO = True


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiving() as made:
        yield made


@pytest.fixture
def keeper(world: World) -> Viewer:
    """The operator of the whole place."""
    who = person("周总值", "13900000009")
    post(who, Role.OPERATOR, world.jurisdiction.root)
    return viewer(who)


def connect(keeper: Viewer, url: str, *types: HookType) -> Webhook:
    return actions.add_webhook(
        viewer=keeper, id=uuid4(), name="区平台", url=url, types=types or SUBSCRIBABLE, now=NOW
    )


def report(world: World, words: str = "王奶奶家楼道的灯不亮") -> matters.Matter:
    sent = matters.Report(id=uuid4(), words=words, category="lighting", place_id=world.entrance.pk)
    return matters.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def ping(keeper: Viewer, hook: Webhook, now: datetime) -> WebhookDelivery:
    made = actions.test_webhook(viewer=keeper, webhook_id=hook.pk, now=now)
    outbox.deliver_all(now)
    made.refresh_from_db()
    return made


# What a receiver gets ------------------------------------------------------------------------


def test_another_library_verifies_what_we_sign(
    world: World, keeper: Viewer, receiver: Receiver
) -> None:
    hook = connect(keeper, receiver.url)
    report(world)
    outbox.deliver_all()
    ((headers, body),) = receiver.got
    said = Verifier(queries.secret_of(hook)).verify(body, headers)
    assert said["type"] == "matter.reported"
    assert headers["content-type"] == "application/json"
    assert re.fullmatch(r"msg_[0-9a-f]{32}", headers["webhook-id"])
    assert datetime.fromisoformat(said["timestamp"]).utcoffset() == timedelta(0)
    with pytest.raises(WebhookVerificationError):
        Verifier(queries.secret_of(hook)).verify(body + b" ", headers)
    other = connect(keeper, receiver.url)
    with pytest.raises(WebhookVerificationError):
        Verifier(queries.secret_of(other)).verify(body, headers)


def test_each_step_is_told_with_ids_and_codes_and_never_with_words_or_persons(
    world: World, keeper: Viewer, receiver: Receiver
) -> None:
    connect(keeper, receiver.url)
    matter, li, wang, now = report(world), viewer(world.li), viewer(world.wang), timezone.now()
    matters.accept(viewer=li, matter_id=matter.pk, now=now)
    matters.answer(viewer=li, matter_id=matter.pk, text="已换灯泡", now=now)
    matters.dispute(viewer=wang, matter_id=matter.pk, reason="又坏了", now=now)
    matters.answer(viewer=li, matter_id=matter.pk, text="换了开关", now=now)
    matters.rate(viewer=wang, matter_id=matter.pk, stars=5, solved=True, now=now)
    outbox.deliver_all()
    said = [json.loads(body) for _headers, body in receiver.got]
    kinds = [one["type"] for one in said]
    assert sorted(kinds) == sorted(
        [
            "matter.reported",
            "matter.moved",
            "matter.answered",
            "matter.reopened",
            "matter.answered",
            "matter.closed",
        ]
    )
    for one in said:
        data = one["data"]
        assert set(data) == {"id", "reference", "state", "closing_code", "category", "place"}
        assert (data["id"], data["reference"]) == (str(matter.pk), matter.reference)
        assert data["place"] == {"id": str(world.grid.pk), "name": world.grid.name}
        text = json.dumps(one, ensure_ascii=False)
        for secret in ("王奶奶", "灯", "13900000001", str(world.wang.pk), str(world.entrance.pk)):
            assert secret not in text


def test_only_what_was_chosen_is_told_and_each_endpoint_has_its_own_delivery(
    world: World, keeper: Viewer, receiver: Receiver
) -> None:
    first = connect(keeper, receiver.url, HookType.REPORTED)
    second = connect(keeper, receiver.url, HookType.CLOSED)
    third = connect(keeper, receiver.url, HookType.REPORTED, HookType.CLOSED)
    report(world)
    outbox.deliver_all()
    told = set(WebhookDelivery.objects.values_list("webhook_id", flat=True))
    assert told == {first.pk, third.pk}
    assert second.pk not in told
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 2


def test_without_endpoints_nothing_is_queued(world: World) -> None:
    report(world)
    outbox.deliver_all()
    assert not WebhookDelivery.objects.exists()


def test_after_a_rotation_both_secrets_verify_for_a_day(keeper: Viewer, receiver: Receiver) -> None:
    now = timezone.now()  # the peer's library takes a message of the last five minutes
    hook = connect(keeper, receiver.url)
    before = queries.secret_of(hook)
    after = actions.rotate_secret(viewer=keeper, webhook_id=hook.pk, now=now)
    assert before != after
    ping(keeper, hook, now)
    headers, body = receiver.got[-1]
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (before, after):
        Verifier(secret).verify(body, headers)
    ping(keeper, hook, now + timedelta(hours=25))
    headers, body = receiver.got[-1]
    headers["webhook-timestamp"], signed = str(int(timezone.now().timestamp())), body
    assert len(headers["webhook-signature"].split()) == 1
    with pytest.raises(WebhookVerificationError):
        Verifier(before).verify(signed, headers)


def test_the_secret_is_kept_nowhere(keeper: Viewer, receiver: Receiver) -> None:
    hook = connect(keeper, receiver.url)
    secret = queries.secret_of(hook).removeprefix("whsec_")
    row = Webhook.objects.filter(pk=hook.pk).values().get()
    assert secret not in json.dumps(row, default=str)


# What an answer means -----------------------------------------------------------------------


def test_a_failed_try_is_tried_again_by_the_schedule_under_the_same_id(
    keeper: Viewer, receiver: Receiver
) -> None:
    hook = connect(keeper, receiver.url)
    receiver.answers = [(500, {}), (400, {}), (200, {})]
    row = ping(keeper, hook, NOW)
    assert (row.state, row.tries, row.status) == ("waiting", 1, 500)
    assert row.due_at
    assert timedelta(seconds=5) <= row.due_at - NOW <= timedelta(seconds=6)
    assert outbox.deliver_all(NOW + timedelta(seconds=4)).done == 0, "not before it is due"
    second = row.due_at
    outbox.deliver_all(second)
    row.refresh_from_db()
    assert (row.tries, row.status) == (2, 400)
    assert row.due_at
    assert 300 <= (row.due_at - second).total_seconds() <= 360
    outbox.deliver_all(row.due_at)
    row.refresh_from_db()
    hook.refresh_from_db()
    assert (row.state, row.tries, row.status, hook.failures) == ("delivered", 3, 200, 0)
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    assert len({body for _headers, body in receiver.got}) == 1


def test_the_schedule_ends_and_the_operator_sends_again(keeper: Viewer, receiver: Receiver) -> None:
    hook = connect(keeper, receiver.url)
    receiver.answers = [(500, {})]
    row, at = ping(keeper, hook, NOW), NOW
    while row.state == "waiting":
        assert row.due_at
        at = row.due_at
        outbox.deliver_all(at)
        row.refresh_from_db()
    assert (row.state, row.tries) == ("failed", len(RETRIES) + 1)
    assert at - NOW > timedelta(hours=75)
    arrived = _delivered(keeper, receiver)
    with pytest.raises(RuleBroken) as wrong:
        actions.retry_webhook(viewer=keeper, delivery_id=arrived.pk, now=at)
    assert wrong.value.code == "webhook_not_failed"
    receiver.answers = [(200, {})]
    actions.retry_webhook(viewer=keeper, delivery_id=row.pk, now=at)
    outbox.deliver_all(at)
    row.refresh_from_db()
    assert row.state == "delivered"


def _delivered(keeper: Viewer, receiver: Receiver) -> WebhookDelivery:
    receiver.answers = [(200, {})]
    return ping(keeper, connect(keeper, receiver.url), NOW)


def test_gone_switches_the_endpoint_off_and_gives_up_what_waits(
    keeper: Viewer, receiver: Receiver
) -> None:
    hook = connect(keeper, receiver.url)
    receiver.answers = [(500, {}), (410, {})]
    waiting = ping(keeper, hook, NOW)
    assert waiting.state == "waiting"
    gone = ping(keeper, hook, NOW + timedelta(seconds=1))
    hook.refresh_from_db()
    waiting.refresh_from_db()
    assert (hook.state, gone.state, waiting.state) == ("gone", "failed", "failed")
    asked = len(receiver.got)
    outbox.deliver_all(NOW + timedelta(days=1))
    assert len(receiver.got) == asked, "what was queued before is not sent any more"
    with pytest.raises(RuleBroken) as off:
        actions.test_webhook(viewer=keeper, webhook_id=hook.pk, now=NOW)
    assert off.value.code == "webhook_is_off"


@pytest.mark.parametrize("status", [429, 502, 504])
def test_a_busy_endpoint_rests_and_a_rest_is_no_try(
    keeper: Viewer, receiver: Receiver, status: int
) -> None:
    hook = connect(keeper, receiver.url)
    receiver.answers = [(status, {"Retry-After": "120"}), (200, {})]
    first = ping(keeper, hook, NOW)
    hook.refresh_from_db()
    assert hook.rests_until == NOW + timedelta(seconds=120)
    assert first.due_at
    assert first.due_at >= hook.rests_until
    second = ping(keeper, hook, NOW + timedelta(seconds=10))
    assert (second.state, second.tries, len(receiver.got)) == ("waiting", 0, 1)
    outbox.deliver_all(NOW + timedelta(seconds=130))
    first.refresh_from_db()
    second.refresh_from_db()
    assert {first.state, second.state} == {"delivered"}
    assert len(receiver.got) == 3


def test_a_redirect_is_a_failure_and_is_not_followed(keeper: Viewer, receiver: Receiver) -> None:
    hook = connect(keeper, receiver.url)
    with receiving() as elsewhere:
        receiver.answers = [(307, {"Location": elsewhere.url})]
        row = ping(keeper, hook, NOW)
        assert (row.state, row.status, elsewhere.got) == ("waiting", 307, [])


def test_five_days_without_success_switch_it_off(keeper: Viewer, receiver: Receiver) -> None:
    hook = connect(keeper, receiver.url)
    receiver.answers = [(500, {})]
    ping(keeper, hook, NOW)
    ping(keeper, hook, NOW + timedelta(days=4, hours=23))
    hook.refresh_from_db()
    assert hook.state == "on"
    ping(keeper, hook, NOW + timedelta(days=5, hours=1))
    hook.refresh_from_db()
    assert hook.state == "failing"
    actions.switch_webhook(viewer=keeper, webhook_id=hook.pk, on=True, now=NOW)
    hook.refresh_from_db()
    assert (hook.state, hook.failures, hook.failing_since) == ("on", 0, None)


def test_an_answer_that_does_not_come_is_cut_off(
    keeper: Viewer, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "SECONDS", 0.3)
    hook = connect(keeper, receiver.url)
    receiver.hold.clear()
    row = ping(keeper, hook, NOW)
    assert (row.status, row.problem, row.state) == (0, "timeout", "waiting")


def test_two_workers_with_one_fact_send_once_more_at_most(
    keeper: Viewer, receiver: Receiver
) -> None:
    """A fact told before a try that is noted already finds another count."""
    hook = connect(keeper, receiver.url)
    row = ping(keeper, hook, NOW)
    actions.deliver_webhook(delivery_id=row.pk, tries=0, now=NOW)
    assert len(receiver.got) == 1


# Who and where ------------------------------------------------------------------------------


def test_only_the_operator_of_the_whole_place_connects_programs(world: World) -> None:
    for who in (world.wang, world.li, world.sun, world.qian):
        with pytest.raises(Forbidden):
            connect(viewer(who), "https://hooks.example/")
        with pytest.raises(Forbidden):
            queries.list_webhooks(viewer(who))
        with pytest.raises(Forbidden):
            actions.remove_webhook(viewer=viewer(who), webhook_id=uuid4(), now=NOW)


def test_unknown_things_are_missing(keeper: Viewer) -> None:
    for act in (
        lambda: queries.get_webhook(keeper, uuid4()),
        lambda: actions.retry_webhook(viewer=keeper, delivery_id=uuid4(), now=NOW),
        lambda: actions.rotate_secret(viewer=keeper, webhook_id=uuid4(), now=NOW),
    ):
        with pytest.raises(Missing):
            act()


def test_the_same_form_twice_connects_once_and_twenty_are_enough(keeper: Viewer) -> None:
    same = uuid4()
    for _ in range(2):
        actions.add_webhook(
            viewer=keeper, id=same, name="a", url="https://a.example", types=SUBSCRIBABLE, now=NOW
        )
    assert Webhook.objects.count() == 1
    for _ in range(19):
        connect(keeper, "https://a.example/")
    with pytest.raises(RuleBroken) as many:
        connect(keeper, "https://a.example/")
    assert many.value.code == "webhook_too_many"


def test_the_operator_connects_a_program_by_the_pages(
    world: World, keeper: Viewer, receiver: Receiver
) -> None:
    """Add, copy the secret, test, look, rotate, switch off, remove: no script anywhere."""
    client = _proved()
    form = client.get("/channels/webhooks/add/").context["form"]
    typed = {
        "id": str(form["id"].value()), "name": "区平台", "url": "http://inside.example/",
        "types": ["matter.reported"],
    }  # fmt: skip
    refused = client.post("/channels/webhooks/add/", typed)
    assert refused.status_code == 422
    assert "http://inside.example/" in refused.content.decode(), "what was typed stays"
    made = client.post("/channels/webhooks/add/", typed | {"url": receiver.url})
    hook = Webhook.objects.get()
    assert queries.secret_of(hook) in made.content.decode()
    page = f"/channels/webhooks/{hook.pk}/"
    assert client.post(f"{page}test/").status_code == 302
    outbox.deliver_all()
    assert "200" in client.get(page).content.decode()
    assert queries.secret_of(hook) not in client.get(page).content.decode()
    assert client.get(f"{page}rotate/").status_code == 200
    rotated = client.post(f"{page}rotate/")
    hook.refresh_from_db()
    assert queries.secret_of(hook) in rotated.content.decode()
    edited = client.post(f"{page}edit/", typed | {"url": receiver.url, "types": ["matter.closed"]})
    hook.refresh_from_db()
    assert (edited.status_code, hook.types) == (302, "matter.closed")
    client.post(f"{page}switch/")
    hook.refresh_from_db()
    assert hook.state == "off"
    client.post(f"{page}remove/")
    assert not Webhook.objects.exists()
    assert not WebhookDelivery.objects.exists()


def test_a_message_that_was_given_up_is_sent_again_from_the_page(
    world: World, keeper: Viewer, receiver: Receiver
) -> None:
    hook = connect(keeper, receiver.url)
    receiver.answers = [(410, {}), (200, {})]
    row = ping(keeper, hook, NOW)
    client = _proved()
    retry = f"/channels/webhooks/told/{row.pk}/retry/"
    assert "已停用" in client.post(retry, follow=True).content.decode() or row.state == "failed"
    row.refresh_from_db()
    assert row.state == "failed", "not while the program is switched off"
    client.post(f"/channels/webhooks/{hook.pk}/switch/", {"on": "1"})
    client.post(retry)
    outbox.deliver_all()
    row.refresh_from_db()
    assert row.state == "delivered"


def test_a_page_holds_twenty_five_and_leads_on(
    world: World, keeper: Viewer, receiver: Receiver
) -> None:
    hook = connect(keeper, receiver.url)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            webhook=hook, kind="maplebridge.test", body="{}", state="delivered", tries=1,
            status=200, made_at=NOW, finished_at=NOW,
        )
        for _ in range(60)
    )  # fmt: skip
    seen: list[Any] = []
    after = None
    for _ in range(3):
        found = queries.deliveries_of(hook, after)
        seen += [row.pk for row in found.rows]
        after = found.after or None
    assert (len(seen), len(set(seen)), after) == (60, 60, None)


def _proved() -> Client:
    """A browser of the keeper, who signed in by code a moment ago."""
    client = Client()
    client.post("/account/login/", {"login": "13900000009"})
    client.post("/account/login/code/confirm/", {"code": client.session["demo_code"]})
    return client


def test_messages_that_are_over_are_gone_after_thirty_days(
    keeper: Viewer, receiver: Receiver
) -> None:
    hook = connect(keeper, receiver.url)
    old, young = ping(keeper, hook, NOW), ping(keeper, hook, NOW + timedelta(days=1))
    actions.purge_webhook_deliveries(now=NOW + timedelta(days=30, seconds=1))
    left = set(WebhookDelivery.objects.values_list("pk", flat=True))
    assert left == {young.pk}, old

"""A message goes out with its cause, is tried until it is known how that ended, and says so."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from maplebridge import events
from maplebridge.channels import actions
from maplebridge.channels.adapters import NotDelivered
from maplebridge.channels.adapters.senders import Refused
from maplebridge.channels.handlers import deliver
from maplebridge.channels.models import Outgoing
from maplebridge.channels.rules.messages import HELD, TRIES_MAX, WITHIN, OutgoingState, pause
from maplebridge.core import calendar, outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import Delivery, Fact
from maplebridge.core.viewer import Role
from tests import world
from tests.channels.letters import refuse
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def queue(**more: Any) -> Outgoing:
    with transaction.atomic():
        return actions.send(
            **{"channel": "sms", "account": "", "to": "13900000001", "text": "您好", "now": NOON}
            | more
        )


def again(message: Outgoing, after: timedelta) -> Outgoing:
    """The clock comes by, then a worker."""
    actions.queue_due(now=NOON + after)
    outbox.deliver_all(NOON + after)
    message.refresh_from_db()
    return message


def test_a_message_is_handed_over_once_and_says_that_it_was(door: ModuleType) -> None:
    message = queue(label="M-2026-000001", about=("matters.matter", uuid4()))
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.provider_ref, message.tries) == ("sent", "ref-1", 1)
    assert message.sent_at == NOON
    deliver(events.MessageQueued(message.pk), now=NOON)
    assert len(door.handed) == 1


def test_a_message_whose_cause_was_undone_never_goes_out(door: ModuleType) -> None:
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    outbox.deliver_all(NOON)
    assert door.handed == []


def test_a_door_that_is_away_is_tried_again_after_a_growing_pause(door: ModuleType) -> None:
    door.answers[:] = [refuse(NotDelivered("away")), refuse(NotDelivered("away"))]
    message = queue()
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.error, message.tries) == ("waiting", "away", 1)
    assert message.due_at == NOON + pause(1)
    assert Delivery.objects.exclude(state="done").count() == 0
    assert again(message, pause(1) - timedelta(seconds=1)).tries == 1
    assert again(message, pause(1)).tries == 2
    assert message.due_at == NOON + pause(1) + pause(2)
    assert again(message, pause(1) + pause(2)).state == "sent"
    assert len(door.handed) == 3


def test_the_clock_tells_of_a_waiting_message_once_a_pause(door: ModuleType) -> None:
    door.answers[:] = [refuse(NotDelivered("away"))]
    queue()
    outbox.deliver_all(NOON)
    for _ in range(3):
        actions.queue_due(now=NOON + pause(1))
    assert Fact.objects.filter(kind="MessageQueued").count() == 2


def test_a_refusal_ends_it_at_once_and_names_the_code(door: ModuleType) -> None:
    door.answers[:] = [refuse(Refused("isv.MOBILE_NUMBER_ILLEGAL"))]
    message = queue()
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", "isv.MOBILE_NUMBER_ILLEGAL")
    assert message.finished_at == NOON


def test_after_the_last_try_it_has_failed_and_after_its_time_it_is_too_late(
    door: ModuleType,
) -> None:
    door.answers[:] = [refuse(NotDelivered("away"))] * 20
    message, late = queue(), queue(within=timedelta(minutes=1))
    at = timedelta()
    for number in range(1, TRIES_MAX + 1):
        again(message, at)
        at += pause(number)
    assert (message.state, message.tries) == ("failed", TRIES_MAX)
    late.refresh_from_db()
    assert late.state == "expired"
    assert late.tries < TRIES_MAX


def test_an_answer_that_nobody_foresaw_costs_a_try_and_no_message(door: ModuleType) -> None:
    door.answers[:] = [refuse(KeyError("errcode"))]
    message = queue()
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.error) == ("waiting", "KeyError")


def test_a_worker_that_dies_while_sending_leaves_the_message_waiting(door: ModuleType) -> None:
    """The provider may have it, we do not know: it is sent once more, never lost."""
    door.answers[:] = [refuse(SystemExit())]
    message = queue()
    with pytest.raises(SystemExit):
        deliver(events.MessageQueued(message.pk), now=NOON)
    deliver(events.MessageQueued(message.pk), now=NOON + timedelta(minutes=1))
    assert len(door.handed) == 1, "nobody else tries while the first may still be at it"
    assert again(message, HELD).state == "sent"
    assert len(door.handed) == 2


def test_without_a_door_a_message_fails_and_says_why(settings: Any) -> None:
    settings.CHANNEL_DOORS = {}
    message = queue()
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", "no_door")


@pytest.mark.parametrize(("arrived", "state"), [(True, "delivered"), (False, "failed")])
def test_a_receipt_says_whether_it_arrived(door: ModuleType, arrived: bool, state: str) -> None:
    message = queue()
    outbox.deliver_all(NOON)
    known = actions.receipt(
        channel="sms", provider_ref="ref-1", arrived=arrived, code="UNDELIV", now=NOON
    )
    message.refresh_from_db()
    assert known
    assert message.state == state
    assert message.error == ("" if arrived else "UNDELIV")


def test_a_receipt_that_is_faster_than_our_note_is_kept(door: ModuleType) -> None:
    message = queue()

    def fast() -> str:
        actions.receipt(channel="sms", outgoing_id=message.pk, arrived=True, now=NOON)
        return "ref-fast"

    door.answers[:] = [fast]
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.provider_ref) == ("delivered", "ref-fast")


def test_a_receipt_for_nothing_of_ours_changes_nothing(door: ModuleType) -> None:
    message = queue()
    outbox.deliver_all(NOON)
    for more in ({}, {"provider_ref": "ref-9"}, {"outgoing_id": uuid4()}):
        assert not actions.receipt(channel="sms", arrived=True, now=NOON, **more)  # type: ignore[arg-type]  # parametrised
    assert not actions.receipt(channel="wechat", provider_ref="ref-1", arrived=True, now=NOON)
    message.refresh_from_db()
    assert message.state == "sent"


def test_the_operator_sends_it_again_and_nobody_else(door: ModuleType) -> None:
    cast = world.build_world()
    keeper = world.person("周总值", "13900000009")
    world.post(keeper, Role.OPERATOR, cast.jurisdiction.root)
    door.answers[:] = [refuse(Refused("x"))]
    message = queue()
    outbox.deliver_all(NOON)
    with pytest.raises(Forbidden):
        actions.retry(viewer=world.viewer(cast.sun), outgoing_id=message.pk, now=NOON)
    actions.retry(viewer=world.viewer(keeper), outgoing_id=message.pk, now=NOON)
    with pytest.raises(RuleBroken) as twice:
        actions.retry(viewer=world.viewer(keeper), outgoing_id=message.pk, now=NOON)
    assert twice.value.code == "channels_message_on_its_way"
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.expires_at) == ("sent", NOON + WITHIN)


def test_a_message_that_waits_says_why_and_until_when(door: ModuleType) -> None:
    cast = world.build_world()
    keeper = world.person("周总值", "13900000009")
    world.post(keeper, Role.OPERATOR, cast.jurisdiction.root)
    now = timezone.now()
    for hours, tries in ((9, 0), (2, 3), (-1, 0)):
        row = queue(label=f"M-2026-00000{tries}")
        due = now + timedelta(hours=hours)
        Outgoing.objects.filter(pk=row.pk).update(due_at=due, tries=tries, expires_at=due + WITHIN)
    page = world.client_for(keeper).get("/channels/outgoing/?state=waiting").content.decode()
    for words in ("夜间只发不能等的消息", "还没有发成功", "后台进程下一轮就会发出"):
        assert page.count(words) == 1, words
    morning = timezone.localtime(now + timedelta(hours=9), calendar.zone())
    assert f"{morning:%H:%M}" in page


def test_the_page_lists_what_did_not_arrive_without_words_or_addresses(door: ModuleType) -> None:
    cast = world.build_world()
    keeper = world.person("周总值", "13900000009")
    world.post(keeper, Role.OPERATOR, cast.jurisdiction.root)
    door.answers[:] = [refuse(Refused("isv.OUT_OF_SERVICE"))] * 30
    for number in range(27):
        queue(label=f"M-2026-{number:06d}", text="秘密的话")
    outbox.deliver_all(NOON)
    client = world.client_for(keeper)
    first = client.get("/channels/outgoing/").content.decode()
    assert "M-2026-000026" in first
    assert "M-2026-000001" not in first
    assert "139****0001" in first
    assert "isv.OUT_OF_SERVICE" in first
    assert "秘密的话" not in first
    assert "13900000001" not in first
    last = Outgoing.objects.order_by("-id")[24]
    second = client.get(f"/channels/outgoing/?state=failed&before={last.pk}").content.decode()
    assert "M-2026-000001" in second
    assert "M-2026-000026" not in second
    answer = client.post(f"/channels/outgoing/{last.pk}/retry/", {"state": "failed"})
    assert answer.status_code == 302
    last.refresh_from_db()
    assert last.state == OutgoingState.WAITING
    assert client.get("/channels/outgoing/?before=x").status_code == 404

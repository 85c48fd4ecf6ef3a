"""We write back to WeChat: within its budget, with one token, or another way; against a stub."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from maplebridge.channels import actions
from maplebridge.channels.adapters import wechat as account
from maplebridge.channels.adapters.bus import NotDelivered
from maplebridge.channels.adapters.senders import Refused
from maplebridge.channels.models import GridCode, Incoming, Outgoing, WechatToken
from maplebridge.channels.rules import wechat as rules
from maplebridge.core import outbox
from tests import world
from tests.channels.stub import Got, Stub
from tests.channels.wechat import (
    APP,
    OPENID,
    joined,
)
from tests.world import NOON

# Writing back


def queue(text: str = "已受理", now: datetime = NOON, **more: Any) -> Outgoing:
    with transaction.atomic():
        return actions.send(channel="wechat", account="gh_1", to=OPENID, text=text, now=now, **more)


def wrote(kind: str = "text", now: datetime = NOON) -> None:
    name = str(Incoming.objects.count())
    actions.receive(
        channel="wechat", account="gh_1", external_id=name, sender=OPENID, kind=kind,
        data={"key": "x"}, now=now,
    )  # fmt: skip
    from maplebridge.core.models import Delivery

    Delivery.objects.filter(fact__kind="MessageReceived").delete()


def states() -> list[tuple[str, str]]:
    return list(Outgoing.objects.order_by("id").values_list("channel", "state"))


@pytest.mark.django_db(transaction=True)
def test_a_service_message_goes_out_with_the_token(stub: Stub) -> None:
    wrote()
    queue("您好 “灯”")
    outbox.deliver_all(NOON)
    sent = stub.asked("/cgi-bin/message/custom/send")[0]
    assert sent.query["access_token"] == ["T1"]
    assert sent.json == {"touser": OPENID, "msgtype": "text", "text": {"content": "您好 “灯”"}}
    assert "您好".encode() in sent.body, "WeChat shows escaped signs as they are"
    assert states() == [("wechat", "sent")]
    assert stub.asked("/cgi-bin/stable_token")[0].json["secret"] == "secret"


@pytest.mark.django_db(transaction=True)
def test_the_sixth_message_in_two_days_goes_by_sms_instead(stub: Stub, settings: Any) -> None:
    cast = world.build_world()
    joined(cast.wang)
    settings.CHANNEL_DOORS = settings.CHANNEL_DOORS | {"sms": "tests.channels.letters.door"}
    wrote()
    for number in range(6):
        queue(f"第{number}条", label="M-2026-000001")
        outbox.deliver_all(NOON)
    assert len(stub.asked("/cgi-bin/message/custom/send")) == 5
    assert states() == [*[("wechat", "sent")] * 5, ("wechat", "expired"), ("sms", "sent")]
    sms = Outgoing.objects.get(channel="sms")
    assert (sms.to, sms.text, sms.label) == ("13900000001", "第5条", "M-2026-000001")
    assert sms.instead_of == Outgoing.objects.filter(channel="wechat").order_by("-id")[0]
    wrote(now=NOON + timedelta(hours=1))
    queue("又可以了", now=NOON + timedelta(hours=1))
    outbox.deliver_all(NOON + timedelta(hours=1))
    assert states()[-1] == ("wechat", "sent")


@pytest.mark.django_db(transaction=True)
def test_without_a_proved_number_it_is_too_late_and_says_so(stub: Stub) -> None:
    world.build_world()
    wrote(now=NOON - timedelta(hours=49))
    message = queue()
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.error) == ("expired", "window_closed")
    assert stub.asked("/cgi-bin/message/custom/send") == []


def test_the_budget_is_five_in_two_days_and_three_in_a_minute() -> None:
    hours, seconds = timedelta(hours=1), timedelta(seconds=1)
    for last, allowed in (
        ({}, False),
        ({"message": (NOON, 4)}, True),
        ({"message": (NOON, 5)}, False),
        ({"message": (NOON - 47 * hours, 4)}, True),
        ({"message": (NOON - 48 * hours, 0)}, False),
        ({"event": (NOON - 59 * seconds, 2)}, True),
        ({"event": (NOON - 59 * seconds, 3)}, False),
        ({"event": (NOON - 60 * seconds, 0)}, False),
        ({"event": (NOON, 0), "message": (NOON, 5)}, True),
    ):
        assert rules.may_write(last, NOON) is allowed, last


@pytest.mark.django_db(transaction=True)
def test_after_the_time_a_registered_template_may_go(stub: Stub, settings: Any) -> None:
    settings.WECHAT_TEMPLATE_ID = "tpl"
    settings.WECHAT_TEMPLATE_FIELDS = ["character_string1=reference", "phrase2=short"]
    queue("长长的答复", label="M-2026-000001", data={"short": "已答复"})
    outbox.deliver_all(NOON)
    sent = stub.asked("/cgi-bin/message/template/send")[0].json
    assert sent["data"] == {
        "character_string1": {"value": "M-2026-000001"},
        "phrase2": {"value": "已答复"},
    }
    assert Outgoing.objects.get().provider_ref == "77"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("code", "state", "error"),
    [
        (45015, "expired", "window_closed"),
        (45047, "expired", "window_closed"),
        (43004, "expired", "window_closed"),
        (-1, "waiting", "away"),
        (45009, "waiting", "away"),
        (40037, "failed", "wechat_40037"),
    ],
)
def test_what_wechat_answers_decides_how_it_goes_on(
    stub: Stub, code: int, state: str, error: str
) -> None:
    stub.answers["/cgi-bin/message/custom/send"] = {"errcode": code, "errmsg": "x"}
    wrote()
    message = queue()
    outbox.deliver_all(NOON)
    message.refresh_from_db()
    assert (message.state, message.error) == (state, error)


def test_a_long_answer_is_cut_between_signs_and_says_where_the_rest_is() -> None:
    cut = rules.shortened("灯" * 2000, "https://example.org")
    assert len(cut.encode()) <= 2048
    assert cut.endswith("… https://example.org")
    assert rules.shortened("短", "x") == "短"


# The token


@pytest.mark.django_db(transaction=True)
def test_eight_workers_fetch_one_token(stub: Stub) -> None:
    def slowly(got: Got) -> dict[str, Any]:
        time.sleep(0.5)
        return {"access_token": "T8", "expires_in": 7200}

    stub.answers["/cgi-bin/stable_token"] = slowly
    start, seen = threading.Barrier(8), []

    def work() -> None:
        start.wait(timeout=10)
        try:
            seen.append(account.token())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert seen == ["T8"] * 8
    assert len(stub.asked("/cgi-bin/stable_token")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_stale_token_is_fetched_anew_and_the_call_made_again(stub: Stub) -> None:
    WechatToken.objects.create(
        app_id=APP, token="old", expires_at=timezone.now() + timedelta(hours=1)
    )

    def send(got: Got) -> dict[str, Any]:
        return {"errcode": 42001 if got.query["access_token"] == ["old"] else 0}

    stub.answers["/cgi-bin/message/custom/send"] = send
    wrote()
    queue()
    outbox.deliver_all(NOON)
    assert states() == [("wechat", "sent")]
    assert len(stub.asked("/cgi-bin/stable_token")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_refused_secret_lets_the_next_worker_try(stub: Stub) -> None:
    stub.answers["/cgi-bin/stable_token"] = {"errcode": 40125, "errmsg": "invalid appsecret"}
    with pytest.raises(Refused):
        account.token()
    stub.answers["/cgi-bin/stable_token"] = 500
    with pytest.raises(NotDelivered):
        account.token()
    stub.answers["/cgi-bin/stable_token"] = {"access_token": "T2", "expires_in": 7200}
    assert account.token() == "T2"


# Menu and codes


@pytest.mark.django_db(transaction=True)
def test_the_command_makes_the_menu(stub: Stub, settings: Any) -> None:
    from maplebridge.__main__ import find_commands, run_command

    settings.SITE_URL = "https://maplebridge.example"
    assert run_command(find_commands()["channels"], ["wechat", "menu"]) == 0
    buttons = stub.asked("/cgi-bin/menu/create")[0].json["button"]
    assert [button["key"] for button in buttons[:2]] == ["report", "progress"]
    assert all(len(button["name"].encode()) <= 16 for button in buttons)
    stub.answers["/cgi-bin/menu/create"] = {"errcode": 48001}
    assert run_command(find_commands()["channels"], ["wechat", "menu"]) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_prints_the_code_of_their_grid(stub: Stub) -> None:
    cast = world.build_world()
    client = world.client_for(cast.li)
    address = f"/channels/codes/{cast.grid.pk}/"
    assert "data:image/svg" not in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(f"{address}make/").status_code == 302
    assert "data:image/svg" in client.get(address).content.decode()
    asked = stub.asked("/cgi-bin/qrcode/create")
    assert len(asked) == 1
    scene = asked[0].json["action_info"]["scene"]["scene_str"]
    assert rules.place_of_scene(scene) == cast.grid.pk.hex
    assert GridCode.objects.get().address == "http://weixin.qq.com/q/abc"


@pytest.mark.django_db(transaction=True)
def test_the_command_makes_the_codes_of_all_grids_once(stub: Stub, capsys: Any) -> None:
    from maplebridge.__main__ import find_commands, run_command

    world.build_world()
    for _ in range(2):
        assert run_command(find_commands()["channels"], ["wechat", "codes"]) == 0
    assert len(stub.asked("/cgi-bin/qrcode/create")) == GridCode.objects.count() == 3

"""WeChat knocks: what is ours is kept once and answered at once, all else is refused."""

from __future__ import annotations

import io
import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from werobot.crypto import MessageCrypt

from maplebridge.channels.adapters import wechat
from maplebridge.channels.adapters.senders import Refused
from maplebridge.channels.models import Incoming, Outgoing
from maplebridge.channels.rules import wechat as rules
from maplebridge.core import files, outbox
from maplebridge.core.models import Fact
from maplebridge.matters.models import Matter
from maplebridge.territory.rules.coordinates import to_gcj02
from tests import world
from tests.channels.stub import Stub
from tests.channels.wechat import (
    ADDRESS,
    APP,
    KEY,
    OPENID,
    TOKEN,
    event,
    joined,
    message,
    post,
    signed,
    text,
)
from tests.world import NOON


@pytest.fixture
def safe(plain: None, settings: Any) -> MessageCrypt:
    settings.WECHAT_AES_KEY = KEY
    return MessageCrypt(TOKEN, KEY, APP)


def envelope(crypto: MessageCrypt, body: str, now: datetime | None = None) -> tuple[str, dict]:  # type: ignore[type-arg]  # a query
    """Sealed by the other library, as WeChat does."""
    stamp = str(int((now or timezone.now()).timestamp()))
    sealed = crypto.prp_crypto.encrypt(body, APP)
    sealed = sealed.decode() if isinstance(sealed, bytes) else sealed
    query = signed(now) | {
        "encrypt_type": "aes",
        "msg_signature": rules.signature_of(TOKEN, stamp, "nonce", sealed),
    }
    return f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{sealed}</Encrypt></xml>", query


# The callback


@pytest.mark.django_db
def test_the_address_is_proved_by_an_echo(plain: None) -> None:
    found = Client().get(ADDRESS, signed(echostr="5566"))
    assert (found.status_code, found.content) == (200, b"5566")
    assert Client().get(ADDRESS, signed(echostr="5566") | {"nonce": "other"}).status_code == 403


@pytest.mark.django_db
def test_an_old_signature_opens_no_page_of_markup(plain: None) -> None:
    markup = "<xml><s xmlns='http://www.w3.org/1999/xhtml'>x</s></xml>"
    old = timezone.now() - timedelta(days=400)
    for query, status in (
        (signed(old, echostr="5566"), 403),
        (signed(old, echostr=markup), 403),
        (signed(echostr=markup), 400),
        (signed(echostr="5" * 65), 400),
        (signed(echostr="55\n"), 400),
        (signed(echostr=""), 400),
        (signed(echostr="aZ5" * 21), 200),
    ):
        got = Client().get(ADDRESS, query)
        assert got.status_code == status
        assert got["Content-Type"] == "text/plain; charset=utf-8"
        assert got["X-Content-Type-Options"] == "nosniff"
        assert b"<" not in got.content


@pytest.mark.django_db
def test_without_an_account_nobody_is_there(settings: Any) -> None:
    settings.WECHAT_TOKEN = ""
    assert Client().get(ADDRESS, signed(echostr="1")).status_code == 404
    assert post(text()).status_code == 404


@pytest.mark.django_db
def test_a_message_is_kept_once_and_answered_at_once(plain: None) -> None:
    for _ in range(3):
        answer = post(text())
        assert (answer.status_code, answer.content) == (200, b"success")
    kept = Incoming.objects.get()
    assert (kept.channel, kept.account, kept.sender) == ("wechat", "gh_1", OPENID)
    assert (kept.text, kept.kind, kept.external_id) == ("路灯不亮", "text", "1")
    assert Fact.objects.filter(kind="MessageReceived").count() == 1


@pytest.mark.django_db(transaction=True)
def test_three_parallel_retries_are_one_message(plain: None) -> None:
    start, seen = threading.Barrier(3), []

    def knock() -> None:
        start.wait(timeout=10)
        try:
            seen.append(post(text()).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=knock) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert seen == [200, 200, 200]
    assert Incoming.objects.count() == 1


@pytest.mark.django_db
def test_a_sealed_message_of_the_other_library_is_opened(safe: MessageCrypt) -> None:
    body, query = envelope(safe, text("路灯不亮 😀"))
    assert post(body, query).content == b"success"
    assert Incoming.objects.get().text == "路灯不亮 😀"


@pytest.mark.django_db
def test_our_sealed_reply_is_opened_by_the_other_library(safe: MessageCrypt) -> None:
    body, query = envelope(safe, event("subscribe"))
    answer = post(body, query)
    fields = rules.fields_of(answer.content)
    opened = safe.decrypt_message(
        fields["TimeStamp"], fields["Nonce"], fields["MsgSignature"], fields["Encrypt"]
    )
    opened = opened.encode() if isinstance(opened, str) else opened
    inner = rules.fields_of(opened)
    assert inner["ToUserName"] == OPENID
    assert inner["MsgType"] == "text"
    assert "110" in inner["Content"]


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 31, 32, 33, 5000])
def test_what_we_seal_we_open_and_so_does_the_other_library(length: int) -> None:
    words = ("灯" * length)[:length]
    key = rules.key_from(KEY)
    sealed = rules.seal(words.encode(), key, APP)
    assert rules.unseal(sealed, key, APP).decode() == words
    theirs = MessageCrypt(TOKEN, KEY, APP).prp_crypto.decrypt(sealed, APP)
    assert (theirs.decode() if isinstance(theirs, bytes) else theirs) == words


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
def test_a_callback_of_another_time_is_a_replay(plain: None, minutes: int) -> None:
    query = signed(timezone.now() + timedelta(minutes=minutes))
    assert post(text(), query).status_code == 403
    assert not Incoming.objects.exists()


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    "<xml><ToUserName>gh</ToUserName><FromUserName>&b;</FromUserName>"
    "<MsgType>text</MsgType><MsgId>1</MsgId><Content>&b;</Content></xml>"
)
FILE = BOMB.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/passwd"')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BOMB, 400),
        (FILE, 400),
        ("<!DOCTYPE xml>" + text(), 400),
        ("", 400),
        ("{}", 400),
        ("<xml>", 400),
        (text() + "<xml/>", 400),
        (text().encode("utf-16"), 400),
        (text().encode("gbk"), 400),
        (b"<xml>\xff\xfe</xml>", 400),
        ("<xml></xml>", 400),
        (message("text", ""), 400),
        (message("text", "9" * 65), 400),
        (message("location", Location_X="nan", Location_Y="1"), 400),
        (message("location", Location_X="x", Location_Y="1"), 400),
        ("<a>" * 20000, 400),
        ("<xml>" + "x" * rules.BODY_MAX + "</xml>", 413),
    ],
)
def test_hostile_bodies_are_refused_and_nothing_is_kept(
    plain: None, body: str | bytes, status: int
) -> None:
    assert post(body).status_code == status
    assert not Incoming.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spoil", ["plain", "signature", "msg_signature", "truncated", "base64", "app", "key", "empty"]
)
def test_in_safe_mode_a_spoilt_envelope_is_refused(safe: MessageCrypt, spoil: str) -> None:
    body, query = envelope(safe, text())
    sealed = rules.fields_of(body.encode())["Encrypt"]
    spoilt = sealed
    match spoil:
        case "plain":
            body = text()
        case "signature" | "msg_signature":
            query[spoil] = "0" * 40
        case "truncated":
            spoilt = sealed[:-7]
        case "base64":
            spoilt = "灯" + sealed[1:]
        case "app":
            spoilt = rules.seal(text().encode(), rules.key_from(KEY), "wxsomebodyelse")
        case "key":
            spoilt = rules.seal(text().encode(), bytes(32), APP)
        case "empty":
            spoilt = ""
    if spoilt != sealed:
        body = body.replace(sealed, spoilt)
        query["msg_signature"] = rules.signature_of(TOKEN, query["timestamp"], "nonce", spoilt)
    assert post(body, query).status_code in {400, 403}
    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_events_are_kept_once_by_who_when_what_and_which_key(plain: None) -> None:
    for body in (event("CLICK", "progress"), event("CLICK", "progress"), event("CLICK", "report")):
        assert post(body).content == b"success"
    assert sorted(row.data["key"] for row in Incoming.objects.all()) == ["progress", "report"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["LOCATION", "VIEW", "unsubscribe", "TEMPLATESENDJOBFINISH"])
def test_what_we_do_not_need_is_not_kept(plain: None, name: str) -> None:
    """A phone may report where it is by itself; nobody is followed here."""
    assert post(event(name, Latitude="28.6", Longitude="115.9")).content == b"success"
    assert not Incoming.objects.exists()


@pytest.mark.django_db
def test_a_grids_code_greets_with_its_place_and_is_remembered(plain: None) -> None:
    cast = world.build_world()
    scene = rules.scene_of(cast.grid.pk.hex)
    for body in (event("subscribe", f"qrscene_{scene}"), event("SCAN", scene)):
        assert cast.grid.name in rules.fields_of(post(body).content)["Content"]
    post(text())
    outbox.deliver_all()
    assert Matter.objects.get().place == cast.grid
    assert "第" not in rules.fields_of(post(event("SCAN", "g" + "0" * 32)).content)["Content"]


@pytest.mark.django_db
def test_a_position_is_turned_into_ours(plain: None) -> None:
    cast = world.build_world()
    lon, lat = to_gcj02(*cast.point)
    post(text())
    post(message("location", "2", Location_X=str(lat), Location_Y=str(lon), Label="楓林路"))
    outbox.deliver_all()
    matter = Matter.objects.get()
    assert matter.lon == pytest.approx(cast.point[0], abs=1e-6)
    assert matter.place == cast.grid


@pytest.mark.django_db
def test_a_voice_comes_as_its_recognised_words(plain: None) -> None:
    post(message("voice", "3", MediaId="m", Recognition="路灯不亮"))
    assert Incoming.objects.get().text == "路灯不亮"


@pytest.mark.django_db
def test_callbacks_are_not_counted_as_one_visitor(plain: None, settings: Any) -> None:
    settings.LIMITS = {"visitor": 2}
    assert {post(text(name=str(number))).status_code for number in range(5)} == {200}


# Pictures


def jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "#a33").save(target, "JPEG")
    return target.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_picture_is_fetched_before_the_message_is_told_of(stub: Stub) -> None:
    cast = world.build_world()
    joined(cast.wang)
    stub.answers["/cgi-bin/media/get"] = 503
    post(message("image", "5", MediaId="media-1"))
    outbox.deliver_all()
    assert not Fact.objects.filter(kind="MessageReceived").exists(), "it may still come"
    stub.answers["/cgi-bin/media/get"] = jpeg()
    later = timezone.now() + timedelta(minutes=1)
    outbox.deliver_all(later)
    row = Incoming.objects.get()
    assert row.files.count() == 1
    assert stub.asked("/cgi-bin/media/get")[-1].query["media_id"] == ["media-1"]
    post(text("井盖丢了", "6"))
    outbox.deliver_all(later)
    assert Matter.objects.get().events.first().photos.count() == 1  # type: ignore[union-attr]  # it has a line


@pytest.mark.django_db
def test_a_picture_as_large_as_a_photo_may_be_is_fetched_and_a_larger_one_is_not(
    stub: Stub,
) -> None:
    stub.answers["/cgi-bin/media/get"] = jpeg() + b"\0" * 24_000_000
    assert len(wechat.picture("media-1")) > 24_000_000
    stub.answers["/cgi-bin/media/get"] = jpeg() + b"\0" * files.PHOTO_SIZE_MAX
    with pytest.raises(Refused):
        wechat.picture("media-1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "answer", [{"errcode": 40007, "errmsg": "invalid media_id"}, b"no picture"]
)
def test_a_picture_that_cannot_be_had_is_said(stub: Stub, answer: Any) -> None:
    cast = world.build_world()
    joined(cast.wang)
    stub.answers["/cgi-bin/media/get"] = answer
    post(message("image", "5", MediaId="media-1"))
    outbox.deliver_all()
    assert Incoming.objects.get().data["lost"]
    assert "再发一次" in Outgoing.objects.get().text
    assert not Matter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "state"), [("success", "delivered"), ("failed:user block", "failed")]
)
def test_the_end_of_a_template_message_is_its_receipt(plain: None, status: str, state: str) -> None:
    rows = [
        Outgoing.objects.create(
            channel="wechat", account="gh_1", to=to, text="x", state="sent", provider_ref="77",
            made_at=NOON, queued_at=NOON, due_at=NOON, expires_at=NOON,
        )
        for to in (OPENID, "somebody else")
    ]  # fmt: skip
    told = event("TEMPLATESENDJOBFINISH", MsgID="77", Status=status)
    assert post(told).content == b"success"
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [state, "sent"]
    assert rows[0].error == ("" if state == "delivered" else status)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "ways"),
    [
        ("success", [("wechat", "delivered")]),
        ("failed:user block", [("wechat", "failed"), ("sms", "waiting")]),
        ("failed:system failed", [("wechat", "failed"), ("sms", "waiting")]),
    ],
)
def test_a_sealed_receipt_of_a_template_that_failed_sends_the_words_by_sms_once(
    safe: MessageCrypt, status: str, ways: list[tuple[str, str]]
) -> None:
    cast = world.build_world()
    joined(cast.wang)
    first = Outgoing.objects.create(
        channel="wechat", account="gh_1", to=OPENID, text="已答复", label="M-2026-000001",
        state="sent", provider_ref="77", made_at=NOON, queued_at=NOON, due_at=NOON,
        expires_at=NOON,
    )  # fmt: skip
    told = event("TEMPLATESENDJOBFINISH", MsgID="77", Status=status)
    for _ in range(2):
        body, query = envelope(safe, told)
        assert post(body, query).content == b"success"
    rows = Outgoing.objects.order_by("id")
    assert [(row.channel, row.state) for row in rows] == ways
    first.refresh_from_db()
    assert first.error == ("" if status == "success" else status)
    for sms in rows.filter(channel="sms"):
        assert (sms.to, sms.text, sms.instead_of_id) == (cast.wang.phone, "已答复", first.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "kept"),
    [("video", "video"), ("shortvideo", "video"), ("file", "file"), ("link", "link")],
)
def test_other_kinds_are_kept_so_that_the_reply_can_say_what_they_were(
    plain: None, kind: str, kept: str
) -> None:
    post(message(kind, Title="路灯", Description="三栋", Url="https://example.org/1"))
    row = Incoming.objects.get()
    assert row.kind == kept
    assert ("https://example.org/1" in row.text) is (kind == "link")


@pytest.mark.django_db(transaction=True)
def test_a_slow_handler_does_not_hold_the_answer_up(
    plain: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeChat waits five seconds; what is slow runs later, from the outbox."""

    def slow(**_: object) -> None:
        time.sleep(6)

    monkeypatch.setattr("maplebridge.matters.actions.take_message", slow)
    began = time.monotonic()
    assert post(text()).content == b"success"
    answered = time.monotonic()
    outbox.deliver_all()
    assert answered - began < (time.monotonic() - answered) * 5 / 6, "the slow one came after it"

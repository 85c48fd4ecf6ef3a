"""Every way in at once, against a real server and worker: what is sent, by whom, how it is counted.

The nursery is asked to `prepare` a place with its people and so many known senders a channel, which
answers what the senders need; to `count` what became of what was sent; and to `hurry`: to end its backoff.
"""

from __future__ import annotations

import io
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha1, sha256
from typing import Any
from urllib.parse import urlencode

SECRET = "waysin"
BOX, MAILER = "help@feng.example", "mx.feng.example"
WECHAT_APP = "wx0123456789abcdef"
WECHAT_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "maplebridge.settings",
    "MAPLEBRIDGE_LIMITS": "off",
    "MAPLEBRIDGE_LEASE_SECONDS": "2",
    "MAPLEBRIDGE_LOG_LEVEL": "CRITICAL",
    "MAPLEBRIDGE_WECHAT_TOKEN": SECRET,
    "MAPLEBRIDGE_WECHAT_APP_ID": WECHAT_APP,
    "MAPLEBRIDGE_WECHAT_AES_KEY": WECHAT_KEY,
    "MAPLEBRIDGE_WECHAT_APP_SECRET": SECRET,
    "MAPLEBRIDGE_WECHAT_API_URL": "http://127.0.0.1:9",
    "MAPLEBRIDGE_MAIL_BOX": BOX,
    "MAPLEBRIDGE_MAIL_AUTHSERV": MAILER,
    "MAPLEBRIDGE_SMTP_HOST": "127.0.0.1",
    "MAPLEBRIDGE_SMTP_PORT": "9",
    "MAPLEBRIDGE_SMS_PROVIDER": "aliyun",
    "MAPLEBRIDGE_SMS_API_URL": "http://127.0.0.1:9",
    "MAPLEBRIDGE_SMS_CALLBACK_TOKEN": SECRET,
}
"""Nothing listens on port 9: what goes out waits, and hinders nothing that comes in."""
SPACE = uuid.UUID("01890000-0000-7000-8000-000000000000").int
OUTBOX, RELAY, PHOTOS = SPACE + 10**9, SPACE + 2 * 10**9, SPACE + 3 * 10**9
"""Ids of the reports and photos that each way makes itself."""
PHOTO_EVERY = 100
"""One report of so many from the outbox has a photo: an account may send 400 a day."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What the senders have to know: sessions of a resident and of a worker, whose the outbox is,
    a program's key, the first grid and a point in it."""

    session: str
    worker: str
    whose: str
    key: str
    grid: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Sent:
    """One HTTP request; sending it again is sending the same thing.

    `taken` are the answers of a house that has it; `anew` those after which its sender begins from
    the first request: a photo whose report another copy has brought in meanwhile is here no more.
    """

    path: str
    body: bytes
    headers: dict[str, str]
    method: str = "POST"
    taken: frozenset[int] = frozenset({200, 201})
    anew: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail for the listener, by LMTP."""

    sender: str
    raw: bytes


Step = Sent | Mail


def marked(way: str, number: int) -> str:
    return f"路灯不亮 {way}-{number:06}"


def web(number: int, needed: Needed) -> list[Step]:
    sent = {
        "id": str(uuid.UUID(int=SPACE + number)),
        "words": marked("web", number),
        "lon": needed.lon,
        "lat": needed.lat,
    }
    headers = _signed_in(needed.session) | {"Content-Type": "application/json"}
    return [Sent("/api/v1/matters", json.dumps(sent).encode(), headers)]


def outbox(number: int, needed: Needed) -> list[Step]:
    """A device that kept the report: its photo in pieces, then the report."""
    house, steps = "/matters/report/outbox/", list[Step]()
    report = {
        "id": str(uuid.UUID(int=OUTBOX + number)),
        "words": marked("outbox", number),
        "place": needed.grid,
        "whose": needed.whose,
    }
    if number % PHOTO_EVERY == 0:
        photo, name = _photo(), str(uuid.UUID(int=PHOTOS + number))
        begin = {"size": len(photo), "sha256": sha256(photo).hexdigest()}
        steps.append(_form(f"{house}{name}/", begin, needed.session, frozenset({404})))
        for at in range(0, len(photo), PIECE):
            headers = _signed_in(needed.session) | {
                "Content-Type": "application/octet-stream",
                "Upload-Offset": str(at),
            }
            piece = photo[at : at + PIECE]
            steps.append(Sent(f"{house}{name}/", piece, headers, "PATCH", anew=frozenset({404})))
        report["upload"] = name
    steps.append(_form(house, report, needed.session, frozenset({404})))
    return steps


PIECE = 128 * 1024


@cache
def _photo() -> bytes:
    """Three pieces of noise, the same in each thread and each run."""
    from PIL import Image

    target, noise = io.BytesIO(), random.Random(20261127).randbytes(600 * 500)
    Image.frombytes("L", (600, 500), noise).save(target, "PNG")
    assert len(target.getvalue()) > 2 * PIECE
    return target.getvalue()


def relay(number: int, needed: Needed) -> list[Step]:
    """A grid worker passes on what was said in the group."""
    sent = {
        "id": str(uuid.UUID(int=RELAY + number)),
        "channel": "chat",
        "text": marked("relay", number),
        "place": needed.grid,
    }
    return [_form("/matters/relay/", sent, needed.worker)]


def _form(
    path: str, fields: dict[str, Any], session: str, anew: frozenset[int] = frozenset()
) -> Sent:
    headers = _signed_in(session) | {"Content-Type": "application/x-www-form-urlencoded"}
    return Sent(path, urlencode(fields).encode(), headers, anew=anew)


def _signed_in(session: str) -> dict[str, str]:
    csrf = "c" * 32
    return {"Cookie": f"sessionid={session}; csrftoken={csrf}", "X-CSRFToken": csrf}


def open311(number: int, needed: Needed) -> list[Step]:
    sent = {
        "api_key": needed.key,
        "service_code": "lighting",
        "lat": needed.lat,
        "long": needed.lon,
        "description": marked("open311", number),
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Idempotency-Key": f"way-{number}",
    }
    return [Sent("/open311/v2/requests.json", urlencode(sent).encode(), headers)]


def wechat(number: int, needed: Needed) -> list[Step]:
    """In safe mode: sealed and signed anew with each retry, as WeChat does it."""
    from maplebridge.channels.rules.wechat import key_from, seal

    fields = {
        "ToUserName": "gh_1",
        "FromUserName": openid(number),
        "CreateTime": "1764200000",
        "MsgType": "text",
        "Content": marked("wechat", number),
        "MsgId": str(10_000_000 + number),
    }
    plain = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    sealed = seal(f"<xml>{plain}</xml>".encode(), key_from(WECHAT_KEY), WECHAT_APP)
    stamp = str(int(time.time()))
    query = {
        "signature": _sha1(SECRET, stamp, "nonce"),
        "msg_signature": _sha1(SECRET, stamp, "nonce", sealed),
        "timestamp": stamp,
        "nonce": "nonce",
        "encrypt_type": "aes",
    }
    body = f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    path = f"/channels/in/wechat/?{urlencode(query)}"
    return [Sent(path, body.encode(), {"Content-Type": "text/xml"})]


def _sha1(*parts: str) -> str:
    return sha1("".join(sorted(parts)).encode()).hexdigest()


def sms(number: int, needed: Needed) -> list[Step]:
    sent = {
        "phone_number": phone(number),
        "send_time": "2026-11-27 10:00:00",
        "content": marked("sms", number),
        "sign_name": "枫桥",
        "dest_code": "10690000",
        "sequence_id": number,
    }
    headers = {"Content-Type": "application/json"}
    return [Sent(f"/channels/in/sms/{SECRET}/replies/", json.dumps([sent]).encode(), headers)]


def mail(number: int, needed: Needed) -> list[Step]:
    """As the mail server in front hands it over, which vouches for its sender."""
    sender = mailer(number)
    head = {
        "Authentication-Results": f"{MAILER}; dmarc=pass header.from={sender.partition('@')[2]}",
        "From": sender,
        "To": BOX,
        "Message-ID": f"<way-{number}@mail.example>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    return [Mail(sender, "\r\n".join([*lines, "", marked("mail", number), ""]).encode())]


WAYS: dict[str, Callable[[int, Needed], list[Step]]] = {
    "web": web,
    "outbox": outbox,
    "open311": open311,
    "wechat": wechat,
    "sms": sms,
    "mail": mail,
    "relay": relay,
}
"""What each sends for message `number`, step by step. A kiosk has no door of its own: it opens the
report page, and a paper is typed in where a chat is passed on."""
RECEIVED = ("mail", "sms", "wechat")
"""Those whose message is first kept and then read by the worker."""


def openid(number: int) -> str:
    return f"oWay_in_{number:06}"


def phone(number: int) -> str:
    return f"1540{number:07}"


def mailer(number: int) -> str:
    return f"way{number}@mail.example"


def prepare(senders: int) -> dict[str, Any]:
    """Tables, a place with its people, and senders who have said where they are."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from maplebridge.matters.models import Conversation
    from maplebridge.matters.queries import owner_of
    from maplebridge.people.actions import make_token
    from maplebridge.people.public import viewer_of
    from maplebridge.people.rules import Scope
    from tests.world import build_world

    call_command("migrate", verbosity=0, skip_checks=True)
    world, now = build_world(), timezone.now()
    browser, worker = Client(), Client()
    browser.force_login(world.wang.account)
    worker.force_login(world.li.account)
    key = make_token(
        viewer=viewer_of(world.sun, now=now),
        id=uuid.uuid4(),
        name="ways in",
        scopes=[Scope.REPORT_BY_OPEN311],
        ends_on=now.date() + timedelta(days=30),
        office=True,
        now=now,
    )
    Conversation.objects.bulk_create(
        (
            Conversation(
                channel=channel, account=account, address=address(number),
                place=world.grid, place_at=now, last_at=now,
            )
            for channel, account, address in (
                ("wechat", "gh_1", openid), ("sms", "aliyun", phone), ("mail", BOX, mailer),
            )
            for number in range(senders)
        ),
        batch_size=2_000,
    )  # fmt: skip
    lon, lat = world.point
    return {
        "session": browser.cookies["sessionid"].value,
        "worker": worker.cookies["sessionid"].value,
        "whose": owner_of(viewer_of(world.wang, now=now)),
        "key": key,
        "grid": str(world.grid.pk),
        "lon": lon,
        "lat": lat,
    }


def hurry() -> dict[str, Any]:
    """Let what failed be tried again now instead of after its backoff."""
    from django.utils import timezone

    from maplebridge.core.models import Delivery

    failed = Delivery.objects.filter(state="waiting", attempts__gt=0)
    return {"hurried": failed.update(due_at=timezone.now())}


def count() -> dict[str, Any]:
    """How often each marked message became a matter, and how many facts still wait."""
    from django.db.models import Count

    from maplebridge.channels.models import Incoming
    from maplebridge.core.models import Delivery
    from maplebridge.matters.models import Matter, MatterEvent, MatterPhoto

    waiting = Delivery.objects.exclude(state="done").filter(handler__contains=".matters.")
    words = Matter.objects.values_list("words", flat=True)
    incoming = Incoming.objects.values_list("channel").annotate(Count("pk")).order_by("channel")
    return {
        "matters": dict(Counter(word.rpartition(" ")[2] for word in words.iterator())),
        "incoming": dict(incoming),
        "photos": MatterPhoto.objects.count(),
        "said_more": MatterEvent.objects.filter(verb="add_words").count(),
        "waiting": waiting.filter(state="waiting").count(),
        "dead": waiting.filter(state="dead").count(),
        "recovered": Delivery.objects.filter(recoveries__gt=0).count(),
    }


ORDERS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare, "count": count, "hurry": hurry,
}  # fmt: skip

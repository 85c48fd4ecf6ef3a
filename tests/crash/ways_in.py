"""Every way in at once, against a real server and worker: what is sent, by whom, how it is counted.

`python -m tests.crash.ways_in prepare N` makes a place with its people and N known senders a
channel and prints what the senders need; `count` prints what became of what was sent.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha1
from typing import Any
from urllib.parse import urlencode

SECRET = "waysin"
SETTINGS = {
    "MAPLEBRIDGE_LIMITS": "off",
    "MAPLEBRIDGE_LEASE_SECONDS": "2",
    "MAPLEBRIDGE_LOG_LEVEL": "CRITICAL",
    "MAPLEBRIDGE_WECHAT_TOKEN": SECRET,
    "MAPLEBRIDGE_WECHAT_APP_ID": "wx0123456789abcdef",
    "MAPLEBRIDGE_WECHAT_APP_SECRET": SECRET,
    "MAPLEBRIDGE_WECHAT_API_URL": "http://127.0.0.1:9",
    "MAPLEBRIDGE_SMS_PROVIDER": "aliyun",
    "MAPLEBRIDGE_SMS_API_URL": "http://127.0.0.1:9",
    "MAPLEBRIDGE_SMS_CALLBACK_TOKEN": SECRET,
}
"""Nothing listens on port 9: what goes out waits, and hinders nothing that comes in."""
SPACE = uuid.UUID("01890000-0000-7000-8000-000000000000")


@dataclass(frozen=True, slots=True)
class Needed:
    """What the senders have to know: a session, a program's key, a point in the first grid."""

    session: str
    key: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Sent:
    """One HTTP request; sending it again is sending the same thing."""

    path: str
    body: bytes
    headers: dict[str, str]


def marked(way: str, number: int) -> str:
    return f"路灯不亮 {way}-{number:06}"


def web(number: int, needed: Needed) -> Sent:
    sent = {
        "id": str(uuid.UUID(int=SPACE.int + number)),
        "words": marked("web", number),
        "lon": needed.lon,
        "lat": needed.lat,
    }
    csrf = "c" * 32
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"sessionid={needed.session}; csrftoken={csrf}",
        "X-CSRFToken": csrf,
    }
    return Sent("/api/v1/matters", json.dumps(sent).encode(), headers)


def open311(number: int, needed: Needed) -> Sent:
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
    return Sent("/open311/v2/requests.json", urlencode(sent).encode(), headers)


def wechat(number: int, needed: Needed) -> Sent:
    stamp = str(int(time.time()))
    signature = sha1("".join(sorted([SECRET, stamp, "nonce"])).encode()).hexdigest()
    query = urlencode({"signature": signature, "timestamp": stamp, "nonce": "nonce"})
    fields = {
        "ToUserName": "gh_1",
        "FromUserName": openid(number),
        "CreateTime": "1764200000",
        "MsgType": "text",
        "Content": marked("wechat", number),
        "MsgId": str(10_000_000 + number),
    }
    body = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return Sent(
        f"/channels/in/wechat/?{query}", f"<xml>{body}</xml>".encode(), {"Content-Type": "text/xml"}
    )


def sms(number: int, needed: Needed) -> Sent:
    sent = {
        "phone_number": phone(number),
        "send_time": "2026-11-27 10:00:00",
        "content": marked("sms", number),
        "sign_name": "枫桥",
        "dest_code": "10690000",
        "sequence_id": number,
    }
    headers = {"Content-Type": "application/json"}
    return Sent(f"/channels/in/sms/{SECRET}/replies/", json.dumps([sent]).encode(), headers)


WAYS = {"web": web, "open311": open311, "wechat": wechat, "sms": sms}


def openid(number: int) -> str:
    return f"oWay_in_{number:06}"


def phone(number: int) -> str:
    return f"1540{number:07}"


def prepare(count: int) -> dict[str, Any]:
    """Tables, a place with its people, and senders who have said where they are."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from maplebridge.matters.models import Conversation
    from maplebridge.people.actions import make_token
    from maplebridge.people.public import viewer_of
    from maplebridge.people.rules import Scope
    from tests.world import build_world

    call_command("migrate", verbosity=0, skip_checks=True)
    world, now = build_world(), timezone.now()
    browser = Client()
    browser.force_login(world.wang.account)
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
                ("wechat", "gh_1", openid), ("sms", "aliyun", phone),
            )
            for number in range(count)
        ),
        batch_size=2_000,
    )  # fmt: skip
    lon, lat = world.point
    return {"session": browser.cookies["sessionid"].value, "key": key, "lon": lon, "lat": lat}


def count() -> dict[str, Any]:
    """How often each marked message became a matter, and how many facts still wait."""
    from django.db.models import Count
    from django.utils import timezone

    from maplebridge.channels.models import Incoming
    from maplebridge.core.models import Delivery
    from maplebridge.matters.models import Matter, MatterEvent

    waiting = Delivery.objects.exclude(state="done").filter(handler__contains=".matters.")
    waiting.filter(state="waiting").update(due_at=timezone.now())
    words = Matter.objects.values_list("words", flat=True)
    incoming = Incoming.objects.values_list("channel").annotate(Count("pk")).order_by("channel")
    return {
        "matters": dict(Counter(word.rpartition(" ")[2] for word in words.iterator())),
        "incoming": dict(incoming),
        "said_more": MatterEvent.objects.filter(verb="add_words").count(),
        "waiting": waiting.filter(state="waiting").count(),
        "dead": waiting.filter(state="dead").count(),
        "recovered": Delivery.objects.filter(recoveries__gt=0).count(),
    }


def main() -> None:
    import django

    django.setup()
    order = sys.argv[1]
    answer = prepare(int(sys.argv[2])) if order == "prepare" else count()
    print(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()

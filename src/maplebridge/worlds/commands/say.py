"""`maplebridge say`: write to the running demo as a resident would, by the protocol of each way."""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

if TYPE_CHECKING:
    from maplebridge.worlds.doors import Doors

HELP = "Write to the running demo by WeChat, SMS, mail or Open311, and read what comes back."
WAYS = ("wechat", "sms", "mail", "open311")
WAIT_SECONDS = 20
TIMEOUT_SECONDS = 30
NOT_A_DEMO = "No demo runs on these data. Start one in another terminal: maplebridge demo"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", choices=WAYS, required=True, help="the way in")
    parser.add_argument("words", help="what the resident writes")


def run(options: argparse.Namespace) -> int:
    from maplebridge.worlds import doors

    known = doors.running()
    if known is None:
        print(NOT_A_DEMO, file=sys.stderr)
        return 2
    speak = {"wechat": _wechat, "sms": _sms, "mail": _mail, "open311": _open311}[options.by]
    return speak(known, options.words)


def _post(
    known: Doors, path: str, body: bytes, kind: str = "application/json"
) -> tuple[int, bytes]:
    return _ask(known, "POST", path, body, {"Content-Type": kind})


def _ask(
    known: Doors, method: str, path: str, body: bytes = b"", heads: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    parts = urlsplit(known.url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        line.request(method, path, body, {"Accept-Language": "zh-hans"} | dict(heads or {}))
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


# One way each


def _wechat(known: Doors, words: str) -> int:
    """The callback in safe mode: sealed XML, signed twice."""
    from xml.sax.saxutils import escape

    from maplebridge.channels.rules import wechat
    from maplebridge.worlds.living import OPENID, WECHAT

    stamp, nonce = str(int(time.time())), uuid4().hex[:8]
    inner = (
        f"<xml><ToUserName>{WECHAT}</ToUserName><FromUserName>{OPENID}</FromUserName>"
        f"<CreateTime>{stamp}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{escape(words)}</Content><MsgId>{uuid4().int % 10**16}</MsgId></xml>"
    )
    key = wechat.key_from(known.wechat_aes_key)
    sealed = wechat.seal(inner.encode(), key, known.wechat_app_id)
    query = {
        "signature": wechat.signature_of(known.wechat_token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": wechat.signature_of(known.wechat_token, stamp, nonce, sealed),
    }
    body = f"<xml><ToUserName>{WECHAT}</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    listening = _Listening("wechat", OPENID)
    status, said = _post(known, f"/channels/in/wechat/?{urlencode(query)}", body, "text/xml")
    print(f"→ WeChat, sealed XML, as {_name('YOUNGER')}\n← {status} {said.decode()[:200]}")
    return listening.report(known) if status == 200 else 1


def _sms(known: Doors, words: str) -> int:
    """What Aliyun posts when somebody answers a text, to the secret address."""
    from maplebridge.worlds import cast

    sent = {
        "phone_number": cast.ELDER.phone,
        "send_time": time.strftime("%Y-%m-%d %H:%M:%S"),
        "content": words,
        "dest_code": "1",
        "sequence_id": uuid4().int % 10**12,
    }
    listening = _Listening("sms", cast.ELDER.phone)
    path = f"/channels/in/sms/{known.sms_token}/replies/"
    status, said = _post(known, path, json.dumps([sent]).encode())
    print(f"→ SMS, the provider's callback, as {_name('ELDER')}\n← {status} {said.decode()[:200]}")
    return listening.report(known) if status == 200 else 1


def _mail(known: Doors, words: str) -> int:
    """SMTP; within ten minutes of one's own last mail it answers what the house wrote."""
    import smtplib
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from maplebridge.channels.public import Incoming
    from maplebridge.worlds.letters import STRANGER, last_from_house, letter

    settings.MAIL_BOX = known.mail_box
    lately = timezone.now() - timedelta(minutes=10)
    mine = Incoming.objects.filter(channel="mail", sender=STRANGER, received_at__gte=lately)
    last = last_from_house() if mine.exists() else None
    made, listening = letter(words, answers=last), _Listening("mail", STRANGER)
    with smtplib.SMTP("127.0.0.1", known.mail_port, timeout=TIMEOUT_SECONDS) as server:
        server.send_message(made)
    print(f"→ SMTP, from {STRANGER}, “{made['Subject']}”\n← 250 taken")
    return listening.report(known)


def _open311(known: Doors, words: str) -> int:
    """GeoReport v2: a service request in the middle of the first grid."""
    from maplebridge.core.viewer import Role
    from maplebridge.people.public import Post
    from maplebridge.worlds import cast

    grid = Post.objects.select_related("place").get(
        person__phone=cast.WORKER.phone, role=Role.GRID_WORKER.value
    ).place  # fmt: skip
    fields = {
        "api_key": known.open311_key, "service_code": "other", "description": words,
        "lat": str(grid.lat), "long": str(grid.lon),
    }  # fmt: skip
    body = urlencode(fields).encode()
    path, kind = "/open311/v2/requests.json", "application/x-www-form-urlencoded"
    status, said = _post(known, path, body, kind)
    print(f"→ Open311, POST {path}\n← {status} {said.decode()[:1000]}")
    if status != 201:
        return 1
    _show(known, str(json.loads(said)[0]["service_request_id"]))
    return 0


# What came back


def _name(code: str) -> str:
    from maplebridge.worlds import cast

    member: cast.Member = getattr(cast, code)
    return f"{member.name} {member.phone}"


class _Listening:
    """The messages to one address that were not there before."""

    def __init__(self, channel: str, address: str) -> None:
        from maplebridge.channels.public import Outgoing

        self.rows = Outgoing.objects.filter(channel=channel, to=address).order_by("id")
        self.known = set(self.rows.values_list("pk", flat=True))

    def report(self, known: Doors) -> int:
        """Wait for the answer, print it, and say where the matter is."""
        ends = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < ends:
            fresh = [row for row in self.rows.all() if row.pk not in self.known]
            if fresh:
                for row in fresh:
                    print(f"← {row.text}")
                labels = [row.label for row in fresh if row.label]
                _show(known, labels[-1] if labels else "")
                return 0
            time.sleep(0.3)
        print("No answer within 20 seconds. Does the worker of the demo still run?")
        return 1


def _show(known: Doors, reference: str) -> None:
    from maplebridge.matters.public import Matter
    from maplebridge.worlds import cast

    found = Matter.objects.select_related("handler__person").filter(reference=reference)
    matter = found.first() if reference else None
    if matter is not None:
        print(f"  {matter.reference}: {known.url}/matters/{matter.pk}/")
        who = matter.handler.person if matter.handler else None
        if who is not None:
            known_here = {member.phone for member in cast.MEMBERS}
            how = cast.PASSWORD if who.phone in known_here else "by a code, shown on the page"
            print(f"  It is with {who.name}; to answer it sign in: {who.phone}, {how}")
    print(f"  What was written to residents: {known.url}/channels/demo/")

"""What WeChat sends, made by hand: messages, events and their signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone
from werobot.crypto import MessageCrypt

from maplebridge.channels.models import Sender
from maplebridge.channels.rules import wechat as rules
from tests.world import NOON

TOKEN, APP, KEY = "atoken", "wx0123456789abcdef", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ADDRESS = "/channels/in/wechat/"
OPENID = "oTest_open-id"


def text(words: str = "路灯不亮", name: str = "1", **more: str) -> str:
    return message("text", name, Content=words, **more)


def message(kind: str, name: str = "1", **fields: str) -> str:
    given = {
        "ToUserName": "gh_1",
        "FromUserName": OPENID,
        "CreateTime": "1764200000",
        "MsgType": kind,
        **({"MsgId": name} if name else {}),
        **fields,
    }
    inner = "".join(f"<{tag}><![CDATA[{value}]]></{tag}>" for tag, value in given.items())
    return f"<xml>{inner}</xml>"


def event(name: str, key: str = "", **more: str) -> str:
    return message("event", "", Event=name, EventKey=key, **more)


def signed(now: datetime | None = None, **more: str) -> dict[str, str]:
    stamp = str(int((now or timezone.now()).timestamp()))
    return {
        "signature": rules.signature_of(TOKEN, stamp, "nonce"),
        "timestamp": stamp,
        "nonce": "nonce",
    } | more


def sealed(inner: str) -> tuple[str, dict[str, str]]:
    """Body and query of a message in safe mode; another library than ours does the sealing."""
    crypto, stamp = MessageCrypt(TOKEN, KEY, APP), str(int(timezone.now().timestamp()))
    cipher = crypto.prp_crypto.encrypt(inner, APP)
    cipher = cipher.decode() if isinstance(cipher, bytes) else cipher
    signature = rules.signature_of(TOKEN, stamp, "nonce", cipher)
    body = f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{cipher}</Encrypt></xml>"
    return body, signed() | {"encrypt_type": "aes", "msg_signature": signature}


def post(body: str | bytes, query: dict[str, str] | None = None) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"{ADDRESS}?{urlencode(query or signed())}", data=body, content_type="text/xml"
    )


def joined(who: Any, at: datetime = NOON) -> None:
    Sender.objects.create(
        channel="wechat", account="gh_1", address=OPENID, person=who, proved_at=at
    )

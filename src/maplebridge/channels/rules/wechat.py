"""WeChat's callback: its signature, its sealed envelope, its messages, and how often we may write. Pure.

The layout of the envelope: base64 of AES-256-CBC over 16 random bytes, the length of the message in
four bytes, the message, the app id; the key is the 43 signs of the setting read as base64, the first
16 bytes of the key are the IV, the padding fills blocks of 32.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .senders import code_of_scene

BODY_MAX = 64_000
"""Bytes of a callback; a message of 2,048 bytes, sealed, has less than 5,000."""
WINDOW = timedelta(minutes=5)
"""How old or early a callback may be. A retry is signed anew with its own time."""
TEXT_BYTES_MAX = 1_900
BLOCK = 32
SCENE = "g"
"""A scene of ours is this letter and the 32 digits of a place's id."""


class NotWechat(Exception):
    """This is not a callback of our account: nothing of it is kept. The code says why."""


def signature_of(*parts: str) -> str:
    """SHA-1 over the sorted parts, in hexadecimal."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def check_signature(given: str, *parts: str) -> None:
    """Raises NotWechat("signature") unless `given` is the signature of the parts."""
    if not hmac.compare_digest(signature_of(*parts).encode(), given.encode()):
        raise NotWechat("signature")


def check_time(stamp: str, now: datetime) -> None:
    """Raises NotWechat("timestamp") when a callback is not of these minutes."""
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        raise NotWechat("timestamp")
    if abs(int(stamp) - now.timestamp()) > WINDOW.total_seconds():
        raise NotWechat("timestamp")


def check_echo(text: str) -> None:
    """Raises NotWechat("echostr") unless this is a word that may be sent back as it came."""
    if not _ECHO.fullmatch(text):
        raise NotWechat("echostr")


_ECHO = re.compile(r"[A-Za-z0-9]{1,64}")


def fields_of(body: bytes) -> dict[str, str]:
    """The first-level elements of a message. Raises NotWechat("xml").

    Read as UTF-8 whatever the body claims, and with no document type: entities of one's own, and
    with them bombs and files, cannot be declared without one.
    """
    parser = expat.ParserCreate("utf-8")
    found: dict[str, list[str]] = {}
    path: list[str] = []

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        path.append(name)
        if len(path) == 2:
            found[name] = []

    def end(name: str) -> None:
        path.pop()

    def text(data: str) -> None:
        if len(path) == 2:
            found[path[1]].append(data)

    def refuse(*_: object) -> None:
        raise NotWechat("xml")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body.decode(), True)
    except (expat.ExpatError, ValueError) as problem:
        raise NotWechat("xml") from problem
    return {name: "".join(parts) for name, parts in found.items()}


def key_from(setting: str) -> bytes:
    """The key of an EncodingAESKey. Raises ValueError when it is none."""
    if len(setting) != 43:
        raise ValueError("an EncodingAESKey has 43 signs")
    return base64.b64decode(setting + "=", validate=True)


def seal(content: bytes, key: bytes, app_id: str) -> str:
    """The envelope around a message."""
    plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + app_id.encode()
    fill = BLOCK - len(plain) % BLOCK
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = sealer.update(plain + bytes([fill]) * fill) + sealer.finalize()
    return base64.b64encode(sealed).decode()


def unseal(envelope: str, key: bytes, app_id: str) -> bytes:
    """The message in an envelope that was sealed for us. Raises NotWechat("envelope" or "app")."""
    try:
        sealed = base64.b64decode(envelope, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotWechat("envelope") from problem
    if not sealed or len(sealed) % 16:
        raise NotWechat("envelope")
    opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = opener.update(sealed) + opener.finalize()
    fill = plain[-1]
    if not 1 <= fill <= BLOCK or len(plain) < 20 + fill:
        raise NotWechat("envelope")
    length = int.from_bytes(plain[16:20], "big")
    content, owner = plain[20 : 20 + length], plain[20 + length : -fill]
    if len(content) != length:
        raise NotWechat("envelope")
    if not hmac.compare_digest(owner, app_id.encode()):
        raise NotWechat("app")
    return content


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a template message: whether it arrived, and WeChat's word for why not."""

    sender: str
    provider_ref: str
    arrived: bool
    code: str


def finished(fields: Mapping[str, str]) -> Finished | None:
    """The receipt in an event; None in every other callback, and in one that names no message."""
    if fields.get("MsgType") != "event" or fields.get("Event") != "TEMPLATESENDJOBFINISH":
        return None
    sender, name = fields.get("FromUserName", ""), fields.get("MsgID", "")
    if not sender or len(sender) > 250 or not name or len(name) > 64:
        return None
    status = fields.get("Status", "")
    return Finished(sender, name, status == "success", status[:60])


@dataclass(frozen=True, slots=True)
class Heard:
    """A message or event as we keep it."""

    account: str
    sender: str
    external_id: str
    kind: str
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def heard(fields: Mapping[str, str]) -> Heard | None:
    """What a callback says; None for what we do not keep. Raises NotWechat("fields").

    Positions that a phone reports by itself (event LOCATION) are not kept: nobody is followed.
    """
    account, sender = fields.get("ToUserName", ""), fields.get("FromUserName", "")
    if not account or not sender or len(account) > 120 or len(sender) > 250:
        raise NotWechat("fields")
    kind = fields.get("MsgType", "")
    if kind == "event":
        return _event(fields, account, sender)
    name = fields.get("MsgId", "")
    if not name or len(name) > 64:
        raise NotWechat("fields")
    match kind:
        case "text":
            return Heard(account, sender, name, "text", fields.get("Content", ""))
        case "image":
            return Heard(
                account, sender, name, "image", data={"media_id": fields.get("MediaId", "")}
            )
        case "voice":
            return Heard(account, sender, name, "voice", fields.get("Recognition", ""))
        case "location":
            return Heard(account, sender, name, "location", data=_position(fields))
        case _:
            return _unusual(fields, account, sender, name)


def _unusual(fields: Mapping[str, str], account: str, sender: str, name: str) -> Heard:
    """A link is words; what we do not take in is kept by its kind, so that the reply can say so."""
    match fields.get("MsgType", ""):
        case "link":
            said = (fields.get(part, "") for part in ("Title", "Description", "Url"))
            return Heard(account, sender, name, "link", "\n".join(part for part in said if part))
        case "video" | "shortvideo":
            return Heard(account, sender, name, "video")
        case "file":
            return Heard(account, sender, name, "file")
        case _:
            return Heard(account, sender, name, "other")


def _event(fields: Mapping[str, str], account: str, sender: str) -> Heard | None:
    event, key = fields.get("Event", "").lower(), fields.get("EventKey", "")
    made = f"{sender}:{fields.get('CreateTime', '')}:{event}:{key}"
    name = hashlib.sha256(made.encode()).hexdigest()
    match event:
        case "subscribe":
            scene = key.removeprefix("qrscene_")
            return Heard(account, sender, name, "follow", data=_scanned(scene))
        case "scan":
            return Heard(account, sender, name, "scan", data=_scanned(key))
        case "click":
            return Heard(account, sender, name, "click", data={"key": key[:64]})
        case _:
            return None


def _position(fields: Mapping[str, str]) -> dict[str, Any]:
    """Longitude and latitude as WeChat gives them, in GCJ-02."""
    try:
        lon, lat = float(fields.get("Location_Y", "")), float(fields.get("Location_X", ""))
    except ValueError as problem:
        raise NotWechat("fields") from problem
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise NotWechat("fields")
    return {"gcj_lon": lon, "gcj_lat": lat, "label": fields.get("Label", "")[:120]}


def _scanned(scene: str) -> dict[str, Any]:
    """The place of a grid's code, or the code that joins the scanning WeChat to an account."""
    code = code_of_scene(scene)
    return {"place_id": place_of_scene(scene)} | ({"link": code} if code else {})


def scene_of(place_hex: str) -> str:
    return f"{SCENE}{place_hex}"


def place_of_scene(scene: str) -> str:
    """The id of the place whose code was scanned; "" for a code that is none of ours."""
    digits = scene.removeprefix(SCENE)
    ours = len(scene) == 33 and scene != digits and all(ch in "0123456789abcdef" for ch in digits)
    return digits if ours else ""


def reply_to(heard: Heard, text: str, now: datetime) -> bytes:
    """A passive reply: a text that goes back in the answer to the callback."""
    return (
        "<xml>"
        f"<ToUserName>{escape(heard.sender)}</ToUserName>"
        f"<FromUserName>{escape(heard.account)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime>"
        "<MsgType>text</MsgType>"
        f"<Content>{escape(text)}</Content>"
        "</xml>"
    ).encode()


def sealed_reply(plain: bytes, *, key: bytes, app_id: str, token: str, stamp: str) -> bytes:
    """A passive reply in its envelope, signed."""
    nonce, envelope = os.urandom(8).hex(), seal(plain, key, app_id)
    return (
        "<xml>"
        f"<Encrypt>{envelope}</Encrypt>"
        f"<MsgSignature>{signature_of(token, stamp, nonce, envelope)}</MsgSignature>"
        f"<TimeStamp>{escape(stamp)}</TimeStamp>"
        f"<Nonce>{nonce}</Nonce>"
        "</xml>"
    ).encode()


MESSAGES = ("text", "image", "voice", "location", "link", "video", "file", "other")
EVENTS = ("follow", "scan", "click")
AFTER_MESSAGE = (5, timedelta(hours=48))
AFTER_EVENT = (3, timedelta(minutes=1))


def may_write(last: Mapping[str, tuple[datetime, int]], now: datetime) -> bool:
    """Whether a service message is allowed: five in 48 hours after a message, three in a minute
    after a menu tap, a scan or a new follow.

    `last` maps "message" and "event" to when the latest was and how many we have sent since.
    """
    for kind, (most, within) in (("message", AFTER_MESSAGE), ("event", AFTER_EVENT)):
        if kind in last:
            at, sent = last[kind]
            if now - at < within and sent < most:
                return True
    return False


def shortened(text: str, more: str) -> str:
    """The text within what a service message holds; `more` says where the rest stands."""
    if len(text.encode()) <= TEXT_BYTES_MAX:
        return text
    room = TEXT_BYTES_MAX - len(more.encode()) - 4
    return text.encode()[:room].decode("utf-8", "ignore") + "… " + more

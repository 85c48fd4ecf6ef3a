"""SMS providers: how a request is signed, and how receipts and replies read. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

PROVIDERS = ("aliyun", "tencent")
BODY_MAX = 256_000
MOST = 500
"""Receipts or replies in one call."""


class NotReadable(Exception):
    """The body of a callback is not what the provider sends: nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message. `id` is our own, when the provider repeats it."""

    id: UUID | None
    provider_ref: str
    to: str
    arrived: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A text message that somebody sent us."""

    name: str
    sender: str
    text: str


# Aliyun: RPC signature, HMAC-SHA1


def aliyun_form(params: Mapping[str, str], secret: str) -> bytes:
    """The form of a POST, signed."""
    signed = {**params, "Signature": aliyun_signature("POST", params, secret)}
    return _query(signed).encode()


def aliyun_signature(method: str, params: Mapping[str, str], secret: str) -> str:
    """HMAC-SHA1 over method, path and the sorted parameters, each written as RFC 3986 says."""
    said = f"{method}&{_escaped('/')}&{_escaped(_query(params))}"
    mac = hmac.new(f"{secret}&".encode(), said.encode(), hashlib.sha1)
    return base64.b64encode(mac.digest()).decode()


def _query(params: Mapping[str, str]) -> str:
    return "&".join(f"{_escaped(name)}={_escaped(params[name])}" for name in sorted(params))


def _escaped(text: str) -> str:
    return quote(text, safe="-_.~")


def aliyun_params(
    *, key_id: str, region: str, nonce: str, now: datetime, **message: str
) -> dict[str, str]:
    """The parameters of SendSms."""
    return {
        "AccessKeyId": key_id,
        "Action": "SendSms",
        "Format": "JSON",
        "RegionId": region,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": nonce,
        "SignatureVersion": "1.0",
        "Timestamp": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Version": "2017-05-25",
    } | message


# Tencent: TC3-HMAC-SHA256

TENCENT_TYPE = "application/json; charset=utf-8"


def tencent_authorization(
    *, key_id: str, secret: str, service: str, host: str, body: bytes, now: datetime
) -> str:
    """The Authorization header of a POST of JSON to `/`."""
    stamp, day = int(now.timestamp()), now.astimezone(UTC).strftime("%Y-%m-%d")
    headers = f"content-type:{TENCENT_TYPE}\nhost:{host}\n"
    names = "content-type;host"
    canonical = "\n".join(["POST", "/", "", headers, names, hashlib.sha256(body).hexdigest()])
    scope = f"{day}/{service}/tc3_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    said = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
    return (
        f"TC3-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )


# Callbacks


def receipts(provider: str, body: bytes) -> list[Receipt]:
    """The receipts in a callback; all of them can be read, or NotReadable is raised."""
    read = {"aliyun": _aliyun_receipt, "tencent": _tencent_receipt}.get(provider, _plain_receipt)
    return [read(item) for item in _items(body)]


def replies(provider: str, body: bytes) -> list[Reply]:
    """The text messages in a callback; all of them can be read, or NotReadable is raised."""
    read = {"aliyun": _aliyun_reply, "tencent": _tencent_reply}.get(provider, _plain_reply)
    return [read(item) for item in _items(body)]


def _items(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError) as problem:
        raise NotReadable from problem
    items = found if isinstance(found, list) else [found]
    if not items or len(items) > MOST or not all(isinstance(item, dict) for item in items):
        raise NotReadable
    return items


def _aliyun_receipt(item: dict[str, Any]) -> Receipt:
    return Receipt(
        id=_id(_text(item, "out_id")),
        provider_ref=_text(item, "biz_id"),
        to=_text(item, "phone_number"),
        arrived=_said(item, "success"),
        code=_text(item, "err_code"),
    )


def _tencent_receipt(item: dict[str, Any]) -> Receipt:
    return Receipt(
        id=_id(_text(item, "ext")),
        provider_ref=_text(item, "sid"),
        to=_text(item, "mobile"),
        arrived=_text(item, "report_status") == "SUCCESS",
        code=_text(item, "errmsg"),
    )


def _plain_receipt(item: dict[str, Any]) -> Receipt:
    return Receipt(
        id=_id(_text(item, "id")),
        provider_ref="",
        to="",
        arrived=_said(item, "arrived"),
        code=_text(item, "code"),
    )


def _aliyun_reply(item: dict[str, Any]) -> Reply:
    given = _text(item, "sequence_id")
    parts = [_text(item, name) for name in ("phone_number", "send_time", "content", "dest_code")]
    return _reply(given, parts, sender=parts[0], text=parts[2])


def _tencent_reply(item: dict[str, Any]) -> Reply:
    parts = [_text(item, name) for name in ("mobile", "time", "text", "extend")]
    return _reply("", parts, sender=parts[0], text=parts[2])


def _plain_reply(item: dict[str, Any]) -> Reply:
    return _reply(_text(item, "id"), [], sender=_text(item, "from"), text=_text(item, "text"))


def _reply(given: str, parts: list[str], *, sender: str, text: str) -> Reply:
    """Without a name of its own a text is told apart by who sent it when and what."""
    name = given or (hashlib.sha256("\x1f".join(parts).encode()).hexdigest() if parts else "")
    if not name or len(name) > 200 or not sender or len(sender) > 40:
        raise NotReadable
    return Reply(name, sender, text)


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NotReadable
    return str(value)


def _said(item: Mapping[str, Any], name: str) -> bool:
    value = item.get(name)
    if not isinstance(value, bool):
        raise NotReadable
    return value


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def parts(text: str, count: int, most: int) -> list[str] | None:
    """One line shared out evenly over `count` variables of `most` signs; None when it is too long.

    No variable is empty, which providers refuse: a text shorter than that is filled with dots.
    """
    line = " ".join(text.split())
    if len(line) > count * most:
        return None
    line = line.ljust(count, "·")
    size, more = divmod(len(line), count)
    found, at = [], 0
    for number in range(count):
        end = at + size + (number < more)
        found.append(line[at:end])
        at = end
    return found

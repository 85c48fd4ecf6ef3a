"""Telling a program outside what happened: Standard Webhooks 1.0.0, pure.

What is signed is `id.timestamp.body`; the id stays the same over all tries, so that a receiver
takes a message once however often it comes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32
NAME_MAX = 60
URL_MAX = 500
TARGET_MAX = 1_000
"""Addresses that browsers hand over are longer than those that people type."""
WEBHOOKS_MAX = 20
BODY_BYTES_MAX = 20_000
ROTATION = timedelta(hours=24)
"""So long the secret before the last one still signs beside it."""
RETRIES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds from one failed try to the next, each made up to a fifth longer at random."""
KEEP_TRYING = timedelta(hours=96)
"""A message older than this is given up, also when its endpoint rested most of the time."""
GIVE_UP_AFTER = timedelta(days=5)
"""An endpoint that took nothing for so long is switched off."""
REST_SECONDS_MAX = 3_600
PORTS = frozenset({80, 443})
PORT_FREE_FROM = 1_024


class HookType(StrEnum):
    """What a program may be told of: the closed list."""

    REPORTED = "matter.reported"
    ANSWERED = "matter.answered"
    CLOSED = "matter.closed"
    REOPENED = "matter.reopened"
    MOVED = "matter.moved"
    TEST = "maplebridge.test"


SUBSCRIBABLE = tuple(kind for kind in HookType if kind is not HookType.TEST)


class HookState(StrEnum):
    """Whether an endpoint is told: on, switched off by a person, or off because of its answers."""

    ON = "on"
    OFF = "off"
    GONE = "gone"
    FAILING = "failing"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Verdict(StrEnum):
    """What an answer means for the message and for the endpoint."""

    DELIVERED = "delivered"
    GONE = "gone"
    BUSY = "busy"
    FAILED = "failed"


def secret_text(raw: bytes) -> str:
    """As it is shown and typed in: whsec_ and 32 bytes in base64."""
    assert len(raw) == SECRET_BYTES
    return SECRET_PREFIX + base64.b64encode(raw).decode()


def headers_for(
    message_id: UUID, at: datetime, body: bytes, secrets: Sequence[bytes]
) -> dict[str, str]:
    """The three headers; one signature a secret, the newest first."""
    name, seconds = f"msg_{message_id.hex}", str(int(at.timestamp()))
    signed = f"{name}.{seconds}.".encode() + body
    marks = (base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()) for key in secrets)
    return {
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{mark.decode()}" for mark in marks),
    }


def payload(kind: HookType, at: datetime, data: Mapping[str, Any]) -> str:
    """The body: type, timestamp, data; compact, and never 20 kB."""
    text = json.dumps(
        {"type": kind.value, "timestamp": at.isoformat(), "data": data},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    assert len(text.encode()) < BODY_BYTES_MAX
    return text


def verdict(status: int) -> Verdict:
    """2xx took it; 410 wants nothing any more; 429, 502, 504 ask for a rest; a redirect is no."""
    if 200 <= status < 300:
        return Verdict.DELIVERED
    if status == 410:
        return Verdict.GONE
    return Verdict.BUSY if status in {429, 502, 504} else Verdict.FAILED


def next_try(tries: int, made_at: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try after `tries` failures; None when it is time to give up. `chance` is in 0..1."""
    if tries > len(RETRIES) or now - made_at > KEEP_TRYING:
        return None
    return now + timedelta(seconds=RETRIES[tries - 1] * (1 + chance / 5))


def rest_seconds(failures: int, asked: int | None) -> int:
    """How long an endpoint is left alone after so many failures in a row: what it asked for, else
    10 s, doubled each time; an hour at most."""
    own: int = 10 * 2 ** min(max(failures - 1, 0), 9)
    return min(max(asked or 0, own), REST_SECONDS_MAX)


def retry_after(text: str | None) -> int | None:
    """Whole seconds of a Retry-After header; a date or anything odd is not obeyed."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes."""

    host: str
    port: int
    path: str
    tls: bool


def read_target(url: str, trusted: Collection[str] = ()) -> Target | None:
    """The parts of an address that a message may go to; None for any other.

    https only, with a name or a public address; plain http only to `trusted` hosts. No user, no
    fragment, and of the low ports those of the web alone.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    odd = not url.isascii() or any(c.isspace() or not c.isprintable() for c in url)
    if (
        odd
        or not host
        or parts.username
        or parts.password
        or parts.fragment
        or len(url) > TARGET_MAX
    ):
        return None
    tls = parts.scheme == "https"
    if not tls and not (parts.scheme == "http" and host in trusted):
        return None
    port = (443 if tls else 80) if port is None else port
    if port not in PORTS and port < PORT_FREE_FROM:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, tls)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether an address lies on the open internet, also when it is wrapped in a longer one."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner: ipaddress.IPv4Address | None = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo or address.is_site_local:
            return False
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved

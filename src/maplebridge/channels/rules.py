"""What leaves the house on a message bus or as a text message: ids and signatures, pure."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit
from uuid import UUID

TOPIC = "maplebridge/1/place/{place}/matters"
EXPIRY_SECONDS = 86_400
"""A bell nobody heard for a day is not rung any more; the inbox still shows the matter."""


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the bells go. `tls` for mqtts://; user and password come with the address."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = ""


def read_broker(url: str) -> Broker:
    """Read mqtt://[USER:PASSWORD@]HOST[:PORT] or mqtts://. Raises ValueError on anything else."""
    parts = urlsplit(url)
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
        raise ValueError("MAPLEBRIDGE_MQTT_URL must look like mqtts://HOST:8883")
    tls = parts.scheme == "mqtts"
    return Broker(
        host=parts.hostname,
        port=parts.port or (8883 if tls else 1883),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def bell(fact: str, matter_id: UUID, at: datetime) -> bytes:
    """The payload: which fact, which matter, when. No words, no names, no reference, no address."""
    return json.dumps({"fact": fact, "matter": str(matter_id), "at": at.isoformat()}).encode()


def is_safe_gateway(url: str) -> bool:
    """Whether text messages may go there: https, or plain http to this very machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def sign(key: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over ``timestamp.body``, in hexadecimal, for the gateway to compare."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()

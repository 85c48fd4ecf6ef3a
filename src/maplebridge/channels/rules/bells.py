"""What rings outside when something happens at a place: ids on a message bus, pure."""

from __future__ import annotations

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


def bell(fact: str, thing_id: UUID, at: datetime, *, of: str = "matter") -> bytes:
    """The payload: which fact, which matter or task, when. No words, names, reference or address."""
    return json.dumps({"fact": fact, of: str(thing_id), "at": at.isoformat()}).encode()

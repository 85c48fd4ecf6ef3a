"""The two doors to the outside: an MQTT broker and an SMS gateway. Each call is tried once.

Retries belong to the caller: the outbox for bells, the person at the sign-in page for codes.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO
from uuid import uuid4

import paho.mqtt.client as mqtt
from django.conf import settings
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from maplebridge.core.errors import RuleBroken

from .rules import EXPIRY_SECONDS, Broker, is_safe_gateway, read_broker, sign

CONNECT_SECONDS = 3.0
PUBLISH_SECONDS = 5.0
SMS_SECONDS = 5.0


class NotDelivered(Exception):
    """The other side did not take the message. Nothing is known to have arrived; try again."""


def publish(topic: str, payload: bytes) -> None:
    """Hand one message to the broker with QoS 1 and wait until it says that it has it.

    Raises NotDelivered when the broker is away, refuses, or stays silent for PUBLISH_SECONDS.
    """
    broker = read_broker(settings.MQTT_URL)
    client = _client(broker)
    answered = threading.Event()
    refusals: list[str] = []

    def connected(
        client: mqtt.Client, data: object, flags: object, code: ReasonCode, more: object
    ) -> None:
        if code.is_failure:
            refusals.append(str(code))
        answered.set()

    client.on_connect = connected
    try:
        client.connect(broker.host, broker.port, keepalive=30, clean_start=True)
        client.loop_start()
        if not answered.wait(CONNECT_SECONDS) or refusals:
            raise NotDelivered(f"the MQTT broker refused: {refusals or 'no answer'}")
        _publish_and_wait(client, topic, payload)
    except (OSError, ValueError, RuntimeError) as problem:
        raise NotDelivered(f"the MQTT broker is away: {problem}") from problem
    finally:
        client.disconnect()
        client.loop_stop()


def _client(broker: Broker) -> mqtt.Client:
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2,
        client_id=f"maplebridge-{uuid4().hex[:12]}",
        protocol=mqtt.MQTTv5,
        reconnect_on_failure=False,
    )
    client.connect_timeout = CONNECT_SECONDS
    if broker.user:
        client.username_pw_set(broker.user, broker.password)
    if broker.tls:
        client.tls_set_context(ssl.create_default_context())
    return client


def _publish_and_wait(client: mqtt.Client, topic: str, payload: bytes) -> None:
    properties = Properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval = EXPIRY_SECONDS
    properties.ContentType = "application/json"
    taken = threading.Event()
    refusals: list[str] = []

    def acknowledged(
        client: mqtt.Client, data: object, mid: int, code: ReasonCode, more: object
    ) -> None:
        if code.is_failure:
            refusals.append(str(code))
        taken.set()

    client.on_publish = acknowledged
    client.publish(topic, payload, qos=1, properties=properties)
    if not taken.wait(PUBLISH_SECONDS) or refusals:
        raise NotDelivered(f"the MQTT broker did not take it: {refusals or 'no answer'}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed message goes to the configured address and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def send_sms(phone: str, text: str) -> None:
    """Hand one text message to the configured gateway, signed.

    POST JSON {"to", "text"} with headers X-Maplebridge-Timestamp (seconds since 1970) and
    X-Maplebridge-Signature: sha256=HMAC-SHA256(key, timestamp.body). Raises RuleBroken
    `channels_no_sms_gateway` when none is set or its address is not https, and
    `channels_sms_not_sent` on any answer other than 2xx.
    """
    url, key = settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY
    if not url or not key or not is_safe_gateway(url):
        raise RuleBroken("channels_no_sms_gateway")
    body = json.dumps({"to": phone, "text": text}, ensure_ascii=False).encode()
    timestamp = str(int(time.time()))
    request = urllib.request.Request(
        url,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-Maplebridge-Timestamp": timestamp,
            "X-Maplebridge-Signature": f"sha256={sign(key, timestamp, body)}",
        },
    )
    try:
        with _opener.open(request, timeout=SMS_SECONDS):
            return
    except (urllib.error.URLError, HTTPException, OSError) as problem:
        raise RuleBroken("channels_sms_not_sent") from problem

"""The door to an MQTT broker. Each call is tried once; the outbox tries again."""

from __future__ import annotations

import ssl
import threading
from uuid import uuid4

import paho.mqtt.client as mqtt
from django.conf import settings
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ..rules import EXPIRY_SECONDS, Broker, read_broker

CONNECT_SECONDS = 3.0
PUBLISH_SECONDS = 5.0


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

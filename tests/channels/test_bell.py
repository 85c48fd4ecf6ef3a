"""The bell rings on a real broker, carries ids only, and rings later when the broker was away."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from maplebridge import events
from maplebridge.channels.adapters import NotDelivered
from maplebridge.channels.handlers import ring_the_bell
from maplebridge.channels.rules import read_broker
from tests.servers import Broker, free_port, mosquitto

NOW = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.mqtt


class Listener:
    """A screen in the village office: hears everything below maplebridge/1/."""

    def __init__(self, port: int) -> None:
        self.heard: queue.Queue[mqtt.MQTTMessage] = queue.Queue()
        ready: queue.Queue[bool] = queue.Queue()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self.client.on_message = lambda client, data, message: self.heard.put(message)
        self.client.on_subscribe = lambda *arguments: ready.put(True)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        self.client.subscribe("maplebridge/1/#", qos=1)
        ready.get(timeout=10)

    def next(self) -> mqtt.MQTTMessage:
        return self.heard.get(timeout=10)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def listener(broker: Broker, settings: Any) -> Iterator[Listener]:
    settings.MQTT_URL = broker.url
    made = Listener(broker.port)
    yield made
    made.close()


def reported() -> events.MatterReported:
    return events.MatterReported(matter_id=uuid4(), place_id=uuid4())


def test_the_bell_arrives_on_the_topic_of_the_place(listener: Listener) -> None:
    fact = reported()
    ring_the_bell(fact, now=NOW)
    message = listener.next()
    assert message.topic == f"maplebridge/1/place/{fact.place_id}/matters"
    assert message.qos == 1
    assert not message.retain
    assert 0 < message.properties.MessageExpiryInterval <= 86_400


def test_the_bell_says_ids_and_nothing_about_people(listener: Listener) -> None:
    fact = reported()
    ring_the_bell(fact, now=NOW)
    assert json.loads(listener.next().payload) == {
        "fact": "MatterReported",
        "matter": str(fact.matter_id),
        "at": NOW.isoformat(),
    }


def test_without_a_broker_there_is_nothing_to_do(settings: Any) -> None:
    settings.MQTT_URL = ""
    ring_the_bell(reported(), now=NOW)


def test_a_broker_that_is_away_is_an_error_within_seconds(settings: Any) -> None:
    settings.MQTT_URL = f"mqtt://127.0.0.1:{free_port()}"
    began = datetime.now(UTC)
    with pytest.raises(NotDelivered):
        ring_the_bell(reported(), now=NOW)
    assert (datetime.now(UTC) - began).total_seconds() < 5


def test_a_broker_that_never_answers_is_an_error_within_seconds(settings: Any) -> None:
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.MQTT_URL = f"mqtt://127.0.0.1:{silent.getsockname()[1]}"
        began = datetime.now(UTC)
        with pytest.raises(NotDelivered):
            ring_the_bell(reported(), now=NOW)
        assert (datetime.now(UTC) - began).total_seconds() < 8


@pytest.mark.parametrize("url", ["http://host", "mqtt://", "mosquitto", "mqtt://host:port"])
def test_an_address_that_is_no_broker_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        read_broker(url)


def test_mqtts_asks_for_tls_on_its_own_port() -> None:
    broker = read_broker("mqtts://bell:s%40fe@bus.example")
    assert (broker.tls, broker.port, broker.user, broker.password) == (True, 8883, "bell", "s@fe")


@pytest.mark.django_db(transaction=True)
def test_a_bell_for_a_broker_that_was_away_rings_when_it_is_back(settings: Any) -> None:
    from datetime import timedelta

    from django.db import transaction

    from maplebridge.core import outbox
    from maplebridge.core.models import Delivery

    settings.MQTT_URL = f"mqtt://127.0.0.1:{free_port()}"
    fact = reported()
    with transaction.atomic():
        outbox.tell(fact, now=NOW)
    bell = Delivery.objects.filter(handler="maplebridge.channels.handlers.ring_the_bell")
    Delivery.objects.exclude(pk=bell.get().pk).delete()
    assert outbox.deliver_due(10, NOW).failed == 1
    due_again = bell.get().due_at
    assert due_again > NOW
    with mosquitto() as back:
        settings.MQTT_URL = back.url
        listener = Listener(back.port)
        assert outbox.deliver_due(10, due_again + timedelta(seconds=1)).done == 1
        assert json.loads(listener.next().payload)["matter"] == str(fact.matter_id)
        listener.close()
    assert bell.get().state == "done"

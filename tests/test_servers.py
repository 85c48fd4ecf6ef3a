"""The private servers work as the suites expect them to."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import pytest

from tests import servers
from tests.conftest import cannot_run


@pytest.mark.mqtt
def test_the_broker_passes_a_message_on(broker: servers.Broker) -> None:
    from paho.mqtt.client import Client, MQTTMessage, MQTTv5
    from paho.mqtt.enums import CallbackAPIVersion

    heard: queue.Queue[bytes | bytearray] = queue.Queue()
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)

    def hear(client: Client, _: Any, message: MQTTMessage) -> None:
        heard.put(message.payload)

    def ring(client: Client, *_: Any) -> None:
        client.publish("bell", b"ring", qos=1)

    client.on_message, client.on_subscribe = hear, ring
    client.connect("127.0.0.1", broker.port)
    client.subscribe("bell", qos=1)
    client.loop_start()
    assert heard.get(timeout=5) == b"ring"
    client.disconnect()
    client.loop_stop()


@pytest.mark.crash
def test_a_private_postgresql_leaves_nothing_behind() -> None:
    import psycopg

    try:
        with servers.postgres() as cluster, psycopg.connect(cluster.url()) as connection:
            row = connection.execute("SHOW server_encoding").fetchone()
    except servers.Missing as missing:
        cannot_run(missing)
    assert row == ("UTF8",)
    assert not cluster.folder.exists()
    with pytest.raises(TimeoutError):
        servers.wait_for_port(cluster.port, seconds=0.2)


GOOD = "<!doctype html><html lang=zh><title>楓橋</title><main><h1>你好</h1><p{}>街坊</p></main>"


@pytest.mark.browser
def test_the_browser_shows_a_page_and_faint_words_are_found(
    browser: Any, accessibility_faults: Callable[[Any], list[str]]
) -> None:
    page = browser.new_page()
    page.set_content(GOOD.format(""))
    assert accessibility_faults(page) == []
    page.set_content(GOOD.format(" style='color:#ccc;background:#fff'"))
    faults = accessibility_faults(page)
    assert any("color-contrast" in fault for fault in faults), faults
    assert any("Guideline1_4" in fault for fault in faults), faults
    page.close()

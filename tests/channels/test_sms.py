"""A text message goes to the configured gateway only, signed, and its refusal is said."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from maplebridge.channels.adapters import send_sms
from maplebridge.channels.rules import is_safe_gateway
from maplebridge.core.errors import RuleBroken

KEY = "a shared secret"


class Gateway:
    """A stub gateway: keeps what it got, answers `status`."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 202
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.got.append((dict(self.headers.items()), body))
                self.send_response(gateway.status)
                if gateway.status == 307:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/send"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    made = Gateway()
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY = made.url, KEY
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_gateway_can_check_who_sent_it_and_when(gateway: Gateway) -> None:
    send_sms("13800000000", "您的验证码是 123456")
    headers, body = gateway.got[0]
    assert json.loads(body) == {"to": "13800000000", "text": "您的验证码是 123456"}
    stamp = headers["X-Maplebridge-Timestamp"]
    signed = hmac.new(KEY.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Maplebridge-Signature"] == f"sha256={signed}"
    assert abs(int(stamp) - time.time()) < 60


@pytest.mark.parametrize("status", [307, 400, 500, 503])
def test_any_other_answer_is_an_error_and_is_tried_once(gateway: Gateway, status: int) -> None:
    gateway.status = status
    with pytest.raises(RuleBroken) as refused:
        send_sms("13800000000", "x")
    assert refused.value.code == "channels_sms_not_sent"
    assert "13800000000" not in refused.value.sentence
    assert len(gateway.got) == 1


def test_a_gateway_that_is_away_is_an_error(settings: Any, gateway: Gateway) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/send"
    with pytest.raises(RuleBroken) as refused:
        send_sms("13800000000", "x")
    assert refused.value.code == "channels_sms_not_sent"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://sms.example/send", True),
        ("http://127.0.0.1:8080/send", True),
        ("http://[::1]/send", True),
        ("http://localhost/send", True),
        ("http://sms.example/send", False),
        ("http://127.0.0.1.evil.example/send", False),
        ("http://localhost.evil.example/", False),
        ("http://user@127.0.0.1/", False),
        ("http://10.0.0.1/", False),
        ("ftp://127.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_messages_travel_encrypted_or_not_at_all(settings: Any, url: str, safe: bool) -> None:
    assert is_safe_gateway(url) is safe
    if not safe:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY = url, KEY
        with pytest.raises(RuleBroken) as refused:
            send_sms("13800000000", "x")
        assert refused.value.code == "channels_no_sms_gateway"


def test_a_gateway_without_a_key_is_not_used(settings: Any, gateway: Gateway) -> None:
    settings.SMS_GATEWAY_KEY = ""
    with pytest.raises(RuleBroken):
        send_sms("13800000000", "x")
    assert gateway.got == []

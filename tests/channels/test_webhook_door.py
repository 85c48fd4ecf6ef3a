"""A message to an address that somebody typed in never reaches our own network, and ends in time."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.channels import adapters
from maplebridge.channels.adapters import webhooks as door
from maplebridge.channels.rules.webhooks import (
    RETRIES,
    is_public,
    next_try,
    read_target,
    rest_seconds,
    retry_after,
)
from tests.channels.receiver import receiving

NOW = timezone.now().replace(microsecond=0)


# Never into our own network -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("feff::1%eth0", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_which_addresses_lie_on_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://hooks.example/a?b=c", True),
        ("https://hooks.example:8443/", True),
        ("http://127.0.0.1:9000/", True),
        ("http://hooks.example/", False),
        ("https://hooks.example:22/", False),
        ("https://hooks.example:99999/", False),
        ("https://user:pw@hooks.example/", False),
        ("https://hooks.example/#a", False),
        ("https:///a", False),
        ("ftp://hooks.example/", False),
        ("https://hooks.example/a b", False),
        ("https://hooks.example/\r\nX: y", False),
        ("https://例子.example/", False),
        ("https://hooks.example/" + "a" * 1000, False),
        ("", False),
    ],
)
def test_which_addresses_may_be_typed_in(url: str, fits: bool) -> None:
    assert (read_target(url, ["127.0.0.1"]) is not None) is fits


def _resolves_to(monkeypatch: pytest.MonkeyPatch, *rounds: list[str]) -> list[str]:
    """The names that were asked for; each round answers one question."""
    asked: list[str] = []
    left = list(rounds)

    def getaddrinfo(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(door.socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["10.0.0.7"], ["169.254.169.254"], ["93.184.216.34", "127.0.0.1"]]
)
def test_a_name_that_leads_inside_is_not_called(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    monkeypatch.setattr(
        door.socket, "create_connection", lambda *_: pytest.fail("it was called all the same")
    )
    _resolves_to(monkeypatch, found)
    answer = adapters.post("https://inside.example/", b"{}", {})
    assert (answer.status, answer.problem) == (0, "private")


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that means our own machine a moment later gains nothing."""
    asked = _resolves_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    called: list[tuple[str, int]] = []

    def create_connection(where: tuple[str, int], *rest: Any) -> socket.socket:
        called.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(door.socket, "create_connection", create_connection)
    answer = adapters.post("https://rebinding.example/", b"{}", {})
    assert answer.problem == "connection"
    assert (asked, called) == (["rebinding.example"], [("93.184.216.34", 443)])


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.WEBHOOK_HOSTS = ["localhost"]
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
         certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with receiving() as made:
        made.server.socket = context.wrap_socket(made.server.socket, server_side=True)
        url = f"https://localhost:{made.server.server_port}/"
        assert adapters.post(url, b"{}", {}).problem == "certificate"
        assert made.got == []


def test_a_receiver_that_drips_is_cut_off_too(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Each byte comes in time, the answer never does."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(door, "SECONDS", 0.5)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stop.wait(0.1):
                    try:
                        connection.sendall(b"X: y\r\n")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        answer = adapters.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        stop.set()
    assert (answer.status, answer.problem) == (0, "timeout")


def test_a_name_that_nobody_answers_for_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that hangs is left behind in time, and only so many of them hang at once."""
    monkeypatch.setattr(door, "SECONDS", 0.3)
    monkeypatch.setattr(door, "_resolving", threading.BoundedSemaphore(2))
    stop, asked = threading.Event(), list[str]()

    def getaddrinfo(host: str, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        stop.wait(30)
        raise socket.gaierror

    monkeypatch.setattr(door.socket, "getaddrinfo", getaddrinfo)
    began = time.monotonic()
    answers = [adapters.post("https://slow.example/", b"{}", {}) for _ in range(4)]
    took = time.monotonic() - began
    stop.set()
    assert [(one.status, one.problem) for one in answers] == [(0, "timeout")] * 4
    assert len(asked) == 2, "the others were not even asked"
    assert took < 10


def test_the_time_that_a_name_took_is_gone_for_the_rest(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = ["slow.example"]
    monkeypatch.setattr(door, "SECONDS", 1.0)
    allowed: list[float] = []

    def getaddrinfo(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        time.sleep(0.5)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    def create_connection(where: Any, timeout: float) -> socket.socket:
        allowed.append(timeout)
        raise ConnectionRefusedError

    monkeypatch.setattr(door.socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(door.socket, "create_connection", create_connection)
    assert adapters.post("https://slow.example/", b"{}", {}).problem == "connection"
    assert 0 < allowed[0] <= 0.5


def test_a_receiver_that_drips_in_the_handshake_is_cut_off_too(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The first record of TLS announces 16 kB and comes byte by byte."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(door, "SECONDS", 0.5)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.sendall(b"\x16\x03\x03\x3f\xff\x02")
                while not stop.wait(0.1):
                    connection.sendall(b"\0")

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        answer = adapters.post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        took = time.monotonic() - began
        stop.set()
    assert (answer.status, answer.problem) == (0, "timeout")
    assert took < 10


# Figures ------------------------------------------------------------------------------------


def test_the_retries_grow_and_end() -> None:
    waits = [next_try(n, NOW, NOW, 0.0) for n in range(1, len(RETRIES) + 1)]
    assert [int((at - NOW).total_seconds()) for at in waits if at] == list(RETRIES)
    assert next_try(len(RETRIES) + 1, NOW, NOW, 0.0) is None
    late = next_try(1, NOW, NOW, 1.0)
    assert late
    assert (late - NOW).total_seconds() == 6.0
    assert next_try(1, NOW, NOW + timedelta(hours=97), 0.0) is None


@pytest.mark.parametrize(
    ("failures", "asked", "seconds"),
    [(1, None, 10), (2, None, 20), (5, None, 160), (50, None, 3600), (1, 90, 90), (1, 10**7, 3600)],
)
def test_how_long_an_endpoint_rests(failures: int, asked: int | None, seconds: int) -> None:
    assert rest_seconds(failures, asked) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), (" 7 ", 7), ("-1", None), ("soon", None), ("٣", None), ("9" * 9, None), (None, None)],
)  # fmt: skip
def test_retry_after_is_whole_seconds(text: str | None, seconds: int | None) -> None:
    assert retry_after(text) == seconds

"""The door to addresses that somebody typed in: never into our own network, never for long."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from maplebridge import __version__

from ..rules.webhooks import Target, is_public, read_target, retry_after

SECONDS = 15.0
"""From the question for the name to the last header; a receiver that drips is cut off."""
RESOLVING_MAX = 8
"""Questions for names that may hang at once. The system's resolver cannot be stopped, only left
behind; beyond these nothing more is asked until one of them ends."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or 0 and the code of what went wrong on the way."""

    status: int
    problem: str = ""
    retry_after: int | None = None


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST once and look at the status alone. Never raises for what the other side does.

    The name is resolved here, every address of it is looked at, and the connection goes to the
    address that was looked at: a name that means something else a moment later gains nothing.
    """
    target, until = read_target(url, settings.WEBHOOK_HOSTS), time.monotonic() + SECONDS
    if target is None:
        return Answer(0, "address")
    try:
        address = _resolve(target, until)
    except TimeoutError:
        return Answer(0, "timeout")
    except (OSError, UnicodeError):
        return Answer(0, "name")
    if address is None:
        return Answer(0, "private")
    left = _left(until)
    if not left:
        return Answer(0, "timeout")
    connection = _Pinned(target, address, left)
    cutter = threading.Timer(left, connection.cut)
    cutter.daemon = True
    cutter.start()
    try:
        return _exchange(connection, target, body, headers)
    except ssl.SSLError:
        return Answer(0, "timeout" if connection.was_cut else "certificate")
    except TimeoutError:
        return Answer(0, "timeout")
    except (OSError, http.client.HTTPException):
        return Answer(0, "timeout" if connection.was_cut else "connection")
    finally:
        cutter.cancel()
        connection.close()


def _exchange(
    connection: _Pinned, target: Target, body: bytes, headers: Mapping[str, str]
) -> Answer:
    connection.request("POST", target.path, body, {**_OWN, **headers})
    response = connection.getresponse()
    if connection.was_cut:  # the end of the headers was our own cut
        raise TimeoutError
    return Answer(response.status, retry_after=retry_after(response.headers.get("Retry-After")))


_OWN = {
    "Content-Type": "application/json",
    "User-Agent": f"Maplebridge/{__version__}",
    "Accept": "*/*",
}


def _resolve(target: Target, until: float) -> str | None:
    """The first address of the name; None when any of them is not public. Raises OSError, and
    TimeoutError when no answer came `until` then.

    One bad address among good ones is a trick or a fault: then nothing is sent.
    """
    found = _look_up(target, until)
    addresses = [str(where[0]) for *_, where in found]
    if target.host not in settings.WEBHOOK_HOSTS and not all(map(is_public, addresses)):
        return None
    return addresses[0]


def _look_up(target: Target, until: float) -> list[Any]:
    """What the system's resolver says, in a thread that is left to itself when it says nothing."""
    room = _resolving
    if not room.acquire(timeout=_left(until)):
        raise TimeoutError
    said: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            said.set_result(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))
        except Exception as problem:  # it is raised where the answer is waited for
            said.set_exception(problem)
        finally:
            room.release()

    threading.Thread(target=ask, daemon=True, name="resolving").start()
    return said.result(timeout=_left(until))


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


_resolving = threading.BoundedSemaphore(RESOLVING_MAX)


class _Pinned(http.client.HTTPConnection):
    """Connects to one address, whatever the name means by now; the certificate is for the name."""

    def __init__(self, target: Target, address: str, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._address, self._tls = address, target.tls
        self.default_port = 443 if target.tls else 80
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self.was_cut:
            raise TimeoutError
        if self._tls:
            context = ssl.create_default_context()
            # Wrapping takes the socket away: only the wrapped one can be cut in the handshake.
            wrapped = context.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = wrapped
            if self.was_cut:
                raise TimeoutError
            wrapped.do_handshake()

    def cut(self) -> None:
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

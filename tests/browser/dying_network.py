"""A wire between browser and server that can be cut: before a byte, in the middle, before the answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

REPORT_SENT = b"POST /matters/report/outbox/ "


class Wire:
    """A TCP proxy on 127.0.0.1. While it is cut, nobody is answered."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._open: set[socket.socket] = set()
        self._bytes_left: int | None = None
        self._swallow = b""
        self.cut = False
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._ear.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def die(self) -> None:
        """Cut it: what is open breaks, what comes is refused."""
        self.cut = True
        for each in list(self._open):
            _end(each)

    def die_after(self, sent: int) -> None:
        """Cut it when the browser has sent so many bytes more."""
        self._bytes_left = sent

    def die_before_the_answer_to(self, request: bytes) -> None:
        """Let the server do what is asked, and cut it when the answer comes."""
        self._swallow = request

    def mend(self) -> None:
        self.cut, self._bytes_left, self._swallow = False, None, b""

    def close(self) -> None:
        self.die()
        self._ear.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._ear.accept()
                if self.cut:
                    _end(browser)
                    continue
                server = socket.create_connection(("127.0.0.1", self._target))
                self._open |= {browser, server}
                asked = threading.Event()
                for one, other, up in ((browser, server, True), (server, browser, False)):
                    threading.Thread(
                        target=self._carry, args=(one, other, up, asked), daemon=True
                    ).start()

    def _carry(
        self, one: socket.socket, other: socket.socket, up: bool, asked: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while got := one.recv(16_384):
                if up and self._swallow and self._swallow in got:
                    asked.set()
                if not up and asked.is_set():
                    self.die()
                    break
                if up and self._bytes_left is not None:
                    self._bytes_left -= len(got)
                    if self._bytes_left <= 0:
                        self.die()
                        break
                other.sendall(got)
        for each in (one, other):
            self._open.discard(each)
            _end(each)


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextlib.contextmanager
def wire_to(address: str) -> Iterator[Wire]:
    wire = Wire(int(address.rpartition(":")[2]))
    try:
        yield wire
    finally:
        wire.close()

"""What benchmarks share: processor time of process trees, a plain HTTP client, rounds of clients."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*roots: int) -> float:
    """Processor time of these processes and all that they started, ended ones included."""
    wanted, total = set(roots), 0.0
    for pid, parent, seconds in sorted(_processes()):
        if pid in wanted or parent in wanted:
            wanted.add(pid)
            total += seconds
    return total


def _processes() -> Iterator[tuple[int, int, float]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # utime, stime, and those of children that ended and were waited for
        yield int(path.parent.name), int(fields[1]), sum(map(int, fields[11:15])) / _TICK


@dataclass(slots=True)
class Answer:
    status: int
    body: bytes


class Client:
    """HTTP/1.1 on one kept connection, with as little work of its own as Python allows."""

    def __init__(self, port: int, cookies: str = "", csrf: str = "") -> None:
        self.port = port
        self._common = f"Host: 127.0.0.1:{port}\r\nConnection: keep-alive\r\n"
        self._common += f"Cookie: {cookies}\r\n" if cookies else ""
        self._common += f"X-CSRFToken: {csrf}\r\n" if csrf else ""
        self._socket: socket.socket | None = None

    def get(self, path: str, accept: str = "text/html") -> Answer:
        return self._send(f"GET {path} HTTP/1.1\r\n{self._common}Accept: {accept}\r\n\r\n".encode())

    def post_json(self, path: str, body: bytes) -> Answer:
        head = (
            f"POST {path} HTTP/1.1\r\n{self._common}Content-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self._send(head.encode() + body)

    def _send(self, request: bytes) -> Answer:
        for last_try in (False, True):
            try:
                self._connection().sendall(request)
                return self._receive()
            except (ConnectionError, IndexError):
                self._socket = None
                if last_try:
                    raise
        raise AssertionError("unreachable")

    def _connection(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), 60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _receive(self) -> Answer:
        assert self._socket is not None
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        names = head.lower()
        if b"content-length:" in names:
            length = int(names.split(b"content-length:")[1].split(b"\r\n")[0])
            while len(body) < length:
                body += self._more()
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        if b"connection: close" in names:
            self._socket.close()
            self._socket = None
        return Answer(int(head.split()[1]), body)

    def _more(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


@dataclass(slots=True)
class Round:
    """`count` operations in `seconds`, and the processor time that server and database spent."""

    count: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0

    @property
    def cpu_ms(self) -> float:
        return self.cpu * 1000 / self.count if self.count else 0.0

    def __add__(self, other: Round) -> Round:
        return Round(
            self.count + other.count,
            self.seconds + other.seconds,
            self.cpu + other.cpu,
            self.failures + other.failures,
        )


def run_clients(
    clients: list[Client], operation: Callable[[Client], Answer], seconds: float, *roots: int
) -> Round:
    """Let every client repeat `operation` for `seconds`; anything but 200 and 201 is a failure."""
    done, failures = [0] * len(clients), list[str]()
    began, cpu = time.monotonic(), cpu_seconds(*roots)
    stop = began + seconds

    def work(at: int) -> None:
        try:
            while time.monotonic() < stop:
                answer = operation(clients[at])
                if answer.status not in {200, 201}:
                    raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
                done[at] += 1
        except Exception as problem:
            failures.append(repr(problem))

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    return Round(sum(done), took, cpu_seconds(*roots) - cpu, failures)

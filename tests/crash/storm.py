"""A storm: each message by each way in, three times at once, while the worker is killed again and
again and the database is restarted in the middle.

A sender does as the real ones do: no answer, or one of a server in trouble, and the same is sent
again, until it is taken.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crash.ways_in import WAYS, Needed, Sent
from tests.servers import end_process, free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
COPIES = 3
SENDERS = 24
TRIES = 120
TAKEN = {200, 201}


@dataclass(slots=True)
class House:
    """A server and a worker on one database."""

    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    needed: Needed | None = None
    kills: int = 0
    _server: subprocess.Popen[bytes] | None = None
    _worker: subprocess.Popen[bytes] | None = None

    def ask(self, *order: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "tests.crash.ways_in", *order],
            cwd=ROOT, env=self.environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def open(self, count: int) -> None:
        self.needed = Needed(**self.ask("prepare", str(count)))
        self._server = self._run("serve", "--port", str(self.port), "--workers", "2")
        self.start_worker()
        wait_for_port(self.port, seconds=30)

    def start_worker(self) -> None:
        self._worker = self._run("worker")

    def kill_worker(self) -> None:
        assert self._worker
        self._worker.send_signal(signal.SIGKILL)
        self._worker.wait(10)
        self.kills += 1

    def close(self) -> None:
        for process in (self._worker, self._server):
            if process is not None:
                end_process(process.pid)
                process.wait(20)

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "maplebridge", *command],
            cwd=ROOT, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def opened(environment: Mapping[str, str], count: int) -> Iterator[House]:
    house = House(os.environ | environment)
    try:
        house.open(count)
        yield house
    finally:
        house.close()


def rage(
    house: House,
    count: int,
    *,
    in_the_middle: Callable[[], None] | None = None,
    seed: int = 20261127,
) -> dict[str, Any]:
    """Send `count` messages by each way, all in trouble; what became of them, when all is read."""
    dice, calm = random.Random(seed), threading.Event()
    killer = threading.Thread(target=_kill_again_and_again, args=(house, dice, calm))
    killer.start()
    try:
        _send_all(house, count, dice, in_the_middle)
    finally:
        calm.set()
        killer.join()
    return _when_all_is_read(house, count)


def _kill_again_and_again(house: House, dice: random.Random, calm: threading.Event) -> None:
    while not calm.wait(dice.uniform(1.5, 3.5)):
        house.kill_worker()
        house.start_worker()


def _send_all(
    house: House, count: int, dice: random.Random, in_the_middle: Callable[[], None] | None
) -> None:
    every = [(way, number) for way in WAYS for number in range(count)]
    dice.shuffle(every)
    half = len(every) // 2
    local = threading.local()
    with ThreadPoolExecutor(SENDERS) as pool:
        sent = [
            pool.submit(_deliver, house, local, way, number)
            for way, number in every[:half]
            for _ in range(COPIES)
        ]
        if in_the_middle is not None:
            in_the_middle()
        sent += [
            pool.submit(_deliver, house, local, way, number)
            for way, number in every[half:]
            for _ in range(COPIES)
        ]
        for one in sent:
            one.result()


def _deliver(house: House, local: threading.local, way: str, number: int) -> None:
    """Send until it is taken. Raises AssertionError for a refusal, or when nothing ever takes it."""
    assert house.needed
    for turn in range(TRIES):
        with suppress(OSError, http.client.HTTPException):
            status, body = _post(house.port, local, WAYS[way](number, house.needed))
            if status in TAKEN:
                return
            assert status >= 500 or status == 429, f"{way}: {status} {body[:300]!r}"
        time.sleep(min(1.0, 0.05 * (turn + 1)))
    raise AssertionError(f"{way} {number} was never taken")


def _post(port: int, local: threading.local, sent: Sent) -> tuple[int, bytes]:
    line = getattr(local, "line", None)
    if line is None:
        line = local.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("POST", sent.path, sent.body, sent.headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        raise


def _when_all_is_read(house: House, count: int) -> dict[str, Any]:
    """The count, once no delivery waits and every message is a matter, or after long patience."""
    patience = time.monotonic() + 60 + count / 2
    while True:
        left = house.ask("count")
        if not left["waiting"] and len(left["matters"]) >= count * len(WAYS):
            return left
        if time.monotonic() > patience:
            return left
        time.sleep(1)

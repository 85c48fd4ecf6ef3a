"""A storm: each message by each way in, three times at once, while the worker and the mail
listener are killed again and again and the database is cut off in the middle.

A sender does as the real ones do: no answer, or one of a server in trouble, and the same is sent
again, until it is taken.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.crash.nurse import ROOT, Nursery, wait_until_gone
from tests.crash.ways_in import BOX, WAYS, Mail, Needed, Sent, Step
from tests.servers import end_process, free_port, wait_for_port

COPIES = 3
SENDERS = 24
TRIES = 240
AWAY = (OSError, http.client.HTTPException, smtplib.SMTPException)


@dataclass(slots=True)
class House:
    """A server, a listener for mail and a worker on one database. All but the server are born in
    a nursery, so that a kill costs no second of imports and hits a worker at its work."""

    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    mail_port: int = field(default_factory=free_port)
    needed: Needed | None = None
    kills: int = 0
    _nursery: Nursery | None = None
    _server: subprocess.Popen[bytes] | None = None
    _worker: int = 0
    _mail: int = 0

    def ask(self, order: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._born().do("way_in", order=order, **more)
        return answer

    def open(self, count: int, needed: Needed | None = None) -> None:
        """Start everything; `needed` is what was prepared for `count` messages before."""
        self.needed = needed or Needed(**self.ask("prepare", senders=count))
        self._server = subprocess.Popen(
            [sys.executable, "-m", "maplebridge", "serve", "--port", str(self.port), "--workers", "2"],
            cwd=ROOT, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._start_listener()
        self.start_worker()
        for port in (self.port, self.mail_port):
            wait_for_port(port, seconds=60)

    def start_worker(self) -> None:
        self._worker = self._born().do("command", words=["worker"])

    def _start_listener(self) -> None:
        self._mail = self._born().do("command", words=["mail", "--port", str(self.mail_port)])

    def kill_worker(self) -> None:
        _kill(self._worker)
        self.kills += 1

    def kill_listener(self) -> None:
        _kill(self._mail)
        self._start_listener()

    def close(self) -> None:
        for pid in filter(None, (self._worker, self._mail)):
            end_process(pid)
            wait_until_gone(pid)
        if self._server is not None:
            end_process(self._server.pid)
            self._server.wait(20)
        if self._nursery is not None:
            self._nursery.close()

    def _born(self) -> Nursery:
        self._nursery = self._nursery or Nursery(self.environment)
        return self._nursery


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)


@contextmanager
def opened(
    environment: Mapping[str, str], count: int, needed: Needed | None = None
) -> Iterator[House]:
    house = House(os.environ | environment)
    try:
        house.open(count, needed)
        yield house
    finally:
        house.close()


def rage(
    house: House,
    numbers: range,
    *,
    in_the_middle: Callable[[], None] | None = None,
    kill_after: tuple[float, float] = (1.5, 3.5),
    seed: int = 20261127,
) -> None:
    """Send these messages by each way, all in trouble. Returns when each copy of each was taken.

    The worker lives `kill_after` seconds at least and at most.
    """
    dice, calm = random.Random(seed + numbers.start), threading.Event()
    killer = threading.Thread(target=_kill_again_and_again, args=(house, dice, calm, kill_after))
    killer.start()
    try:
        _send_all(house, numbers, dice, in_the_middle)
    finally:
        calm.set()
        killer.join()


def _kill_again_and_again(
    house: House, dice: random.Random, calm: threading.Event, kill_after: tuple[float, float]
) -> None:
    """The worker every few seconds, the listener every third time."""
    while not calm.wait(dice.uniform(*kill_after)):
        house.kill_worker()
        house.start_worker()
        if house.kills % 3 == 0:
            house.kill_listener()


def _send_all(
    house: House, numbers: range, dice: random.Random, in_the_middle: Callable[[], None] | None
) -> None:
    every = [(way, number) for way in WAYS for number in numbers]
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
        try:
            for one in sent:
                one.result()
        except BaseException:  # told to stop, or refused: the others need not be sent first
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _deliver(house: House, local: threading.local, way: str, number: int) -> None:
    """Send until it is taken. Raises AssertionError for a refusal, or when nothing ever takes it."""
    assert house.needed
    at = 0
    for turn in range(TRIES):
        steps = WAYS[way](number, house.needed)
        with suppress(*AWAY):
            at = _go_on(house, local, way, steps, at)
            if at == len(steps):
                return
        time.sleep(min(1.0, 0.05 * (turn + 1)))
    raise AssertionError(f"{way} {number} was never taken")


def _go_on(house: House, local: threading.local, way: str, steps: list[Step], at: int) -> int:
    """How many of the steps are done, after another try from step `at` on."""
    for step in steps[at:]:
        if isinstance(step, Mail):
            _hand_over(house.mail_port, local, step)
        else:
            status, body = _request(house.port, local, step)
            if status in step.anew:
                return 0
            if status not in step.taken:
                assert status >= 500 or status == 429, f"{way}: {status} {body[:600]!r}"
                return at
        at += 1
    return at


def _hand_over(port: int, local: threading.local, mail: Mail) -> None:
    """By LMTP on a kept connection. Raises SMTPException or OSError when it was not taken."""
    line = getattr(local, "mail", None)
    try:
        if line is None:
            line = local.mail = smtplib.LMTP("127.0.0.1", port, timeout=30)
        line.sendmail(mail.sender, [BOX], mail.raw)
    except (OSError, smtplib.SMTPException):
        if line is not None:
            line.close()
        local.mail = None
        raise


def _request(port: int, local: threading.local, sent: Sent) -> tuple[int, bytes]:
    line = getattr(local, "line", None)
    if line is None:
        line = local.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request(sent.method, sent.path, sent.body, sent.headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        raise


def when_all_is_read(
    house: House, count: int, *, tell: Callable[[dict[str, Any]], None] | None = None
) -> dict[str, Any]:
    """The count, once no delivery waits and every message is a matter; or as it is, when nothing
    has moved for two minutes."""
    moved, waited = time.monotonic(), (-1, -1)
    while True:
        left = house.ask("count")
        if not left["waiting"] and len(left["matters"]) >= count * len(WAYS):
            return left
        if tell is not None:
            tell(left)
        if (now := (left["waiting"], len(left["matters"]))) != waited:
            moved, waited = time.monotonic(), now
        if time.monotonic() > moved + 120:
            return left
        if time.monotonic() > moved + 10:
            house.ask("hurry")
        time.sleep(1 if count < 100 else 20)

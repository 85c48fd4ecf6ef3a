"""Clients that post with retries while their connections and they themselves are killed.

Each client enters the same transfers, journals and reservations until each was acknowledged, and writes
down what was. Afterwards every one of them stands exactly once, nothing acknowledged is lost, and
no balance has drifted. benchmarks/ledger_storm.py runs it at length, test_concurrency.py in short.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS_EACH = 5
"""Rows of one round of a client: a transfer, a journal of two, a hold and what settles it."""


@dataclass
class Found:
    """What the storm came to."""

    kills: int
    crashes: int
    asked: int
    rows: int
    acknowledged: int
    lost: int
    drifted: int
    halves: int
    seconds: float

    @property
    def sound(self) -> bool:
        exact = self.rows == self.asked and not self.lost
        return exact and not self.drifted and not self.halves


def storm(
    url: str,
    folder: Path,
    *,
    clients: int,
    rounds: int,
    kills: int,
    crashes: int,
    seed: int = 20,
    terminate: Callable[[], int] | None = None,
) -> Found:
    """Run `clients` that do `rounds` each; `terminate` kills one connection and says how many.

    Goes on until all is acknowledged and as many kills and crashes were done; more rounds are asked
    for as long as kills are still to come.
    """
    dice = random.Random(seed)
    began = time.monotonic()
    running = {name: _start(url, folder, name, rounds) for name in map(str, range(clients))}
    asked = dict.fromkeys(running, rounds)
    done_kills = done_crashes = 0
    while running:
        time.sleep(dice.uniform(0.01, 0.05))
        if terminate and done_kills < kills:
            done_kills += terminate()
        name = dice.choice(sorted(running))
        process = running[name]
        # At most one crash for five kills: a client needs a moment to come to life again.
        due = done_crashes < crashes and done_kills * crashes >= done_crashes * kills
        if due and process.poll() is None and _acknowledged(folder, name, at_least=1):
            process.send_signal(signal.SIGKILL)
            process.wait()
            done_crashes += 1
            running[name] = _start(url, folder, name, asked[name])
        for one, other in list(running.items()):
            if other.poll() is None:
                continue
            assert other.returncode in {0, -signal.SIGKILL}, f"client {one}: {other.returncode}"
            if done_kills < kills or done_crashes < crashes:
                asked[one] += rounds
                running[one] = _start(url, folder, one, asked[one])
            else:
                del running[one]
    told = json.loads(client(url, "count", str(folder), json.dumps(asked)))
    return Found(done_kills, done_crashes, sum(asked.values()) * ROWS_EACH, **told,
                 seconds=time.monotonic() - began)  # fmt: skip


def _start(url: str, folder: Path, name: str, rounds: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.ledger.client", "persist", name, str(rounds)]
    return subprocess.Popen(
        [*command, str(folder / name)], cwd=ROOT, env=os.environ | {"LEDGER_URL": url}
    )


def client(url: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "tests.ledger.client", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"LEDGER_URL": url}, check=True,
        stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip


def _acknowledged(folder: Path, name: str, *, at_least: int) -> bool:
    file = folder / name
    return file.is_file() and file.stat().st_size >= at_least * 33


def terminator(url: str) -> Callable[[], int]:
    """Kills one connection of a client at random, from a connection of its own (PostgreSQL)."""
    import psycopg

    administrator = psycopg.connect(url, autocommit=True)

    def terminate() -> int:
        found = administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            " ORDER BY random() LIMIT 1"
        ).fetchall()
        return sum(bool(killed) for (killed,) in found)

    return terminate

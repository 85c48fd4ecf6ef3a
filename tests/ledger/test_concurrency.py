"""Many clients at once, and clients that die: nothing lost, nothing doubled, nothing below zero."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection

from . import storm
from .conftest import Clients


def finished(processes: list[subprocess.Popen[str]]) -> list[str]:
    outs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return outs


def test_racing_clients_lose_no_update_and_never_overdraw(clients: Clients) -> None:
    spenders = [clients.start("spend", str(seed), "15", "4") for seed in range(3)]
    folder = clients.start("fold", "20")
    outs = finished([*spenders, folder])
    taken = sum(json.loads(out)["taken"] for out in outs[:3])
    found = json.loads(clients.run("report"))
    assert found["rewards"] == 3 * 15 * 4
    assert found["redeemed"] == taken
    assert found["household"] == found["rewards"] - 2 * taken >= 0
    assert found["issuance"] == -found["rewards"]
    assert found["drifted"] == 0


def test_clients_that_ask_for_the_same_transfers_at_once_get_each_once(clients: Clients) -> None:
    finished([clients.start("replay", "same", "40") for _ in range(4)])
    found = json.loads(clients.run("report"))
    assert (found["rewards"], found["redeemed"]) == (40, 40)
    assert found["household"] == 40 * 3 - 40
    assert found["drifted"] == 0


@pytest.mark.crash
def test_clients_killed_and_replayed_leave_no_duplicate_and_no_drift(clients: Clients) -> None:
    dice = random.Random(20)
    seeds = ["a", "b", "c"]
    running = {seed: clients.start("replay", seed, "120") for seed in seeds}
    kills = 0
    deadline = time.monotonic() + 90
    while running and time.monotonic() < deadline:
        time.sleep(0.05 + dice.random() * 0.5)
        for seed, process in list(running.items()):
            if process.poll() is not None and process.returncode == 0:
                process.communicate()
                del running[seed]
        if running and kills < 20:
            seed = dice.choice(sorted(running))
            if running[seed].poll() is None:
                running[seed].send_signal(signal.SIGKILL)
                kills += 1
            running[seed].communicate()
            running[seed] = clients.start("replay", seed, "120")
    finished(list(running.values()))
    found = json.loads(clients.run("report"))
    assert kills >= 5
    assert (found["rewards"], found["redeemed"]) == (360, 360)
    assert found["household"] == 360 * 2
    assert found["drifted"] == 0


@pytest.mark.crash
def test_killed_connections_and_clients_enter_everything_exactly_once(
    clients: Clients, tmp_path: Path
) -> None:
    """The short form of `./dev bench ledger_storm`; on SQLite there are only clients to kill."""
    folder = tmp_path / "heard"
    folder.mkdir()
    kills, terminate = 0, None
    if connection.vendor == "postgresql":
        kills, terminate = 40, storm.terminator(clients.url)
    found = storm.storm(
        clients.url, folder, clients=3, rounds=15, kills=kills, crashes=5, terminate=terminate
    )
    assert (found.kills, found.crashes) == (kills, 5)
    assert found.sound, found
    assert found.acknowledged == found.rows

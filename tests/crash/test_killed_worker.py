"""A worker killed with signal 9 at random moments loses no fact and doubles none."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.nurse import ROOT, Nursery
from tests.migrated import migrated_beside_the_suite

KILLS = 50
FACTS_A_ROUND = 5
FACTS = KILLS * FACTS_A_ROUND

pytestmark = pytest.mark.crash


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of the same make as the suite's, empty and of its own, and a one-second lease."""
    with migrated_beside_the_suite(tmp_path) as url:
        yield os.environ | {
            "MAPLEBRIDGE_DATABASE_URL": url,
            "MAPLEBRIDGE_WIRING": "tests.crash.wiring",
            "MAPLEBRIDGE_LEASE_SECONDS": "1",
            "MAPLEBRIDGE_DATA_DIR": str(tmp_path),
            "MAPLEBRIDGE_LOG_LEVEL": "CRITICAL",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }


@pytest.fixture
def nursery(environment: dict[str, str]) -> Iterator[Nursery]:
    born = Nursery(environment)
    yield born
    born.close()


@pytest.mark.django_db
def test_fifty_kills_lose_no_fact_and_double_none(
    nursery: Nursery, environment: dict[str, str]
) -> None:
    dice = random.Random(20261123)
    nursery.do("prepare")
    for turn in range(KILLS):
        nursery.do("tell", first=1 + turn * FACTS_A_ROUND, count=FACTS_A_ROUND)
        victim = nursery.do("work")
        time.sleep(dice.uniform(0.02, 0.35))
        os.kill(victim, signal.SIGKILL)
    _finish_with_the_real_command(nursery, environment)

    left = nursery.do("count")
    everything = list(range(1, FACTS + 1))
    assert left["states"] == {"done": 4 * FACTS}
    assert left["facts"] == 2 * FACTS
    assert left["effects"] == dict.fromkeys(("chain", "end", "hard", "row"), everything)
    assert left["audited"] == everything
    assert left["audit_sound"]
    assert left["recovered"], "no kill hit a delivery at work: the test proves nothing"


def _finish_with_the_real_command(nursery: Nursery, environment: dict[str, str]) -> None:
    """Start `maplebridge worker` as an operator would and end it by SIGTERM when all is done, or
    when nothing has moved for a minute."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "maplebridge", "worker", "--max-seconds", "600"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    moved, left = time.monotonic(), nursery.do("count")["states"]
    while left.keys() != {"done"} and time.monotonic() < moved + 60:
        nursery.do("hurry")
        time.sleep(0.5)
        if (now := nursery.do("count")["states"]) != left:
            moved, left = time.monotonic(), now
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0

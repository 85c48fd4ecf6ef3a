"""Who gives orders to the nursery, the process that forks workers: see nursery.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """One order at a time, from whichever thread."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment, text=True,
        )  # fmt: skip
        self._asked = Lock()
        assert self._answer() == "ready"

    def do(self, what: str, **arguments: Any) -> Any:
        assert self.process.stdin
        with self._asked:
            self.process.stdin.write(json.dumps({"do": what, "with": arguments}) + "\n")
            self.process.stdin.flush()
            return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the nursery died"
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


def wait_until_gone(pid: int, *, seconds: float = 20) -> None:
    """A child of the nursery has nobody who waits for it: the system takes it away by itself."""
    ends = time.monotonic() + seconds
    with suppress(ProcessLookupError):
        while time.monotonic() < ends:
            os.kill(pid, 0)
            time.sleep(0.01)
        raise AssertionError(f"process {pid} did not end")

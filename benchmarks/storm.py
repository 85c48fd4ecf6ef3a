"""10,000 messages by each way in, each sent three times at once, to a house in trouble.

The worker is killed with signal 9 every quarter of a minute, the listener for mail now and then, and
PostgreSQL is cut off in the middle of every fourth block. A proof, not a race: every message is one
matter, none is lost, none is taken for another's words. Exit status 1 otherwise.

Run: ./dev bench storm, or python -m benchmarks.storm --messages 500 --folder FOLDER

Messages go in blocks. With --folder everything stands there, and the same command goes on with the
first block that was not finished; a block that was cut off is sent once more, which changes nothing.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.crash.storm import COPIES, House, opened, rage, when_all_is_read
from tests.crash.ways_in import RECEIVED, SETTINGS, WAYS, Needed
from tests.servers import Cluster, postgres_again, postgres_pause, postgres_restart, postgres_start

BLOCK = 125
CUT_EVERY = 4
KILL_AFTER = (8.0, 25.0)
"""Seconds that a worker lives: long enough to do something, after the seconds that it starts in."""


@dataclass(slots=True)
class Progress:
    """How far the run is, kept in its folder after each block."""

    messages: int
    done: int = 0
    seconds: float = 0.0
    kills: int = 0
    cuts: int = 0
    needed: dict[str, Any] | None = None
    cluster: str = ""

    def keep(self, folder: Path) -> None:
        new = folder / "progress.new"
        new.write_text(json.dumps(asdict(self)))
        new.replace(folder / "progress.json")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="by each way in")
    parser.add_argument("--folder", type=Path, help="where it stands, to go on after a break")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped: run it again to go on"))
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        return _run(options.folder, options.messages)
    with tempfile.TemporaryDirectory(prefix="maplebridge-storm-") as folder:
        return _run(Path(folder), options.messages)


def _run(folder: Path, messages: int) -> int:
    kept = folder / "progress.json"
    progress = Progress(**json.loads(kept.read_text())) if kept.exists() else Progress(messages)
    if progress.messages != messages:
        print(f"{folder} holds a run of {progress.messages:,} messages")
        return 2
    with _database(folder, progress) as cluster:
        environment = SETTINGS | {
            "MAPLEBRIDGE_DATABASE_URL": cluster.url(),
            "MAPLEBRIDGE_DATA_DIR": str(folder),
            "MAPLEBRIDGE_SECRET_KEY": 50 * "k",
        }
        needed = Needed(**progress.needed) if progress.needed else None
        with opened(environment, messages, needed) as house:
            assert house.needed
            progress.needed = asdict(house.needed)
            progress.keep(folder)
            return _storm(house, cluster, progress, folder)


@contextmanager
def _database(folder: Path, progress: Progress) -> Iterator[Cluster]:
    """The database of the run, where it was left; it stays until the run is over."""
    if progress.cluster:
        cluster = postgres_again(Path(progress.cluster))
    else:
        cluster = postgres_start(durable=True)
        progress.cluster = str(cluster.folder)
        progress.keep(folder)
    try:
        yield cluster
    finally:
        postgres_pause(cluster)


def _storm(house: House, cluster: Cluster, progress: Progress, folder: Path) -> int:
    began, before = time.monotonic(), progress.seconds
    first = progress.done
    while progress.done < progress.messages:
        numbers = range(progress.done, min(progress.done + BLOCK, progress.messages))
        cut = progress.done // BLOCK % CUT_EVERY == 1 or progress.messages <= BLOCK
        kills = house.kills
        restart = partial(postgres_restart, cluster) if cut else None
        rage(house, numbers, in_the_middle=restart, kill_after=KILL_AFTER)
        progress.done = numbers.stop
        progress.kills += house.kills - kills
        progress.cuts += cut
        progress.seconds = before + time.monotonic() - began
        progress.keep(folder)
        pace = (time.monotonic() - began) / (progress.done - first)
        left = pace * (progress.messages - progress.done) / 60
        print(
            f"{progress.done:,} of {progress.messages:,} by each of {len(WAYS)} ways taken, "
            f"{progress.seconds:.0f} s, {progress.kills} kills, {progress.cuts} cuts, "
            f"about {left:.0f} min of sending left",
            flush=True,
        )
    counted = when_all_is_read(house, progress.messages, tell=_tell)
    progress.seconds = before + time.monotonic() - began
    progress.keep(folder)
    return _judge(counted, progress)


def _tell(left: dict[str, Any]) -> None:
    print(f"{len(left['matters']):,} matters, {left['waiting']:,} deliveries wait", flush=True)


def _judge(left: dict[str, Any], progress: Progress) -> int:
    count, found = progress.messages, left["matters"]
    wanted = {f"{way}-{number:06}" for way in WAYS for number in range(count)}
    lost, doubled = len(wanted - set(found)), sum(1 for times in found.values() if times > 1)
    kept = {channel: left["incoming"].get(channel, 0) for channel in RECEIVED}
    print(f"{count:,} messages by each of {', '.join(WAYS)}, {COPIES} times at once")
    print(
        f"in {progress.seconds:.0f} s; worker killed {progress.kills} times, "
        f"database cut off {progress.cuts} times"
    )
    print(f"matters {sum(found.values()):,}, lost {lost}, doubled {doubled}; received {kept}")
    print(
        f"photos {left['photos']}, taken for more words {left['said_more']}, "
        f"waiting {left['waiting']}, dead {left['dead']}"
    )
    bad: list[Any] = [lost, doubled, set(found) - wanted, set(kept.values()) - {count}]
    bad += [left["said_more"], left["waiting"], left["dead"]]
    return 1 if any(bad) else 0


if __name__ == "__main__":
    sys.exit(main())

"""The ledger in a storm: 500 connections and 50 clients killed while posting with retries.

PostgreSQL with fsync on. It fails unless every row that was asked for stands exactly once, nothing
acknowledged is lost, no journal is there by half, and no balance has drifted.

Run: ./dev bench ledger_storm, or python -m benchmarks.ledger_storm [--kills 500 --crashes 50].
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.ledger.storm import client, storm, terminator
from tests.servers import postgres


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Kill connections and clients of the ledger.")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--crashes", type=int, default=50)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    with postgres(durable=True) as cluster, tempfile.TemporaryDirectory() as folder:
        client(cluster.url(), "migrate")
        found = storm(
            cluster.url(), Path(folder), clients=options.clients, rounds=options.rounds,
            kills=options.kills, crashes=options.crashes, seed=options.seed,
            terminate=terminator(cluster.url()),
        )  # fmt: skip
    print(
        f"{found.kills} connections and {found.crashes} clients killed in {found.seconds:.0f} s\n"
        f"{found.asked} rows asked for, {found.rows} stand, {found.acknowledged} acknowledged, "
        f"{found.lost} of these lost, {found.halves} journals by half, {found.drifted} accounts drifted"
    )
    print("exactly once" if found.sound else "NOT EXACTLY ONCE")
    return 0 if found.sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""10,000 messages by each way in, each sent three times at once, to a house in trouble.

The worker is killed with signal 9 every few seconds and PostgreSQL is cut off in the middle. A
proof, not a race: every message is one matter, none is lost, none is taken for another's words.
Exit status 1 otherwise. Run: ./dev bench storm, or python -m benchmarks.storm --messages 1000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from functools import partial

from tests.crash.storm import COPIES, opened, rage
from tests.crash.ways_in import SETTINGS, WAYS
from tests.servers import postgres, postgres_restart


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="by each way in")
    options = parser.parse_args()
    count, began = options.messages, time.monotonic()
    with postgres(durable=True) as cluster, tempfile.TemporaryDirectory() as folder:
        environment = SETTINGS | {
            "MAPLEBRIDGE_DATABASE_URL": cluster.url(),
            "MAPLEBRIDGE_DATA_DIR": folder,
            "MAPLEBRIDGE_SECRET_KEY": 50 * "k",
        }
        with opened(environment, count) as house:
            left = rage(house, count, in_the_middle=partial(postgres_restart, cluster))
            kills = house.kills
    wanted = {f"{way}-{number:06}" for way in WAYS for number in range(count)}
    found = left["matters"]
    lost, doubled = len(wanted - set(found)), sum(1 for times in found.values() if times > 1)
    print(f"{count:,} messages by each of {', '.join(WAYS)}, {COPIES} times at once")
    print(
        f"in {time.monotonic() - began:.0f} s; worker killed {kills} times, database cut off once"
    )
    print(f"matters {sum(found.values()):,}, lost {lost}, doubled {doubled}")
    print(
        f"taken for more words {left['said_more']}, waiting {left['waiting']}, dead {left['dead']}"
    )
    bad = [lost, doubled, left["said_more"], left["waiting"], left["dead"], set(found) - wanted]
    return 1 if any(bad) else 0


if __name__ == "__main__":
    sys.exit(main())

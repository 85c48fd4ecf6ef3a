"""`maplebridge seed`: fill an empty database with a fictional village, quarter, street or county."""

from __future__ import annotations

import argparse
import sys

HELP = "Fill an empty database with a fictional world for trying out, training and measuring."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--world",
        default="village",
        help="village, quarter, street, county, or a part of one: street/40 is a fortieth",
    )
    parser.add_argument("--seed", type=int, default=7, help="the same number makes the same rows")
    parser.add_argument("--resume", action="store_true", help="finish what was interrupted")


def run(options: argparse.Namespace) -> int:
    from maplebridge.worlds.seed import seed

    made = seed(world=options.world, seed=options.seed, progress=_say, resume=options.resume)
    print(
        f"{made.world}: {made.communities} communities, {made.people:,} people, "
        f"{made.matters:,} matters; {made.rows:,} rows in {made.seconds:.1f} s"
    )
    return 0


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)

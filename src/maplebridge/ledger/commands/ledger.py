"""maplebridge ledger verify: recompute every balance from the transfers and say where they differ."""

from __future__ import annotations

import argparse
from collections import Counter

HELP = "Check the ledger: recompute all balances from the transfers and report drift."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["verify"], help="what to do")


def run(options: argparse.Namespace) -> int:
    """Return 0 when every balance stands, 1 when an account drifted."""
    from ..queries import recomputed

    accounts = drifted = 0
    sums: Counter[str] = Counter()
    for found, differs in recomputed():
        accounts += 1
        sums[found.unit] += found.recomputed[0] - found.recomputed[1]
        if differs:
            drifted += 1
            print(
                f"DRIFT {found.unit} {found.kind} {found.account_id}: "
                f"kept {found.kept}, transfers say {found.recomputed}"
            )
    for unit, total in sorted(sums.items()):
        print(f"{unit}: in minus out over all accounts = {total}")
    print(f"{accounts} accounts, {drifted} drifted.")
    return 1 if drifted or any(sums.values()) else 0

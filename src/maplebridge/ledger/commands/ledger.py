"""maplebridge ledger verify: recompute every balance and every seal, and name the first bad row."""

from __future__ import annotations

import argparse
import sys
from uuid import UUID

HELP = "Check the ledger: recompute balances and seals from the rows; exit status 1 on a finding."
EVERY = 100_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["verify"], help="what to do")
    parser.add_argument("--book", type=UUID, metavar="BOOK_ID", help="only this book")


def run(options: argparse.Namespace) -> int:
    """Return 0 when everything stands, 1 when a row, a balance or a seal does not."""
    from ..queries import verify

    report = verify(book_id=options.book, progress=_Progress())
    for unit, total in sorted(report.sums.items()):
        print(f"{unit}: in minus out over all accounts = {total}")
    drifted = sum(fault.startswith("DRIFT") for fault in report.faults)
    print(f"{report.accounts} accounts, {drifted} drifted.")
    print(
        f"{report.seals} sealed periods, {report.lines} rows checked against their seal, "
        f"{report.unsealed} rows of these books still open."
    )
    for book, head in sorted(report.heads.items()):
        print(f"book {book}: head {head}")
    for fault in report.faults:
        print(f"✗ {fault}")
    if not report.faults:
        print(_sound(report.unsealed))
    return 1 if report.faults else 0


def _sound(unsealed: int) -> str:
    """What a check without a finding proves: of a row that no seal covers yet, the sums and no more."""
    if not unsealed:
        return "✓ nothing was changed, added or removed"
    return (
        "✓ nothing that is sealed was changed, added or removed\n"
        f"· {unsealed} open rows add up and break no rule; who entered one, when and what for "
        "is proved only once its period is sealed"
    )


class _Progress:
    """Says on standard error how far the check is, every hundred thousand rows."""

    def __init__(self) -> None:
        self.told = 0

    def __call__(self, rows: int) -> None:
        if rows // EVERY > self.told:
            self.told = rows // EVERY
            print(f"… {rows} rows", file=sys.stderr, flush=True)

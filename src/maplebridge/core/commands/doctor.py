"""`maplebridge doctor`: what stands between this server and its residents, with the cure for each."""

from __future__ import annotations

import argparse
import sys

HELP = "Check settings, database, fonts, gateways, worker and disk; say how to cure each problem."
NEEDS_DJANGO = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print problems only")


def run(options: argparse.Namespace) -> int:
    """Print one line a check; exit status 1 when something must be cured."""
    from maplebridge.core.commands import _checks

    problems = 0
    for finding in _checks.examine():
        problems += finding.mark == "✗"
        if finding.mark != "✓" or not options.quiet:
            print(f"{finding.mark} {finding.what}", flush=True)
        if finding.cure:
            print(f"    {finding.cure}", flush=True)
    if problems:
        print(f"\n{problems} to cure", file=sys.stderr)
    return 1 if problems else 0

"""`maplebridge review lots 2026-11`: draw the call-backs of a month again and compare."""

from __future__ import annotations

import argparse
from datetime import date

HELP = "draw the call-backs of a month again from their seed, and compare"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    lots = verbs.add_parser("lots", help=HELP)
    lots.add_argument("month", help="such as 2026-11")


def run(options: argparse.Namespace) -> int:
    """1 when the list is still the same and other matters were drawn from it."""
    from maplebridge.core.errors import RuleBroken
    from maplebridge.review import queries
    from maplebridge.review.models import CallSample

    try:
        sample = CallSample.objects.filter(month=date.fromisoformat(f"{options.month}-01")).first()
    except ValueError:
        sample = None
    if sample is None:
        raise RuleBroken("lots_missing", month=options.month)
    drawn, again = queries.draw_of(sample.month), queries.redrawn(sample)
    assert drawn is not None
    print(f"seed {drawn.seed}")
    print(f"version {drawn.rulebook}: {drawn.percent} of a hundred, at most {drawn.most}")
    if not again.same_list:
        print("matters of this month were opened again or forgotten since; those that differ:")
    elif not again.missing and not again.besides:
        print(f"the same {drawn.count} of {drawn.closed} are drawn again")
        return 0
    else:
        print("the list is the same, and the lots differ:")
    for sign, keys in (("+", again.missing), ("-", again.besides)):
        for key in keys:
            print(f"{sign} {key}")
    return int(again.same_list)

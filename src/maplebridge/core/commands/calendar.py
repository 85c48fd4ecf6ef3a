"""`maplebridge calendar`: enter a year's holidays from a file, or list what is known."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils import timezone

from maplebridge.core import actions, calendar
from maplebridge.core.viewer import SYSTEM

HELP = "Import a year's holidays and made-up working days from a CSV file."


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("import", help="replace one year by lines date,workday,name")
    load.add_argument("file", type=Path, help="such as 2027-02-08,0,春节 (0 off, 1 worked)")
    load.add_argument("--year", type=int, required=True)
    load.add_argument("--source", default="", help="the notice it comes from")
    verbs.add_parser("years", help="the years that are known")


def run(options: argparse.Namespace) -> int:
    if options.verb == "years":
        print(" ".join(str(year) for year in calendar.known_years()))
        return 0
    with options.file.open(encoding="utf-8-sig", newline="") as lines:
        count = actions.import_year(
            viewer=SYSTEM,
            year=options.year,
            lines=lines,
            source=options.source or options.file.name,
            now=timezone.now(),
        )
    print(f"{count} days of {options.year} differ from the plain week")
    return 0

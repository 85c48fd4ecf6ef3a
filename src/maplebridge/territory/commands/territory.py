"""`maplebridge territory`: load the division tree, draw grids from a file and write them to one."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

HELP = "load the division tree; import and export grids as GeoJSON"

SHIPPED = "divisions-3601.csv"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    divisions = verbs.add_parser("divisions", help="load streets and communities from a CSV")
    divisions.add_argument("--file", type=Path, help="level,code,name (default: Nanchang, shipped)")
    divisions.add_argument("--under", default="3601", help="4, 6, 9 or 12 digits: 3601, 360121")
    divisions.add_argument("--valid-from", type=date.fromisoformat, default=date(2023, 9, 11))
    divisions.add_argument("--source", default="", help="who published it (default: the remark)")
    divisions.add_argument("--rename", action="store_true", help="take over changed names")
    for verb, words in (
        ("import", "draw grids from GeoJSON"),
        ("export", "write grids as GeoJSON"),
    ):
        grids = verbs.add_parser(verb, help=words)
        grids.add_argument("file", type=Path)
        grids.add_argument("--place", default="", help="code of 12 digits (default: everything)")
        grids.add_argument("--srs", choices=["wgs84", "gcj02", "bd09"], default="wgs84")
    taking = verbs.choices["import"]
    taking.add_argument("--valid-from", type=date.fromisoformat)
    taking.add_argument(
        "--whole", action="store_true", help="the file is the new division: end grids not in it"
    )
    taking.add_argument(
        "--outside",
        choices=["ask", "nearest", "leave"],
        default="ask",
        help="buildings that no line holds: stop and name them, nearest grid, or leave them",
    )


def run(options: argparse.Namespace) -> int:
    verbs = {"divisions": _divisions, "import": _import, "export": _export}
    return verbs[options.verb](options)


def _divisions(options: argparse.Namespace) -> int:
    from maplebridge.core.errors import RuleBroken
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.territory.actions import load_divisions
    from maplebridge.territory.rules.division_files import NotDivisions, read_divisions, source_of

    if not (
        options.under.isascii() and options.under.isdigit() and len(options.under) in {4, 6, 9, 12}
    ):
        raise RuleBroken("divisions_under_unusable", code=options.under[:30])
    shipped = resources.files("maplebridge.territory") / "data" / SHIPPED
    path: Any = options.file or shipped
    try:
        with path.open(encoding="utf-8") as lines:
            source = options.source or source_of(lines.readline()) or path.name
            lines.seek(0)
            report = load_divisions(
                viewer=SYSTEM,
                divisions=read_divisions(lines),
                under=options.under,
                source=source,
                valid_from=options.valid_from,
                rename=options.rename,
                now=datetime.now(UTC),
            )
    except OSError as problem:
        raise RuleBroken("file_not_opened", name=str(path), reason=problem.strerror) from None
    except UnicodeDecodeError:
        raise RuleBroken("file_not_utf8") from None
    except NotDivisions:
        raise RuleBroken("file_not_divisions") from None
    _tell(report)
    return 1 if report.unreadable or report.unknown else 0


def _tell(report: Any) -> None:
    print(f"{report.added} added, {report.unchanged} unchanged, {len(report.renamed)} renamed")
    lists = (
        ("renamed", report.renamed),
        ("not in the file", report.missing),
        ("no place around it", report.unknown),
        ("unusual number", report.doubts),
        ("unreadable", report.unreadable),
    )
    for words, rows in lists:
        for row in rows[:10]:
            print(f"  {words}: {' '.join(map(str, row))}")
        if len(rows) > 10:
            print(f"  {words}: {len(rows) - 10} more")


def _import(options: argparse.Namespace) -> int:
    from maplebridge.core.calendar import today
    from maplebridge.core.errors import RuleBroken
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.territory.actions import ImportRefused, import_grids
    from maplebridge.territory.queries import place_by_code, root
    from maplebridge.territory.rules.coordinates import Srs
    from maplebridge.territory.rules.feature_files import BYTES_MAX
    from maplebridge.territory.rules.moves import Outside

    now = datetime.now(UTC)
    try:
        with options.file.open("rb") as file:
            content = file.read(BYTES_MAX + 1)
    except OSError as problem:
        raise RuleBroken(
            "file_not_opened", name=str(options.file), reason=problem.strerror
        ) from None
    try:
        report = import_grids(
            viewer=SYSTEM,
            place=place_by_code(options.place) if options.place else root(),
            content=content,
            srs=Srs(options.srs),
            whole=options.whole,
            outside=Outside(options.outside),
            day=options.valid_from or today(now),
            source=options.file.name,
            now=now,
        )
    except ImportRefused as refused:
        print("\n".join([str(refused), *refused.sentences]), file=sys.stderr)
        return 2
    print(f"{report.added} added, {report.corrected} corrected, {report.unchanged} unchanged")
    if report.wants_a_look:
        moved = len(report.moving) + sum(one.moves for one in report.outside)
        print(f"  {len(report.ended)} grids ended, {moved} buildings moved to another grid")
    for first, second, area in report.overlapping:
        print(f"  {first} and {second} share {area} m2")
    return 0


def _export(options: argparse.Namespace) -> int:
    from maplebridge.core.errors import RuleBroken
    from maplebridge.core.tables import whole_file
    from maplebridge.territory.queries import grid_file, place_by_code, root
    from maplebridge.territory.rules.coordinates import Srs

    place = place_by_code(options.place) if options.place else root()
    try:
        with whole_file(options.file) as file:
            file.writelines(grid_file(place.path, Srs(options.srs)))
    except OSError as problem:
        raise RuleBroken(
            "file_not_opened", name=str(options.file), reason=problem.strerror
        ) from None
    return 0

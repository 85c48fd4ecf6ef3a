"""`maplebridge matters import`: an old hotline's workbook, from the console."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROGRESS_ROWS = 5_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an .xlsx or .csv whose first row names columns")
    parser.add_argument("--map", type=Path, required=True, help="JSON: what columns and words mean")
    parser.add_argument("--trial", action="store_true", help="look only; no matter is written")
    parser.add_argument("--refused", type=Path, help="write every row that cannot be taken here")


def run(options: argparse.Namespace) -> int:
    from maplebridge.core.errors import RuleBroken

    try:
        return _run(options)
    except OSError as problem:
        raise RuleBroken(
            "sorted_file_not_opened", name=str(problem.filename), reason=problem.strerror
        ) from None


def _run(options: argparse.Namespace) -> int:
    from maplebridge.core.errors import RuleBroken
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.matters.actions import importing

    now = datetime.now(UTC)
    try:
        content = json.loads(options.map.read_text("utf-8-sig"))
    except ValueError:
        raise RuleBroken("import_map_not_json") from None
    by = importing.map_of(content, now)
    with options.file.open("rb") as file:
        run = importing.begin_import(
            viewer=SYSTEM,
            name=options.file.name,
            digest=importing.digest_of(file, content),
            content=content,
            trial=options.trial,
            now=now,
        )
        if run.row:
            print(f"going on after row {run.row:,}", file=sys.stderr)
        try:
            rows, since_1904 = importing.opened(file, by)
            importing.take_rows(
                viewer=SYSTEM, run_id=run.pk, rows=rows, since_1904=since_1904,
                said=_Progress(), now=now,
            )  # fmt: skip
        except RuleBroken as broken:
            importing.stop_import(run_id=run.pk, problem=broken.sentence, now=now)
            raise
    return _report(run.pk, options)


class _Progress:
    """A line now and then: how far, and how fast since the start."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.start: int | None = None
        self.told = 0

    def __call__(self, run: Any) -> None:
        if self.start is None:
            self.start = self.told = run.rows
        if run.rows - self.told >= PROGRESS_ROWS:
            self.told = run.rows
            pace = (run.rows - self.start) / max(time.monotonic() - self.began, 0.001)
            print(f"{run.rows:,} rows read, {pace:,.0f} a second", file=sys.stderr)


def _report(run_id: Any, options: argparse.Namespace) -> int:
    from maplebridge.core.tables import csv_lines, whole_file
    from maplebridge.matters.messages.work import REFUSALS
    from maplebridge.matters.models import ImportRun
    from maplebridge.matters.queries.importing import refusals

    run = ImportRun.objects.get(pk=run_id)
    taken = "would be taken" if run.trial else "taken"
    print(f"{run.rows:,} rows: {run.taken:,} {taken}, {run.known:,} known, {run.refused:,} refused")
    if options.refused is not None:
        with whole_file(options.refused, encoding="utf-8-sig") as target:
            target.writelines(csv_lines([["row", "number", "reason", "column", "in words"]]))
            target.writelines(
                csv_lines(
                    [one.row, one.number, one.reason, one.column, str(REFUSALS.get(one.reason, ""))]
                    for one in refusals(run)
                )
            )
    return 1 if run.refused else 0

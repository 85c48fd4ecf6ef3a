"""`maplebridge matters`: train the model that suggests categories, sort a file with it, and take
over an old hotline's workbook."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from maplebridge.matters.commands import _importing

HELP = "train the model that suggests categories; sort a file; take over an old workbook"


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser(
        "train", help="learn from sorted concerns: a CSV or .xlsx file, or the own closed matters"
    )
    train.add_argument("file", type=Path, nargs="?", help="without it: the own closed matters")
    train.add_argument("--category", default="", help="column of the category (code or name)")
    train.add_argument("--try", dest="trial", action="store_true", help="report only; keep nothing")
    classify = verbs.add_parser("classify", help="write a CSV with up to three categories a row")
    classify.add_argument("file", type=Path)
    classify.add_argument("--out", type=Path, help="without it: to standard output")
    _importing.arguments(
        verbs.add_parser("import", help="take over an old hotline's workbook, row by row")
    )
    for verb in (train, classify):
        verb.add_argument("--text", default="", help="column of the words (default: a usual name)")
        verb.add_argument(
            "--encoding", default="", help="such as big5; UTF-8 and GB 18030 are found"
        )


def run(options: argparse.Namespace) -> int:
    from maplebridge.core.errors import RuleBroken

    if options.verb == "import":
        return _importing.run(options)
    try:
        if options.verb == "train":
            return _train(options) if options.file else _train_on_own(options)
        return _classify(options)
    except OSError as problem:
        raise RuleBroken(
            "sorted_file_not_opened", name=str(problem.filename), reason=problem.strerror
        ) from None


def _train(options: argparse.Namespace) -> int:
    from maplebridge.core.calendar import today
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.matters import actions, queries
    from maplebridge.matters.rules import sorted_files

    now = datetime.now(UTC)
    codes = sorted_files.codes(queries.catalogue(today(now)))
    unknown: Counter[str] = Counter()

    def examples() -> Iterator[tuple[str, str]]:
        for row, at in _rows(options, sorted_=True):
            said = row[at.category].strip()
            code = codes.get(said.lower())
            if code is None:
                unknown[said[:40]] += 1
            elif row[at.text].strip():
                yield row[at.text], code

    report = actions.train(
        viewer=SYSTEM,
        examples=examples(),
        source=options.file.name,
        keep=not options.trial,
        said=lambda count: print(f"trained a trial on {count:,} texts", file=sys.stderr),
        now=now,
    )
    _tell(report, unknown)
    return 0


def _train_on_own(options: argparse.Namespace) -> int:
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.matters import actions

    learned = actions.train_on_own(
        viewer=SYSTEM,
        keep=not options.trial,
        said=lambda count: print(f"trained a trial on {count:,} texts", file=sys.stderr),
        now=datetime.now(UTC),
    )
    _tell(learned.report, Counter())
    print(f"on the same texts: now {learned.before:.3f}, newly learned {learned.after:.3f}")
    if learned.kept:
        print("kept: it suggests from now on")
    else:
        print(
            "not kept: a trial" if options.trial else "not kept: it does worse than what is there"
        )
    return 0


def _tell(report: Any, unknown: Counter[str]) -> None:
    print(f"{'category':<16}{'texts':>7}{'precision':>11}{'recall':>8}{'F1':>7}")
    for one in report.classes:
        figures = f"{one.precision:>11.3f}{one.recall:>8.3f}{one.f1:>7.3f}"
        print(f"{one.code:<16}{one.texts:>7}{figures}")
    print(f"macro F1 {report.macro_f1:.3f} on {report.texts:,} texts that were kept back")
    print(f"right at once {report.right_first:.3f}, among three {report.right_in_three:.3f}")
    print(f"keywords alone right at once {report.keywords_first:.3f}")
    for band in report.bands:
        span = f"{band.least:.0%} to {band.most:.0%}"
        print(
            f"  said {span:<12}{band.texts:>7} texts  on average {band.said:.3f}, right {band.right:.3f}"
        )
    print(f"confidence and truth lie {report.astray:.3f} apart on average")
    print("learning curve:", ", ".join(f"{n:,} texts {f1:.3f}" for n, f1 in report.curve))
    for true, taken, count in report.confused:
        print(f"  {true} taken for {taken}: {count}")
    for code, count in report.left_out:
        print(f"  left out, too few: {code} ({count})")
    for name, count in unknown.most_common(10):
        print(f"  no such category: {name or '(empty)'} ({count})")


def _classify(options: argparse.Namespace) -> int:
    """The file with three columns a suggestion: the category, how sure (a share), because of what."""
    from maplebridge.core.tables import whole_file

    if options.out is None:
        count = _write_sorted(options, sys.stdout)
        print(f"{count:,} sorted", file=sys.stderr)
        return 0
    with whole_file(options.out, encoding="utf-8-sig") as target:
        count = _write_sorted(options, target)
    print(f"{count:,} sorted into {options.out}")
    return 0


def _write_sorted(options: argparse.Namespace, target: IO[str]) -> int:
    from maplebridge.core.calendar import today
    from maplebridge.core.tables import csv_lines
    from maplebridge.matters import queries

    day = today(datetime.now(UTC))
    added = [f"{what}{n}" for n in (1, 2, 3) for what in ("category", "confidence", "because")]
    count = 0
    names: list[str] = []
    for row, at in _rows(options, sorted_=False):
        found: dict[str, str] = {}
        for n, one in enumerate(queries.suggest(row[at.text], day), start=1):
            found[f"category{n}"] = one.category.code
            found[f"confidence{n}"] = "" if one.confidence is None else f"{one.confidence:.3f}"
            found[f"because{n}"] = "、".join(one.reasons)
        if not names:
            names = list(dict.fromkeys([*row, *added]))
            target.writelines(csv_lines([names]))
        said = row | dict.fromkeys(added, "") | found
        target.writelines(csv_lines([[said.get(name, "") for name in names]]))
        count += 1
        if count % 10_000 == 0:
            print(f"{count:,} sorted", file=sys.stderr)
    return count


def _rows(options: argparse.Namespace, *, sorted_: bool) -> Iterator[tuple[dict[str, str], Any]]:
    """Each row with the columns to read; the file is never whole in memory."""
    from maplebridge.core.tables import LONG, open_table
    from maplebridge.matters.rules import sorted_files

    at = None
    with options.file.open("rb") as file:
        book = open_table(file, LONG, encoding=options.encoding)
        for _, row in book.sheet().records():
            if at is None:
                category = options.category if sorted_ else None
                at = sorted_files.columns(row, text=options.text, category=category)
            yield row, at

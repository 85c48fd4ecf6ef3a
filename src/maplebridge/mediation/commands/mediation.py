"""`maplebridge mediation`: compute a claim for damages from its file, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maplebridge.mediation.rules.damages.assessment import Assessment
    from maplebridge.mediation.rules.damages.statistics import Figures
    from maplebridge.mediation.rules.damages.values import ClaimRefused

HELP = "compute a claim for damages from a file: who pays what, with formula, article and figure"
REFUSED = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    assess = verbs.add_parser("assess", help="read a claim file and print its sheet of damages")
    assess.add_argument("file", type=Path, nargs="?", metavar="CLAIM.json", help="- for the input")
    assess.add_argument("--format", default="text", choices=["text", "json", "pdf"])
    assess.add_argument("--out", type=Path, help="a file to write; a PDF needs one")
    assess.add_argument(
        "--entered",
        action="store_true",
        help="use the figures entered here too; needs the database",
    )
    assess.add_argument("--language", default="zh-hans", choices=["zh-hans", "zh-hant", "en"])
    assess.add_argument("--schema", action="store_true", help="print the JSON Schema of a claim")


def run(options: argparse.Namespace) -> int:
    from django.utils import translation

    from maplebridge.core.errors import RuleBroken
    from maplebridge.mediation.rules.damages.values import ClaimRefused

    with translation.override(options.language):
        try:
            return _assess(options)
        except ClaimRefused as refused:
            return _refused(options, refused)
        except RuleBroken as broken:
            print(broken, file=sys.stderr)
            return REFUSED


def _assess(options: argparse.Namespace) -> int:
    """Raises ClaimRefused and RuleBroken."""
    from maplebridge.core.errors import RuleBroken
    from maplebridge.mediation.rules.damages import reading, shipped
    from maplebridge.mediation.rules.damages.assessment import assess

    if options.schema:
        return _write(options, _dumped(reading.claim_schema()))
    if options.file is None or (options.format == "pdf" and options.out is None):
        raise RuleBroken("assess_file_needed")
    try:
        claim = reading.read_claim(_content(options.file))
        found = assess(claim, _figures(options), shipped.rulebooks())
        return _write(options, _rendered(options, found))
    except OSError as problem:
        raise RuleBroken(
            "assess_not_opened",
            name=str(problem.filename or options.file),
            reason=str(problem.strerror),
        ) from None


def _figures(options: argparse.Namespace) -> Figures:
    """The shipped figures, or also those that two people entered here."""
    if options.entered:
        from maplebridge.mediation.queries.figures import known_figures

        return known_figures()
    from maplebridge.mediation.rules.damages import shipped

    return shipped.figures()


def _content(file: Path) -> bytes:
    """The file's bytes, one more than may be read at most: what is longer is refused by the reader."""
    from maplebridge.mediation.rules.damages.reading import BYTES_MOST

    if str(file) == "-":
        return sys.stdin.buffer.read(BYTES_MOST + 1)
    with file.open("rb") as opened:
        return opened.read(BYTES_MOST + 1)


def _rendered(options: argparse.Namespace, found: Assessment) -> str | bytes:
    from maplebridge.mediation.messages.damages import say
    from maplebridge.mediation.queries.damages_paper import damages_pdf
    from maplebridge.mediation.rules.damages import output, sheet

    if options.format == "json":
        return _dumped(output.as_data(found))
    if options.format == "pdf":
        return damages_pdf(found, language=options.language)
    return sheet.text(found, say)


def _refused(options: argparse.Namespace, refused: ClaimRefused) -> int:
    """Every reason: as data for a program, else as sentences for a person. Nothing is written to --out."""
    from maplebridge.mediation.messages.damages import fault_said, say

    if options.format == "json":
        faults = [
            {"path": one.path, "code": one.code, "facts": dict(one.facts), "said": fault_said(one)}
            for one in refused.faults
        ]
        print(_dumped({"faults": faults}), end="")
    else:
        print(say("claim_refused"), file=sys.stderr)
        for one in refused.faults:
            print(f"  {fault_said(one)}", file=sys.stderr)
    return REFUSED


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _write(options: argparse.Namespace, content: str | bytes) -> int:
    if options.out is None:
        print(content, end="")
    else:
        options.out.write_bytes(content if isinstance(content, bytes) else content.encode())
    return 0

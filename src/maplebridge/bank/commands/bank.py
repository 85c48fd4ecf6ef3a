"""`maplebridge bank`: a village bank's workbook, out and in, and its slips, from the console."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HELP = "take a village bank's book out, bring deeds or opening points in, write an auditor's pack"
PROGRESS_ROWS = 5_000


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    out = verbs.add_parser("export", help="write the book: .xlsx or .csv by the file's name")
    taken = verbs.add_parser("import", help="enter the rows of a workbook that are new")
    audit = verbs.add_parser("audit", help="write the auditor's pack of some days: one zip")
    for verb in (out, taken, audit):
        verb.add_argument("bank", help="the bank's id, or its name")
        verb.add_argument("file", type=Path)
    slips = verbs.add_parser("slips", help="print the slips of a sealed month, part by part")
    slips.add_argument("bank", help="the bank's id, or its name")
    slips.add_argument("month", help="such as 2026-12")
    slips.add_argument("folder", type=Path, help="parts that stand there already are kept")
    for verb in (out, audit, slips):
        verb.add_argument("--language", default="zh-hans", choices=["zh-hans", "zh-hant", "en"])
    for name in ("--first", "--last"):
        audit.add_argument(name, type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    taken.add_argument(
        "--by", metavar="PHONE", required=True,
        help="the number of the council member who answers for these rows",
    )  # fmt: skip
    taken.add_argument("--opening", metavar="WHY", default="", help="points from a paper book")
    taken.add_argument("--trial", action="store_true", help="read and check only")
    taken.add_argument(
        "--skip-bad", action="store_true", help="leave bad rows out; else nothing is"
    )
    taken.add_argument("--bad", type=Path, help="write every row that cannot be entered here")


def run(options: argparse.Namespace) -> int:
    from maplebridge.core.errors import RuleBroken

    try:
        verbs = {"export": _export, "import": _import, "audit": _audit, "slips": _slips}
        return verbs[options.verb](options)
    except OSError as problem:
        raise RuleBroken(
            "sorted_file_not_opened", name=str(problem.filename), reason=problem.strerror
        ) from None


def _bank(said: str) -> Any:
    """The bank with this id or name. Raises Missing."""
    from uuid import UUID

    from maplebridge.bank import queries

    try:
        return queries.get_bank(UUID(said))
    except ValueError:
        return queries.bank_named(said)


def _export(options: argparse.Namespace) -> int:
    from django.utils import translation

    from maplebridge.bank import actions
    from maplebridge.core.tables import whole_file, write_csv, write_xlsx
    from maplebridge.core.viewer import SYSTEM

    bank = _bank(options.bank)
    with translation.override(options.language):
        _, tables = actions.export_book(
            viewer=SYSTEM, bank_id=bank.pk, language=options.language, now=datetime.now(UTC)
        )
        write = write_csv if options.file.suffix.lower() == ".csv" else write_xlsx
        with whole_file(options.file) as file:
            write(file.buffer, tables)  # type: ignore[attr-defined]  # a text over a plain file
    print(f"{bank.name}: written to {options.file}")
    return 0


def _audit(options: argparse.Namespace) -> int:
    """1 when the check of the book found something, or pieces and ledger differ."""
    from maplebridge.bank import actions
    from maplebridge.core.tables import whole_file
    from maplebridge.core.viewer import SYSTEM

    bank = _bank(options.bank)
    with whole_file(options.file) as file:
        found = actions.audit_pack(
            viewer=SYSTEM, bank_id=bank.pk, first=options.first, last=options.last,
            language=options.language, now=datetime.now(UTC),
            file=file.buffer,  # type: ignore[attr-defined]  # a text over a plain file
        )  # fmt: skip
    print(f"{bank.name}: {found.rows:,} rows of the journal, written to {options.file}")
    print(f"{found.undone:,} undone, {found.by_one:,} seen by one known person only")
    for fault in found.faults:
        print(f"✗ {fault}")
    if found.stock_off:
        print(f"✗ pieces and ledger differ by {found.stock_off} fen")
    return 1 if found.faults or found.stock_off else 0


def _slips(options: argparse.Namespace) -> int:
    from django.utils import translation

    from maplebridge.bank import actions
    from maplebridge.bank.queries.sheets import get_seal
    from maplebridge.core.errors import Missing
    from maplebridge.core.viewer import SYSTEM

    bank = _bank(options.bank)
    try:
        month = date.fromisoformat(f"{options.month}-01")
    except ValueError:
        raise Missing("sheet_month_unknown") from None
    count = get_seal(bank, month).count
    options.folder.mkdir(parents=True, exist_ok=True)
    name = f"slips-{month:%Y-%m}-to-%08d.pdf"
    stand = [int(one.stem[-8:]) for one in options.folder.glob(name.replace("%08d", "*"))]
    with translation.override(options.language):
        parts = actions.all_slips(
            viewer=SYSTEM, bank=bank, month=month, language=options.language,
            now=datetime.now(UTC), after=max(stand, default=0),
        )  # fmt: skip
        for first, last, content in parts:
            written = options.folder / "part.tmp"
            written.write_bytes(content)
            written.replace(options.folder / (name % last))
            print(f"No. {first:,} to {last:,}, of {count:,} households", file=sys.stderr)
    print(f"{bank.name}: slips of {options.month} in {options.folder}")
    return 0


def _council_member(phone: str, bank: Any, now: datetime) -> Any:
    """Who answers for what comes in. Raises Missing, Forbidden for somebody who is not on the council."""
    from maplebridge.bank import policy, queries
    from maplebridge.core import calendar
    from maplebridge.core.errors import Forbidden, Missing
    from maplebridge.people import public as people

    digits = people.normalise_phone(phone)
    person = people.Person.objects.filter(phone=digits).first() if digits else None
    if person is None:
        raise Missing("bank_nobody_with_number", number=phone)
    viewer = people.viewer_of(person, now=now)
    if not policy.may_carry(viewer, queries.seat_of(person.pk, bank.pk, calendar.today(now))):
        raise Forbidden("workbook_not_yours")
    return viewer


def _import(options: argparse.Namespace) -> int:
    from maplebridge.bank import actions
    from maplebridge.core.errors import RuleBroken

    now, bank = datetime.now(UTC), _bank(options.bank)
    viewer = _council_member(options.by, bank, now)
    what = "opening" if options.opening else "deeds"
    with options.file.open("rb") as file:
        actions.opened(file, what)
        file.seek(0)
        run = actions.begin_import(
            viewer=viewer, bank_id=bank.pk, what=what, name=options.file.name,
            digest=hashlib.file_digest(file, "sha256").hexdigest(), why=options.opening, now=now,
        )  # fmt: skip
        if run.row:
            print(f"going on after row {run.row:,}", file=sys.stderr)
        try:
            actions.work(run_id=run.pk, file=file, said=_Progress(), now=now)
            run.refresh_from_db()
            enters = run.state == "checked" and run.good and not options.trial
            if enters and (options.skip_bad or not run.bad):
                actions.start_entering(
                    viewer=viewer,
                    run_id=run.pk,
                    skip_bad=options.skip_bad,
                    by_worker=False,
                    now=now,
                )
                actions.work(run_id=run.pk, file=None, said=_Progress(), now=now)
        except RuleBroken as broken:
            actions.stop(run_id=run.pk, broken=broken, now=now)
            raise
    return _report(run.pk, options)


class _Progress:
    """A line now and then: how far, and how fast since the start."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.start: int | None = None
        self.told = 0

    def __call__(self, run: Any) -> None:
        done = run.entered if run.state == "entering" else run.rows
        if self.start is None:
            self.start = self.told = done
        if done - self.told >= PROGRESS_ROWS:
            self.told = done
            pace = (done - self.start) / max(time.monotonic() - self.began, 0.001)
            said = "entered" if run.state == "entering" else "read"
            print(f"{done:,} rows {said}, {pace:,.0f} a second", file=sys.stderr)


def _report(run_id: Any, options: argparse.Namespace) -> int:
    from maplebridge.bank.actions.importing import sentences
    from maplebridge.bank.models import BankImport
    from maplebridge.bank.queries.workbook import rows_of
    from maplebridge.core.tables import csv_lines, whole_file

    run = BankImport.objects.get(pk=run_id)
    print(f"{run.rows:,} rows: {run.entered:,} entered, {run.known:,} known, {run.bad:,} bad")
    if run.state == "checked" and run.good:
        print(f"{run.good:,} would be entered; nothing was")
    if run.what == "opening" and run.entered:
        print("a member of the council decides about the opening points on the bank's page")
    if options.bad is not None:
        with whole_file(options.bad, encoding="utf-8-sig") as target:
            target.writelines(csv_lines([["row", "cell", "id", "why"]]))
            rows = sentences(rows_of(run, ["bad"]))
            target.writelines(csv_lines([one.row, one.cell, one.key, why] for one, why in rows))
    return 1 if run.bad or (run.good and not run.entered) else 0

"""A workbook on its way into a bank: read and checked in pieces, looked at, then entered in pieces.

Each piece and the counts of the run are one transaction: killed at any moment and begun again,
nothing is missing and nothing there twice. What comes in is entries, never approvals.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import IntegrityError, transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, files, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.tables import Limits, TableUnusable, Workbook, column_name, open_table
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import BankImport, BankImportRow, VillageBank
from ..rules import workbook as rules
from ..rules.workbook import Bad, Line
from .deed_rows import check_deeds, enter_deeds
from .opening_rows import check_not_begun, check_openings, enter_openings

LIMITS = Limits(file_bytes=60_000_000, rows=250_000, columns=60, cell_characters=5_000)
"""Rows of some ten years of a large village. A longer file is refused where it gets too long."""
PIECE = 500
"""Rows that stand or fall together."""
SITTING_SECONDS = 20
FILE_DAYS = 7
ROW_DAYS = 30

Read = tuple[dict[str, str], dict[str, str], Iterator[tuple[int, dict[str, str]]]]
"""Headings by column code, letters by column code, and the rows."""


def begin_import(
    *, viewer: Viewer, bank_id: UUID, what: str, name: str, digest: str, why: str = "",
    file: StoredFile | None = None, now: datetime,
) -> BankImport:  # fmt: skip
    """A run for this very file: the one that stopped or waits to be entered, or a new one.

    Whoever brings it answers for it from then on, also when somebody else or the console began it.
    With `file` the worker reads it; without, the caller calls `work`. The console names who it is:
    no entry is nobody's. Raises Forbidden `workbook_not_yours`, RuleBroken `bank_closed`,
    `opening_why`, `opening_late`, `import_busy`.
    """
    bank = answered_for(viewer, bank_id, now)
    why = why.strip()
    if what == rules.OPENING:
        _check_beginning(bank, why)
    try:
        with transaction.atomic():
            mine = BankImport.objects.filter(bank=bank, what=what, digest=digest)
            mine = mine.filter(state__in=["checking", "checked", "entering"])
            run = mine.select_for_update().order_by("-id").first()
            if run is None:
                run = BankImport(bank=bank, what=what, digest=digest, why=why, began_at=now)
            run.began_by_id = viewer.person_id
            run.name, run.problem, run.moved_at = name[:200], "", now
            run.file = file if run.state == "checking" else None
            run.save()
            audit.record(viewer=viewer, verb="begin_import", thing=run, now=now, what=what)
            if file is not None and run.state in {"checking", "entering"}:
                outbox.tell(facts.BankImportRequested(run.pk), now=now)
            return run
    except IntegrityError:
        raise RuleBroken("import_busy") from None


def _check_beginning(bank: VillageBank, why: str) -> None:
    if not why or len(why) > 200 or "\x00" in why:
        raise RuleBroken("opening_why")
    check_not_begun(bank.pk)


def carried(viewer: Viewer, bank_id: UUID, now: datetime) -> VillageBank:
    """The running bank, for whoever may carry its book in and out. Raises as `begin_import` does."""
    bank = queries.get_bank(bank_id)
    seat = queries.seat_of(viewer.person_id, bank_id, calendar.today(now))
    if not policy.may_carry(viewer, seat):
        raise Forbidden("workbook_not_yours")
    if bank.closed_on is not None:
        raise RuleBroken("bank_closed", bank=bank.name)
    return bank


def answered_for(viewer: Viewer, bank_id: UUID, now: datetime) -> VillageBank:
    """The same for what comes in, which somebody of the council answers for, never the system."""
    if viewer.person_id is None:
        raise Forbidden("workbook_not_yours")
    return carried(viewer, bank_id, now)


@transaction.atomic
def start_entering(
    *, viewer: Viewer, run_id: UUID, skip_bad: bool, by_worker: bool = True, now: datetime
) -> BankImport:
    """Enter the rows of a checked workbook: all of them, or with `skip_bad` all that are good.

    Raises RuleBroken `import_not_checked`, `import_has_bad`, `import_nothing`, `opening_late`.
    """
    run = lock_run(viewer, run_id, now)
    if run.state in {"entering", "done"}:
        return run
    if run.state != "checked":
        raise RuleBroken("import_not_checked")
    if run.bad and not skip_bad:
        raise RuleBroken("import_has_bad", bad=run.bad)
    if not run.good:
        raise RuleBroken("import_nothing")
    if run.what == rules.OPENING:
        check_not_begun(run.bank_id)
    run.state, run.skip_bad, run.row, run.problem, run.moved_at = "entering", skip_bad, 0, "", now
    try:
        with transaction.atomic():
            run.save(update_fields=["state", "skip_bad", "row", "problem", "moved_at"])
    except IntegrityError:
        raise RuleBroken("import_busy") from None
    audit.record(viewer=viewer, verb="start_entering", thing=run, now=now, good=run.good)
    if by_worker:
        outbox.tell(facts.BankImportRequested(run.pk), now=now)
    return run


@transaction.atomic
def drop_import(*, viewer: Viewer, run_id: UUID, now: datetime) -> BankImport:
    """Let go of a workbook that is not to be entered, or no further. What was entered stays."""
    run = lock_run(viewer, run_id, now)
    if run.state in {"done", "dropped"}:
        return run
    file, run.file = run.file, None
    run.state, run.moved_at = "dropped", now
    run.save(update_fields=["state", "file", "moved_at"])
    BankImportRow.objects.filter(run=run).delete()
    audit.record(viewer=viewer, verb="drop_import", thing=run, now=now, entered=run.entered)
    if file is not None:
        files.forget(file)
    return run


def lock_run(viewer: Viewer, run_id: UUID, now: datetime) -> BankImport:
    """The run, locked, for somebody of its bank's council. Raises Missing, Forbidden."""
    run = BankImport.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise Missing("import_run_missing")
    answered_for(viewer, run.bank_id, now)
    return run


def opened(file: IO[bytes], what: str) -> Read:
    """The sheet of this kind in a workbook or a .csv, ready to be read.

    Raises TableUnusable, RuleBroken `import_columns` when a column is missing.
    """
    names = [name for names in rules.SHEETS.values() for name in names]
    book = open_table(file, LIMITS)
    if book.sheets[0].name == "" and _sectioned(book, names):
        book = open_table(file, LIMITS, sections=names)
    wanted = [sheet for sheet in book.sheets if sheet.name in rules.SHEETS[what]]
    if not wanted and any(sheet.name in names for sheet in book.sheets):
        raise RuleBroken("import_no_sheet", wanted="、".join(rules.SHEETS[what]))
    sheet = wanted[0] if wanted else book.sheet()
    first = next((cells for _, cells in sheet.rows() if any(map(str.strip, cells))), [])
    if not first:
        raise TableUnusable("table_empty", sheet=sheet.name)
    at = rules.columns_of(first)
    missing = [code for code in rules.WANTED[what] if code not in at]
    if missing:
        raise RuleBroken(
            "import_columns",
            wanted="、".join(rules.heading(code, "zh-hans") for code in missing),
            names="、".join(first)[:300],
        )
    plain = [cell.strip() for cell in first]
    letters = {code: column_name(plain.index(said) + 1) for code, said in at.items()}
    return at, letters, sheet.records()


def _sectioned(book: Workbook, names: list[str]) -> bool:
    """Whether a .csv holds several sheets, each after a row with [its name]."""
    first = next(book.sheet().rows(), None)
    return first is not None and len(first.cells) == 1 and first.cells[0].strip()[1:-1] in names


def work(
    *, run_id: UUID, file: IO[bytes] | None, until: Callable[[], bool] = bool,
    said: Callable[[BankImport], None] = lambda _: None, now: datetime,
) -> bool:  # fmt: skip
    """Read or enter on from where the run stopped, piece by piece; False when `until` ended it before.

    Who finds the run further on than they left it, or in other hands, stops.
    """
    run = BankImport.objects.select_related("bank", "began_by", "file").get(pk=run_id)
    viewer = _acting(run, now)
    pieces = _read(run, file) if run.state == "checking" and file is not None else None
    while run.state in {"checking", "entering"}:
        piece = next(pieces, None) if pieces is not None else None
        with transaction.atomic():
            locked = BankImport.objects.select_for_update(of=("self",)).select_related(
                "bank", "file"
            )
            held = locked.get(pk=run_id)
            if (held.row, held.state, held.began_by_id) != (run.row, run.state, run.began_by_id):
                return False
            if held.state == "checking":
                _check_piece(held, piece, now)
            else:
                _enter_piece(viewer, held, now)
            held.moved_at = now
            held.save()
        if run.file is not None and held.file is None:
            files.forget(run.file)
        run = held
        said(run)
        if until():
            return run.state not in {"checking", "entering"}
    return True


def _acting(run: BankImport, now: datetime) -> Viewer:
    """Whoever began it, who must still sit on the council. Raises RuleBroken `import_seat_over`."""
    seat = queries.seat_of(run.began_by_id, run.bank_id, calendar.today(now))
    if run.began_by is None or seat is None:
        raise RuleBroken("import_seat_over")
    return people.viewer_of(run.began_by, now=now)


def _read(run: BankImport, file: IO[bytes]) -> Iterator[tuple[list[Line | Bad], dict[str, str]]]:
    at, letters, rows = opened(file, run.what)
    lines = (rules.read_row(run.what, row, cells, at) for row, cells in rows if row > run.row)
    while piece := list(itertools.islice(lines, PIECE)):
        yield piece, letters


def _check_piece(
    run: BankImport, piece: tuple[list[Line | Bad], dict[str, str]] | None, now: datetime
) -> None:
    """Stage the rows, each good, known or bad; after the last one the file goes."""
    if piece is None:
        run.state, run.row, run.file = "checked", 0, None
        return
    lines, letters = piece
    check = check_deeds if run.what == rules.DEEDS else check_openings
    staged = check(run, [one for one in lines if isinstance(one, Line)], now)
    staged += [
        bad_row(run, one.row, one.why, one.column, dict(one.facts), one.key)
        for one in lines
        if isinstance(one, Bad)
    ]
    for one in staged:
        one.cell = f"{letters[one.cell]}{one.row}" if one.cell in letters else ""
    BankImportRow.objects.bulk_create(staged)
    run.row = lines[-1].row
    run.rows += len(staged)
    for one in staged:
        setattr(run, one.state, getattr(run, one.state) + 1)


def bad_row(
    run: BankImport, row: int, why: str, column: str, facts: dict[str, int | str], key: str = ""
) -> BankImportRow:
    return BankImportRow(run=run, row=row, key=key, state="bad", code=why, cell=column, facts=facts)


def _enter_piece(viewer: Viewer, run: BankImport, now: datetime) -> None:
    """Enter the next rows. One that turned bad since it was checked is left out, or its piece with it."""
    found = BankImportRow.objects.filter(run=run, state="good", row__gt=run.row).order_by("row")
    rows = list(found[:PIECE])
    if not rows:
        run.state = "done"
        BankImportRow.objects.filter(run=run).exclude(state="bad").delete()
        audit.record(
            viewer=viewer, verb="end_import", thing=run, now=now, entered=run.entered,
            known=run.known, bad=run.bad,
        )  # fmt: skip
        return
    enter = enter_deeds if run.what == rules.DEEDS else enter_openings
    try:
        with transaction.atomic():
            enter(viewer, run, rows, now)
            if not run.skip_bad and any(row.state == "bad" for row in rows):
                raise _Whole
    except _Whole:
        for row in rows:
            if row.state != "bad":
                row.state, row.code, row.facts = "bad", "row_batch", {}
    for row in rows:
        run.good -= row.state in {"bad", "known"}
        run.known += row.state == "known"
        run.bad += row.state == "bad"
        run.entered += row.state == "entered"
    for state in ("entered", "known"):
        there = [row.pk for row in rows if row.state == state]
        BankImportRow.objects.filter(pk__in=there).update(state=state)
    bad = [row for row in rows if row.state == "bad"]
    BankImportRow.objects.bulk_update(bad, ["state", "code", "facts"])
    run.row = rows[-1].row
    audit.record(
        viewer=viewer, verb="import_rows", thing=run, now=now, row=run.row,
        entered=sum(row.state == "entered" for row in rows),
    )  # fmt: skip


class _Whole(Exception):
    """A piece that is not entered, because a row of it turned bad."""


def work_on(*, run_id: UUID, now: datetime) -> None:
    """The worker's part: some seconds of work, then it asks to be called again. Twice is once."""
    run = BankImport.objects.select_related("file").filter(pk=run_id, problem="").first()
    if run is None or (run.state == "checking") != (run.file is not None):
        return
    try:
        done = _sit(run, now)
    except RuleBroken as broken:
        stop(run_id=run_id, broken=broken, now=now)
        return
    if not done:
        with transaction.atomic():
            outbox.tell(facts.BankImportRequested(run_id), now=now)


def _sit(run: BankImport, now: datetime) -> bool:
    ends = time.monotonic() + SITTING_SECONDS
    over = lambda: time.monotonic() > ends  # noqa: E731  # one line, used once
    if run.file is None:
        return work(run_id=run.pk, file=None, until=over, now=now)
    with tempfile.TemporaryFile() as copy, files.open(run.file) as kept:
        shutil.copyfileobj(kept, copy)
        return work(run_id=run.pk, file=copy, until=over, now=now)


def stop(*, run_id: UUID, broken: RuleBroken, now: datetime) -> None:
    """It cannot go on. What is in stays; the same file again goes on from there."""
    BankImport.objects.filter(pk=run_id, state__in=["checking", "entering"]).update(
        problem=broken.code, facts=broken.facts, moved_at=now
    )


def forget_imports(*, now: datetime) -> None:
    """Duty: let go of files nobody reads on and of rows nobody put right; the figures stay."""
    still = BankImport.objects.filter(
        file__isnull=False, moved_at__lt=now - timedelta(days=FILE_DAYS)
    )
    for run in still.select_related("file").order_by("id"):
        with transaction.atomic():
            file, run.file, run.state = run.file, None, "dropped"
            run.save(update_fields=["file", "state"])
            if file is not None:
                files.forget(file)
    old = BankImport.objects.filter(moved_at__lt=now - timedelta(days=ROW_DAYS))
    BankImportRow.objects.filter(run__in=old.values("pk")).delete()
    old.filter(state__in=["checking", "checked", "entering"]).update(state="dropped")


def sentences(rows: Iterable[BankImportRow]) -> Iterator[tuple[BankImportRow, str]]:
    """Bad rows, each with its reason in words of the active language."""
    return ((row, RuleBroken(row.code, **row.facts).sentence) for row in rows)

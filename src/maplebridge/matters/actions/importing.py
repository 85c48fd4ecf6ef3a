"""Take over an old hotline's workbook: in pieces, each whole or not at all, going on where it stopped.

No clock alarms, nobody is told, no points are given: what ended long ago ended elsewhere.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from maplebridge import events as facts
from maplebridge.core import audit, calendar, files, outbox, tables
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.tables import Record
from maplebridge.core.viewer import SYSTEM, Viewer

from .. import policy, queries
from ..models import CHANNELS, ImportDraft, ImportRefusal, ImportRun, LegacyReference
from ..queries.importing import places_by_name
from ..rules import legacy
from ..rules.legacy import Map, Old
from .importing_rows import Ground, write

PIECE = 500
"""Rows that stand or fall together."""
FILE_MAX = 50_000_000
"""Bytes that may be sent through the page; the console takes more."""
SITTING_SECONDS = 20
"""How long a worker reads before it looks after other work; well below a delivery's lease."""


def map_of(content: Mapping[str, Any], now: datetime) -> Map:
    """The map, checked against the catalogue in force. Raises RuleBroken with the part at fault."""
    rulebook = queries.catalogue(calendar.today(now))
    codes = {category.code for category in rulebook.categories}
    try:
        return legacy.parse_map(content, categories=codes, channels=CHANNELS)
    except legacy.MapUnusable as problem:
        raise RuleBroken("import_map_wrong", part=problem.part[:80]) from None


def begin_import(
    *,
    viewer: Viewer,
    name: str,
    digest: str,
    content: Mapping[str, Any],
    trial: bool,
    file: StoredFile | None = None,
    total: int | None = None,
    now: datetime,
) -> ImportRun:
    """A run for this very file and map: the one that stopped halfway, or a new one.

    `total` is how many rows there are, where somebody counted them. With `file` the worker reads it; without, the caller calls `take_rows`. Raises RuleBroken when
    another workbook of the same source is at work.
    """
    if not policy.may_import(viewer):
        raise Forbidden("import_not_yours")
    by = map_of(content, now)
    stopped = ImportRun.objects.filter(
        source=by.source, digest=digest, trial=trial, state__in=["waiting", "running", "failed"]
    )
    try:
        with transaction.atomic():
            run = stopped.select_for_update().order_by("-id").first()
            if run is None:
                run = ImportRun(
                    source=by.source, name=name[:200], digest=digest, content=dict(content),
                    file=file, trial=trial, began_at=now, moved_at=now,
                )  # fmt: skip
            elif file is not None:
                run.file = file
            run.total = total if total is not None else run.total
            run.state, run.problem, run.moved_at = "waiting", "", now
            run.save()
            audit.record(viewer=viewer, verb="matter.begin_import", thing=run, now=now, trial=trial)
            if file is not None:
                outbox.tell(facts.ImportRequested(run.pk), now=now)
            return run
    except IntegrityError:
        raise RuleBroken("import_at_work", source=by.source) from None


def take_rows(
    *,
    viewer: Viewer,
    run_id: UUID,
    rows: Iterable[Record],
    since_1904: bool = False,
    until: Callable[[], bool] = bool,
    said: Callable[[ImportRun], None] = lambda _: None,
    now: datetime,
) -> bool:
    """Read on from where the run stopped, piece by piece; False when `until` ended it before.

    A piece and the run's counts are one transaction: killed at any moment and begun again, nothing
    is missing and nothing there twice. Who finds the run further on than they left it stops.
    """
    run = ImportRun.objects.get(pk=run_id)
    by = map_of(run.content, now)
    ground = Ground(by, places_by_name(), now)
    rest = (row for row in rows if row[0] > run.row)
    while piece := list(itertools.islice(rest, PIECE)):
        if run.row == 0:
            _check_columns(piece[0][1], by)
        with transaction.atomic():
            held = ImportRun.objects.select_for_update().get(pk=run_id)
            if held.row != run.row or held.state == "done":
                return False
            run = _take_piece(viewer, held, by, ground, piece, since_1904, now)
        said(run)
        if until():
            return False
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run_id)
        file, held.file = held.file, None
        held.state, held.moved_at = "done", now
        held.save(update_fields=["file", "state", "moved_at"])
        audit.record(
            viewer=viewer, verb="matter.end_import", thing=held, now=now,
            taken=held.taken, known=held.known, refused=held.refused,
        )  # fmt: skip
    if file is not None:
        files.forget(file)
    said(held)
    return True


def _check_columns(first: Mapping[str, str], by: Map) -> None:
    missing = legacy.missing_columns(first, by)
    if missing:
        raise RuleBroken(
            "import_columns_missing", wanted="、".join(missing)[:200], names="、".join(first)[:300]
        )


def _take_piece(
    viewer: Viewer,
    run: ImportRun,
    by: Map,
    ground: Ground,
    piece: list[Record],
    since_1904: bool,
    now: datetime,
) -> ImportRun:
    found: list[tuple[int, Old]] = []
    refused: list[ImportRefusal] = []
    zone = calendar.zone()
    for number, row in piece:
        try:
            old = legacy.read_row(row, by, now=now, zone=zone, since_1904=since_1904)
            ground.place_of(old)
            found.append((number, old))
        except legacy.Refused as problem:
            refused.append(_refusal(run, number, row, by, problem))
    new = _not_known(by, found)
    if not run.trial:
        write(run=run, by=by, ground=ground, rows=new, now=now)
        audit.record(
            viewer=viewer, verb="matter.import", thing=run, now=now,
            row=piece[-1][0], taken=len(new), refused=len(refused),
        )  # fmt: skip
    ImportRefusal.objects.bulk_create(refused)
    run.row, run.moved_at, run.state = piece[-1][0], now, "running"
    run.rows += len(piece)
    run.taken += len(new)
    run.known += len(found) - len(new)
    run.refused += len(refused)
    run.save(update_fields=["row", "moved_at", "state", "rows", "taken", "known", "refused"])
    return run


def _not_known(by: Map, found: list[tuple[int, Old]]) -> list[Old]:
    """Those whose old number did not come in before; of two in one piece the first."""
    numbers = [old.number for _, old in found]
    there = LegacyReference.objects.filter(source=by.source, number__in=numbers)
    seen = set(there.values_list("number", flat=True))
    new = []
    for _, old in found:
        if old.number not in seen:
            seen.add(old.number)
            new.append(old)
    return new


def _refusal(
    run: ImportRun, number: int, row: Mapping[str, str], by: Map, problem: legacy.Refused
) -> ImportRefusal:
    old = row.get(by.columns["number"], "").strip().replace("\x00", "")
    cell = row.get(problem.column, "") if problem.reason in legacy.NOT_UNDERSTOOD else ""
    return ImportRefusal(
        run=run, row=number, number=old[: legacy.NUMBER_MAX], reason=problem.reason,
        column=problem.column[:100], cell=legacy.shown_cell(cell),
    )  # fmt: skip


def stop_import(*, run_id: UUID, problem: str, now: datetime) -> None:
    """The file cannot be read on. What came in stays; the same file again goes on from there."""
    ImportRun.objects.filter(pk=run_id).exclude(state="done").update(
        state="failed", problem=problem[:300], moved_at=now
    )


def read_on(*, run_id: UUID, now: datetime) -> None:
    """The worker's part: read for some seconds, then ask to be called again. Twice is once."""
    run = ImportRun.objects.select_related("file").filter(pk=run_id).first()
    if run is None or run.file is None or run.state not in {"waiting", "running"}:
        return
    try:
        with tempfile.TemporaryFile() as copy, files.open(run.file) as kept:
            shutil.copyfileobj(kept, copy)
            copy.seek(0)
            rows, since_1904 = opened(copy, map_of(run.content, now))
            done = take_rows(
                viewer=SYSTEM, run_id=run_id, rows=rows, since_1904=since_1904,
                until=seconds(SITTING_SECONDS), now=now,
            )  # fmt: skip
    except RuleBroken as broken:
        stop_import(run_id=run_id, problem=broken.sentence, now=now)
        return
    if not done:
        with transaction.atomic():
            outbox.tell(facts.ImportRequested(run_id), now=now)


def checked_upload(upload: UploadedFile[Any]) -> bytes:
    """The bytes of a workbook that came by the page. Raises RuleBroken when they are too many."""
    if (upload.size or 0) > FILE_MAX:
        raise RuleBroken("import_file_too_large", megabytes=FILE_MAX // 1_000_000)
    return bytes(upload.read())


def opened(file: IO[bytes], by: Map) -> tuple[Iterator[Record], bool]:
    """The rows of a table of either kind, and whether its days count from 1904."""
    book = tables.open_table(file, tables.LONG, encoding=by.encoding)
    return book.sheet(by.sheet).records(), book.since_1904


def digest_of(file: IO[bytes], content: Mapping[str, Any]) -> str:
    """SHA-256 of the workbook and of its map; the file is left at its beginning."""
    total = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())
    while part := file.read(1_000_000):
        total.update(part)
    file.seek(0)
    return total.hexdigest()


def seconds(limit: float) -> Callable[[], bool]:
    """True once `limit` seconds are over."""
    ends = time.monotonic() + limit
    return lambda: time.monotonic() > ends


def purge_imports(*, now: datetime) -> None:
    """Let go of workbooks that nobody reads any more, and of refusals that nobody put right."""
    days = {line.model: line.days for line in import_string(f"{settings.RETENTION}.RETENTION")}
    still = now - timedelta(days=days["matters.ImportRun"])
    for run in ImportRun.objects.filter(file__isnull=False, moved_at__lt=still).order_by("id"):
        file, run.file = run.file, None
        run.state = "done" if run.state == "done" else "failed"
        run.save(update_fields=["file", "state"])
        if file is not None:
            files.forget(file)
    untouched = now - timedelta(days=days["matters.ImportDraft"])
    for draft in ImportDraft.objects.filter(moved_at__lt=untouched).order_by("id"):
        kept = draft.file
        draft.delete()
        files.forget(kept)
    old = now - timedelta(days=days["matters.ImportRefusal"])
    ImportRefusal.objects.filter(run__moved_at__lt=old).delete()

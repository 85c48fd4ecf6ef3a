"""Prepare an old hotline's workbook on the page: look through it, say what it means, begin.

What is chosen here becomes the same map that the console takes. Guesses are only shown: a page of
words counts once somebody has sent it (decision 0114).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from maplebridge import events as facts
from maplebridge.core import audit, files, outbox, tables
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import ImportDraft, ImportRun
from ..queries import importing as queries
from ..rules import legacy_drafts as drafts
from ..rules.legacy_survey import survey_of
from . import importing

SURVEY_SECONDS = 40
"""How long a worker looks through a workbook: 100,000 rows on a server that is busy with other
things; below a delivery's lease, which is a minute unless it is set otherwise."""


def begin_draft(*, viewer: Viewer, upload: UploadedFile[Any], now: datetime) -> ImportDraft:
    """Keep the workbook and let a worker look through it. Raises Forbidden, RuleBroken."""
    if not policy.may_import(viewer):
        raise Forbidden("import_not_yours")
    kept = files.keep(importing.checked_upload(upload), "application/octet-stream")
    with transaction.atomic():
        draft = ImportDraft(name=(upload.name or "")[:200], file=kept, began_at=now, moved_at=now)
        draft.save(force_insert=True)
        audit.record(viewer=viewer, verb="matter.prepare_import", thing=draft, now=now)
        outbox.tell(facts.ImportUploaded(draft.pk), now=now)
    return draft


def look_through(*, draft_id: UUID, now: datetime) -> None:
    """The worker's part: read the workbook once, for SURVEY_SECONDS at most."""
    draft = ImportDraft.objects.select_related("file").filter(pk=draft_id).first()
    if draft is None or draft.seen or draft.problem:
        return
    sheet = str(draft.content.get("sheet", ""))
    try:
        with copied(draft.file) as copy:
            book = tables.open_table(copy, tables.LONG)
            survey = survey_of(
                book.sheet(sheet).records(),
                until=importing.seconds(SURVEY_SECONDS),
                since_1904=book.since_1904,
                sheets=[one.name for one in book.sheets if one.name and not one.hidden],
            )
        if not survey.rows:
            raise RuleBroken("import_without_rows")
    except RuleBroken as broken:
        ImportDraft.objects.filter(pk=draft_id).update(problem=broken.sentence[:300], moved_at=now)
        return
    names = {column.name for column in survey.columns}
    before = {"sheet": sheet} if sheet else queries.map_of_such(names)
    ImportDraft.objects.filter(pk=draft_id, seen={}).update(
        seen=survey.as_json(), content=before, settled=[], moved_at=now
    )


def choose_sheet(*, viewer: Viewer, draft_id: UUID, sheet: str, now: datetime) -> None:
    """Look through another sheet of the workbook; what was chosen for this one is let go."""
    with transaction.atomic():
        draft = _held(viewer, draft_id)
        draft.content, draft.seen, draft.settled, draft.problem = {"sheet": sheet}, {}, [], ""
        _moved(draft, now)
        outbox.tell(facts.ImportUploaded(draft_id), now=now)


def choose_columns(
    *, viewer: Viewer, draft_id: UUID, chosen: Mapping[str, Any], now: datetime
) -> ImportDraft:
    """Which column is what. Where another column is chosen, its words have to be settled anew."""
    with transaction.atomic():
        draft = _held(viewer, draft_id)
        if not draft.seen:
            raise RuleBroken("import_not_seen_yet")
        draft.content, draft.settled = drafts.with_columns(draft.content, draft.settled, chosen)
        _moved(draft, now)
    return draft


def settle_words(
    *,
    viewer: Viewer,
    draft_id: UUID,
    part: drafts.Part,
    page: int,
    meant: Mapping[str, str],
    now: datetime,
) -> ImportDraft:
    """What the words of one page mean; "" is none of ours, so that their rows are refused."""
    with transaction.atomic():
        draft = _held(viewer, draft_id)
        table = {**draft.content.get(part.table, {}), **meant}
        draft.content[part.table] = {word: ours for word, ours in table.items() if ours}
        draft.settled = sorted({*draft.settled, f"{part.value}:{page}"})
        _moved(draft, now)
    return draft


def begin_drafted(*, viewer: Viewer, draft_id: UUID, trial: bool, now: datetime) -> ImportRun:
    """Begin with what was chosen. A trial keeps the draft; taking over ends it.

    Raises RuleBroken while words are not settled or another workbook of the source is at work.
    """
    draft = queries.get_draft(viewer, draft_id)
    if not draft.seen:
        raise RuleBroken("import_not_seen_yet")
    survey = queries.survey(draft)
    if drafts.first_open(survey, draft.content, draft.settled, queries.known_places()) is not None:
        raise RuleBroken("import_words_left")
    with copied(draft.file) as copy:
        digest = importing.digest_of(copy, draft.content)
    with transaction.atomic():
        _held(viewer, draft_id)
        run = importing.begin_import(
            viewer=viewer, name=draft.name, digest=digest, content=draft.content, trial=trial,
            file=draft.file, total=survey.rows if survey.whole else None, now=now,
        )  # fmt: skip
        if trial:
            ImportDraft.objects.filter(pk=draft_id).update(tried=run, moved_at=now)
        else:
            ImportDraft.objects.filter(pk=draft_id).delete()
    return run


def drop_draft(*, viewer: Viewer, draft_id: UUID, now: datetime) -> None:
    """Put the workbook away; nothing of it was taken over."""
    with transaction.atomic():
        draft = _held(viewer, draft_id)
        file = draft.file
        audit.record(viewer=viewer, verb="matter.drop_import", thing=draft, now=now)
        draft.delete()
    files.forget(file)


def resume_import(*, viewer: Viewer, run_id: UUID, now: datetime) -> None:
    """Read a stopped workbook on from its last whole piece. Raises RuleBroken when it is gone."""
    run = queries.get_run(viewer, run_id)
    if run.state != "failed":
        raise RuleBroken("import_not_stopped")
    if run.file_id is None:
        raise RuleBroken("import_file_gone")
    try:
        with transaction.atomic():
            stopped = ImportRun.objects.filter(pk=run_id, state="failed", file__isnull=False)
            if stopped.update(state="waiting", problem="", moved_at=now):
                audit.record(viewer=viewer, verb="matter.begin_import", thing=run, now=now)
                outbox.tell(facts.ImportRequested(run_id), now=now)
    except IntegrityError:
        raise RuleBroken("import_at_work", source=run.source) from None


@contextmanager
def copied(stored: StoredFile) -> Iterator[IO[bytes]]:
    """The workbook as a file of ours that can be sought in, wherever the store keeps it."""
    with tempfile.TemporaryFile() as copy, files.open(stored) as kept:
        shutil.copyfileobj(kept, copy)
        copy.seek(0)
        yield copy


def _held(viewer: Viewer, draft_id: UUID) -> ImportDraft:
    """The draft, locked until the transaction ends. Raises Forbidden, Missing."""
    queries.get_draft(viewer, draft_id)
    return queries.locked_draft(draft_id)


def _moved(draft: ImportDraft, now: datetime) -> None:
    draft.moved_at = now
    draft.save(update_fields=["content", "settled", "seen", "problem", "moved_at"])

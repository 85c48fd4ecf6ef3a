"""All slips of a village, printed in the background one part after another, to be fetched as one file.

Each part and the mark of the run are one transaction: killed at any moment and begun again, no slip is
missing and none there twice. No more than one part is ever held in memory.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import IntegrityError, transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, files, outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import MonthSeal, SlipPart, SlipRun
from ..queries import printing as reading
from ..queries import slips
from .closing import note_slips_printed
from .slip_papers import slips_pdf

SITTING_SECONDS = 20
FILE_DAYS = 7
_CHUNK = 1 << 16


def print_all(*, viewer: Viewer, seal: MonthSeal, language: str, now: datetime) -> SlipRun:
    """Ask for all slips of a month; asked again, what stands, or what stopped goes on from there, also
    where a worker died over it.

    Whoever asks answers for it from then on. Raises Forbidden `deed_needs_council`.
    """
    _check_may(viewer, seal, now)
    assert viewer.person_id is not None, "who sits on a council is somebody"
    try:
        with transaction.atomic():
            standing = SlipRun.objects.select_for_update().filter(seal=seal, language=language)
            run = standing.exclude(state="gone").first()
            if run is not None and not reading.waits_to_go_on(run, now):
                return run
            if run is None:
                run = SlipRun(seal=seal, language=language, asked_at=now)
            run.asked_by_id, run.problem, run.moved_at = viewer.person_id, "", now
            run.save()
            audit.record(viewer=viewer, verb="print_all_slips", thing=run, now=now)
            outbox.tell(facts.SlipsRequested(run.pk), now=now)
            return run
    except IntegrityError:  # somebody else asked in the same moment
        return SlipRun.objects.exclude(state="gone").get(seal=seal, language=language)


def print_on(*, run_id: UUID, now: datetime) -> None:
    """The worker's part: some seconds of work, then it asks to be called again. Twice is once."""
    ends = time.monotonic() + SITTING_SECONDS
    try:
        done = work(run_id=run_id, until=lambda: time.monotonic() > ends, now=now)
    except RuleBroken as broken:
        SlipRun.objects.filter(pk=run_id, state="printing").update(
            problem=broken.code, facts=broken.facts, moved_at=now
        )
        return
    if not done:
        with transaction.atomic():
            outbox.tell(facts.SlipsRequested(run_id), now=now)


def work(*, run_id: UUID, until: Callable[[], bool], now: datetime) -> bool:
    """Print on from where the run stopped; False when `until` ended it before the last part.

    Raises RuleBroken `slips_seat_over`, `slip_book_changed` and what a document may be refused for.
    """
    found = SlipRun.objects.filter(pk=run_id, state="printing", problem="")
    run = found.select_related("seal__bank", "seal__period", "asked_by").first()
    if run is None:
        return True
    viewer, bank = _acting(run, now), run.seal.bank
    while made := slips.part_of_slips(bank, run.seal, run.after):
        first, last = made[0].said.number, made[-1].said.number
        content = slips_pdf(bank, run.seal, made, "pair", run.language)
        if not _keep(viewer, run, (first, last, len(made)), content, now):
            return True  # somebody else is at it, and further
        run.after = last
        if until():
            return False
    SlipRun.objects.filter(pk=run.pk, state="printing").update(state="ready", moved_at=now)
    return True


def _keep(
    viewer: Viewer, run: SlipRun, part: tuple[int, int, int], content: bytes, now: datetime
) -> bool:
    """The part and the mark of the run; False when the run is not where it was any more."""
    first, last, count = part
    file = files.keep(content, "application/pdf")
    with transaction.atomic():
        held = SlipRun.objects.select_for_update().get(pk=run.pk)
        stands = (held.state, held.problem, held.after) == ("printing", "", run.after)
        if stands:
            SlipPart.objects.create(run=held, first=first, last=last, file=file)
            note_slips_printed(viewer=viewer, seal=run.seal, first=first, last=last, now=now)
            held.after, held.made, held.moved_at = last, held.made + count, now
            held.save(update_fields=["after", "made", "moved_at"])
    if not stands:
        files.forget(file)
    return stands


def _acting(run: SlipRun, now: datetime) -> Viewer:
    """Whoever asked, who must still sit on the council. Raises RuleBroken `slips_seat_over`."""
    viewer = people.viewer_of(run.asked_by, now=now)
    seat = queries.seat_of(viewer.person_id, run.seal.bank_id, calendar.today(now))
    if not policy.may_print_slips(seat):
        raise RuleBroken("slips_seat_over")
    return viewer


def all_as_zip(
    *, viewer: Viewer, seal: MonthSeal, language: str, file: IO[bytes], now: datetime
) -> None:
    """Write every part into one zip, piece by piece; who took it is in the audit before.

    Raises Forbidden `deed_needs_council`, Missing `slips_not_ready`.
    """
    _check_may(viewer, seal, now)
    run = reading.ready_run(seal, language)
    with transaction.atomic():
        audit.record(viewer=viewer, verb="take_all_slips", thing=run, now=now, made=run.made)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for part in reading.parts_of_run(run):
            name = f"slips-{seal.month:%Y-%m}-{part.first:05d}-{part.last:05d}.pdf"
            with files.open(part.file) as content, archive.open(name, "w") as target:
                while piece := content.read(_CHUNK):
                    target.write(piece)


def forget_slips(*, now: datetime) -> None:
    """Duty: let go of printed slips; they can be printed again from the book."""
    old = SlipRun.objects.exclude(state="gone").filter(moved_at__lt=now - timedelta(days=FILE_DAYS))
    for run in old.order_by("id"):
        parts = list(SlipPart.objects.filter(run=run).select_related("file"))
        with transaction.atomic():
            SlipPart.objects.filter(run=run).delete()
            SlipRun.objects.filter(pk=run.pk).update(state="gone")
        for part in parts:
            files.forget(part.file)


def _check_may(viewer: Viewer, seal: MonthSeal, now: datetime) -> None:
    seat = queries.seat_of(viewer.person_id, seal.bank_id, calendar.today(now))
    if not policy.may_print_slips(seat):
        raise Forbidden("deed_needs_council")

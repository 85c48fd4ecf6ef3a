"""The bank's book as a workbook: taken out, filled in, brought back, looked at, entered."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.tables import XLSX_TYPE, Table, Value, csv_lines, write_csv, write_xlsx

from .. import actions, policy, queries
from ..actions.importing import LIMITS, sentences
from ..forms.workbook import WorkbookForm
from ..messages import IMPORT_STATES, IMPORT_WHATS
from ..models import BankImport, BankImportRow
from ..queries import workbook as reading
from ..rules.workbook import WHATS
from .pages import Standing, standing, viewer_of
from .who import pages

PREVIEWED = 20
REFRESH_SECONDS = 4


def _council(request: HttpRequest, bank_id: UUID) -> Standing:
    here = standing(request, bank_id)
    if not policy.may_carry(here.viewer, here.seat):
        raise Forbidden("workbook_not_yours")
    return here


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def workbook(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """Take the book out, bring a workbook in, and see what became of the last ones."""
    here = _council(request, bank_id)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _begin(here, form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error("why" if broken.code == "opening_why" else "file", broken.sentence)
        else:
            return redirect("bank:import", run.pk)
    found = reading.imports_of(bank_id, after=_key(request.GET.get("after", "")))
    shown = found[:10]
    context = {
        "bank": here.bank,
        "form": form,
        "runs": [(run, IMPORT_WHATS[run.what], *_state(run)) for run in shown],
        **pages(request, shown[-1].pk.hex if len(found) > len(shown) else ""),
    }
    return render(request, "bank/workbook.html", context, status=422 if form.errors else 200)


def _begin(here: Standing, data: dict[str, Any]) -> BankImport:
    """Look at the headings before the file is kept, and let go of it when it is refused."""
    upload: UploadedFile[Any] = data["file"]
    if upload.size is None or upload.size > LIMITS.file_bytes:
        raise RuleBroken("table_file_too_large", megabytes=LIMITS.file_bytes // 1_000_000)
    actions.opened(upload, data["what"])
    upload.seek(0)
    digest = hashlib.sha256()
    for part in upload.chunks():
        digest.update(part)
    upload.seek(0)
    kept = files.keep(upload.read(), "application/octet-stream")
    try:
        run = actions.begin_import(
            viewer=here.viewer, bank_id=here.bank.pk, what=data["what"], name=upload.name or "",
            digest=digest.hexdigest(), why=data["why"], file=kept, now=timezone.now(),
        )  # fmt: skip
    except Exception:
        files.forget(kept)
        raise
    if run.file_id != kept.pk:  # it was read already; nothing points to these bytes
        files.forget(kept)
    return run


@never_cache
@require_safe
@login_required
def workbook_file(request: HttpRequest, bank_id: UUID, ending: str) -> HttpResponseBase:
    """The whole book as .xlsx or .csv, written row by row."""
    language = get_language() or "en"
    bank, found = actions.export_book(
        viewer=viewer_of(request), bank_id=bank_id, language=language, now=timezone.now()
    )
    day = timezone.localtime().date()
    return _sent(found, ending, f"{bank.name}-{day}")


@never_cache
@require_safe
@login_required
def blank_workbook(request: HttpRequest, bank_id: UUID, what: str) -> HttpResponseBase:
    """An empty workbook to be filled in."""
    if what not in WHATS:
        raise Missing("bank_missing")
    found = actions.blank_book(
        viewer=viewer_of(request), bank_id=bank_id, what=what,
        language=get_language() or "en", now=timezone.now(),
    )  # fmt: skip
    return _sent([found], "xlsx", found.name)


def _sent(found: list[Table], ending: str, name: str) -> HttpResponseBase:
    if ending not in {"xlsx", "csv"}:
        raise Missing("bank_missing")
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    if ending == "xlsx":
        write_xlsx(file, found)
    else:
        write_csv(file, found)
    file.seek(0)
    kind = XLSX_TYPE if ending == "xlsx" else "text/csv; charset=utf-8"
    return FileResponse(file, as_attachment=True, filename=f"{name}.{ending}", content_type=kind)


def _state(run: BankImport) -> tuple[Any, str, str]:
    words: tuple[Any, str, str] = IMPORT_STATES["stopped" if run.problem else run.state]
    return words


@never_cache
@require_safe
@login_required
def import_run(request: HttpRequest, brought_id: UUID) -> HttpResponse:
    """How far a workbook is; when it is read, what would be entered and what cannot be."""
    run = reading.get_import(brought_id)
    here = _council(request, run.bank_id)
    words, tone, icon_name = _state(run)
    at_work = run.state in {"checking", "entering"} and not run.problem
    bad = reading.first_rows(run, ["bad"], after=_number(request.GET.get("after", "")))
    shown = bad[: reading.SHOWN]
    context = {
        "bank": run.bank, "run": run, "what": IMPORT_WHATS[run.what], "state": words,
        "problem": RuleBroken(run.problem, **run.facts).sentence if run.problem else "",
        "tone": tone, "icon_name": icon_name, "at_work": at_work, "bad": list(sentences(shown)),
        "preview": _preview(run) if run.state == "checked" else [],
        **pages(request, str(shown[-1].row) if len(bad) > len(shown) else ""),
        **_openings(run, here),
    }  # fmt: skip
    answer = render(request, "bank/import.html", context)
    if at_work:
        answer["Refresh"] = str(REFRESH_SECONDS)
    return answer


def _preview(run: BankImport) -> list[tuple[BankImportRow, str]]:
    """The first rows as they would be entered, each with the name of its kind."""
    rows = reading.first_rows(run, ["good"], limit=PREVIEWED)[:PREVIEWED]
    named = []
    for row in rows:
        book = queries.catalogue_on(run.bank_id, row.done_on) if row.done_on else None
        kind = book.catalogue.kind(row.kind) if book else None
        named.append((row, kind.name_in(get_language() or "en") if kind else ""))
    return named


def _openings(run: BankImport, here: Standing) -> dict[str, Any]:
    if run.what != "opening":
        return {}
    sums = reading.opening_sums(run)
    waiting, points = sums.get("prepared", (0, 0))
    return {
        "waiting": waiting,
        "waiting_points": points,
        "approved": sums.get("approved", (0, 0)),
        "refused": sums.get("refused", (0, 0)),
        "mine": reading.took_part(run, here.viewer.person_id),
    }


@require_POST
@login_required
def import_step(request: HttpRequest, brought_id: UUID) -> HttpResponseBase:
    """Enter what was checked, let the workbook go, or decide about opening points."""
    viewer, now, what = viewer_of(request), timezone.now(), request.POST.get("what", "")
    try:
        if what == "enter":
            skip = request.POST.get("skip_bad") == "yes"
            actions.start_entering(viewer=viewer, run_id=brought_id, skip_bad=skip, now=now)
        elif what == "drop":
            actions.drop_import(viewer=viewer, run_id=brought_id, now=now)
        else:
            count = actions.decide_openings(
                viewer=viewer, run_id=brought_id, approve=what == "approve",
                why_not=request.POST.get("why_not", ""), now=now,
            )  # fmt: skip
            said = ngettext("%(count)s household decided.", "%(count)s households decided.", count)
            messages.success(request, said % {"count": count})
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    return redirect("bank:import", brought_id)


@never_cache
@require_safe
@login_required
def import_bad(request: HttpRequest, brought_id: UUID) -> HttpResponseBase:
    """Every row that cannot be entered, with its cell and why, however many they are."""
    run = reading.get_import(brought_id)
    _council(request, run.bank_id)
    heads: list[Value] = [gettext("Row"), gettext("Cell"), gettext("Row id"), gettext("Why")]

    def rows() -> Iterator[list[Value]]:
        yield heads
        for one, why in sentences(reading.rows_of(run, ["bad"])):
            yield [one.row, one.cell, one.key, why]

    lines = itertools.chain(["\ufeff"], csv_lines(rows()))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows.csv"'
    return answer


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0

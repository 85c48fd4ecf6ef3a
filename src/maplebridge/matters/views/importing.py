"""Taking over an old hotline: upload its workbook, see how far it is and what was not taken."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.tables import Value, csv_lines
from maplebridge.core.viewer import Viewer

from ..actions import importing as actions
from ..actions import importing_drafts as drafting
from ..forms.importing import UploadForm
from ..messages.work import REFUSALS, RUN_STATES
from ..models import ImportRun
from ..queries import importing as queries
from .wording import signed_in, viewer_of

MAP_MAX = 1_000_000
LOOK_AGAIN_SECONDS = 8


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    viewer = viewer_of(request)
    found, prepared = queries.runs(viewer), queries.drafts(viewer)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _taken_in(viewer, form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, ValidationError(broken.sentence, broken.code))
    context = {
        "form": form,
        "drafts": prepared,
        "runs": [(run, *RUN_STATES[run.state]) for run in found],
    }
    return render(request, "matters/imports.html", context, status=422 if form.errors else 200)


def _taken_in(viewer: Viewer, data: dict[str, Any]) -> HttpResponse:
    """With a map the run begins; without one the next page asks what the columns mean."""
    if data["map"]:
        return redirect("matters:import", _begin(viewer, data).pk)
    draft = drafting.begin_draft(viewer=viewer, upload=data["file"], now=timezone.now())
    return redirect("matters:import_columns", draft.pk)


def _begin(viewer: Viewer, data: dict[str, Any]) -> ImportRun:
    """Check the map before the workbook is kept, so that a refusal leaves nothing behind."""
    now, upload = timezone.now(), data["file"]
    try:
        content = json.loads(data["map"].read(MAP_MAX).decode("utf-8-sig"))
    except ValueError:
        raise RuleBroken("import_map_not_json") from None
    actions.map_of(content, now)
    workbook = actions.checked_upload(upload)
    upload.seek(0)
    digest = actions.digest_of(upload, content)
    return actions.begin_import(
        viewer=viewer,
        name=upload.name or "",
        digest=digest,
        content=content,
        trial=data["trial"],
        file=files.keep(workbook, "application/octet-stream"),
        now=now,
    )


@signed_in
@require_safe
def import_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = queries.get_run(viewer_of(request), run_id)
    words, tone, icon = RUN_STATES[run.state]
    context = {
        "run": run,
        "state": words,
        "tone": tone,
        "icon_name": icon,
        "at_work": run.state in {"waiting", "running"},
        "still": "still" in request.GET,
        "draft": queries.draft_tried_by(run),
        "refusals": [
            (one.row, one.number, REFUSALS.get(one.reason, one.reason), one.column, one.cell)
            for one in queries.first_refusals(run)
        ],
        "shown": queries.REFUSALS_SHOWN,
    }
    answer = render(request, "matters/import.html", context)
    return looking_again(answer, request) if context["at_work"] else answer


def looking_again(answer: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The browser asks for the page again by itself, without a script, until somebody holds it."""
    if "still" not in request.GET:
        answer["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


@signed_in
@require_POST
def resume(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Read on from the last whole piece."""
    try:
        drafting.resume_import(viewer=viewer_of(request), run_id=run_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    return redirect("matters:import", run_id)


@signed_in
@require_safe
def import_refused(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Every row that was not taken, as a table for a spreadsheet, however many they are."""
    run = queries.get_run(viewer_of(request), run_id)
    reasons = {code: str(words) for code, words in REFUSALS.items()}

    def rows() -> Iterator[list[Value]]:
        yield ["row", "number", "reason", "column", "in words", "cell"]
        for one in queries.refusals(run):
            said = reasons.get(one.reason, "")
            yield [one.row, one.number, one.reason, one.column, said, one.cell]

    lines = itertools.chain(["\ufeff"], csv_lines(rows()))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="refused.csv"'
    return answer

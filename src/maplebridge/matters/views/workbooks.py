"""The catalogue as a file: downloaded, changed in a spreadsheet, brought back and looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core.errors import Missing, RuleBroken

from .. import actions
from ..forms.catalogue import WorkbookForm
from ..messages.catalogue import FILE_WRONG, WRONG
from ..rules.catalogue_files import (
    BYTES_MAX,
    Sheet,
    SheetUnreadable,
    read_csv,
    read_xlsx,
    write_csv,
    write_xlsx,
)
from ..rules.catalogue_workbook import COLUMNS, Wrong, from_sheets, to_sheets
from .catalogue import preview, version_named
from .wording import signed_in, viewer_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_safe
def workbook(request: HttpRequest, version: str, ending: str) -> HttpResponse:
    """One version as .xlsx or .csv, to be changed and brought back."""
    actions.allow_catalogue(viewer_of(request))
    sheets = to_sheets(version_named(version))
    if ending == "xlsx":
        answer = HttpResponse(write_xlsx(sheets), content_type=XLSX)
    elif ending == "csv":
        answer = HttpResponse(write_csv(sheets), content_type="text/csv; charset=utf-8")
    else:
        raise Missing("catalogue_version_missing", version=f"{version}.{ending}"[:20])
    answer["Content-Disposition"] = f'attachment; filename="catalogue-{version}.{ending}"'
    return answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponseBase:
    """Bring a workbook back: everything wrong is listed, or what it changes is shown."""
    actions.allow_catalogue(viewer_of(request))
    form = WorkbookForm(request.POST or None, request.FILES or None)
    found: list[Told] = []
    if request.method == "POST" and form.is_valid():
        try:
            data, wrong = from_sheets(_sheets(form.cleaned_data["file"]))
            found = [_told(one) for one in wrong]
            if not found:
                return preview(request, data)
        except SheetUnreadable as unreadable:
            sentence = FILE_WRONG[unreadable.why] % {"most": unreadable.most}
            form.add_error("file", ValidationError(sentence, unreadable.why))
        except RuleBroken as broken:
            form.add_error("file", ValidationError(broken.sentence, broken.code))
    context = {"form": form, "wrong": found}
    status = 422 if form.errors or found else 200
    return render(request, "matters/bring.html", context, status=status)


def _sheets(upload: Any) -> list[Sheet]:
    """By what the file is, not by what it is called: a workbook is an archive."""
    if upload.size > BYTES_MAX:
        raise SheetUnreadable("file_too_large", BYTES_MAX // 1_000_000)
    content = upload.read(BYTES_MAX + 1)
    if content[:2] == b"PK":
        return read_xlsx(content)
    return read_csv(content, list(COLUMNS))


@dataclass(frozen=True, slots=True)
class Told:
    """A fault as the page lists it. `row` is 0 for the sheet as a whole."""

    sheet: str
    row: int
    column: str
    what: str


def _told(wrong: Wrong) -> Told:
    sentence = str((WRONG | FILE_WRONG)[wrong.why]) % wrong.facts
    column = " · ".join(filter(None, (wrong.letter, wrong.heading)))
    return Told(wrong.sheet, wrong.row, column, sentence)

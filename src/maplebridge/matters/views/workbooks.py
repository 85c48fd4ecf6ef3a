"""The catalogue as a file: downloaded, changed in a spreadsheet, brought back and looked at."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.tables import XLSX_TYPE, open_table, write_csv, write_xlsx

from .. import actions
from ..forms.catalogue import WorkbookForm
from ..messages.catalogue import FILE_WRONG, WRONG
from ..rules.catalogue_workbook import COLUMNS, LIMITS, Wrong, from_sheets, to_tables
from .catalogue import preview, version_named
from .wording import signed_in, viewer_of


@signed_in
@require_safe
def workbook(request: HttpRequest, version: str, ending: str) -> HttpResponse:
    """One version as .xlsx or .csv, to be changed and brought back."""
    actions.allow_catalogue(viewer_of(request))
    found, file = to_tables(version_named(version)), io.BytesIO()
    if ending == "xlsx":
        write_xlsx(file, found)
    elif ending == "csv":
        write_csv(file, found)
    else:
        raise Missing("catalogue_version_missing", version=f"{version}.{ending}"[:20])
    kind = XLSX_TYPE if ending == "xlsx" else "text/csv; charset=utf-8"
    answer = HttpResponse(file.getvalue(), content_type=kind)
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
            book = open_table(form.cleaned_data["file"].file, LIMITS, sections=list(COLUMNS))
            data, wrong = from_sheets(book.sheets)
            found = [_told(one) for one in wrong]
            if not found:
                return preview(request, data)
        except RuleBroken as broken:
            form.add_error("file", ValidationError(broken.sentence, broken.code))
    context = {"form": form, "wrong": found}
    status = 422 if form.errors or found else 200
    return render(request, "matters/bring.html", context, status=status)


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

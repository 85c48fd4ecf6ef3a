"""The papers of mediation: every kind empty to print or to edit, and those of a file with what it knows."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from maplebridge.core import documents
from maplebridge.core.documents.blocks import Paper
from maplebridge.core.documents.office import DOCX_TYPE, write_docx
from maplebridge.core.errors import Missing

from .. import actions, policy
from ..messages.papers import PAPER_NAMES, WHEN_USED
from ..queries.file_papers import filled_for
from ..queries.papers import Filled, compose
from ..rules.papers import Kind
from .pages import loaded_for, signed_in, viewer_of


@require_safe
@signed_in
def papers(request: HttpRequest) -> HttpResponse:
    """Every kind, empty: paper stays possible everywhere."""
    rows = [(kind.value, PAPER_NAMES[kind], WHEN_USED[kind]) for kind in Kind]
    return render(request, "mediation/papers.html", {"rows": rows, "file": None})


@require_safe
@signed_in
def empty_paper(request: HttpRequest, paper_kind: str, paper_form: str) -> HttpResponse:
    return _made(compose(_kind(paper_kind), Filled(), _language()), paper_kind, paper_form)


@require_safe
@signed_in
def file_papers(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    loaded = loaded_for(request, casefile_id, left_too=True)
    rows = [
        (kind.value, PAPER_NAMES[kind], WHEN_USED[kind])
        for kind in Kind
        if policy.may_print(loaded.standing, kind)
    ]
    context = {
        "rows": rows, "file": loaded.file, "takes": policy.may_take_dossier(loaded.standing),
    }  # fmt: skip
    return render(request, "mediation/papers.html", context)


@require_safe
@signed_in
def dossier(request: HttpRequest, casefile_id: UUID) -> FileResponse:
    """The whole dossier in one archive, in the order of its index."""
    loaded, made = actions.take_dossier(
        viewer=viewer_of(request), file_id=casefile_id, language=_language(), now=timezone.now()
    )
    name = f"{loaded.file.reference}.zip"
    return FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")


@require_safe
@signed_in
def file_paper(
    request: HttpRequest, casefile_id: UUID, paper_kind: str, paper_form: str
) -> HttpResponse:
    """A paper with what the file knows; the rest is left to be written by hand."""
    loaded, found = loaded_for(request, casefile_id, left_too=True), _kind(paper_kind)
    if not policy.may_print(loaded.standing, found):
        raise Missing("mediation_missing")
    paper = compose(found, filled_for(loaded, found, _language()), _language())
    return _made(paper, f"{loaded.file.reference}-{paper_kind}", paper_form)


def _made(paper: Paper, name: str, form: str) -> HttpResponse:
    if form == "docx":
        answer = HttpResponse(write_docx(paper), content_type=DOCX_TYPE)
    elif form == "pdf":
        content = documents.sheet(
            template="mediation/paper_sheet.html", context={"paper": paper},
            style="mediation/paper.css", language=_language(),
        )  # fmt: skip
        answer = HttpResponse(content, content_type="application/pdf")
    else:
        raise Missing("mediation_missing")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Missing("mediation_missing") from None


def _language() -> str:
    return get_language() or "zh-hans"

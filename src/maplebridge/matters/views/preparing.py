"""Saying what an old hotline's workbook means, step by step, before anything of it comes in."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from ..actions import importing_drafts as actions
from ..actions.importing_preview import preview
from ..forms.importing import (
    LABELS,
    PLACES_LIST,
    ColumnsForm,
    WordsForm,
    channel_choices,
    code_choices,
    state_choices,
)
from ..messages.work import WORD_PARTS
from ..models import ImportDraft
from ..queries import catalogue, fold, suggest
from ..queries import importing as queries
from ..rules import legacy_drafts as drafts
from ..rules import legacy_guess as guess
from ..rules.legacy_drafts import Part
from ..rules.legacy_survey import Survey
from .importing import looking_again
from .wording import kind_choices, signed_in, viewer_of

STEPS = [_("Columns"), _("Meanings"), _("A look"), _("Taking over")]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Which column is what: the likeliest is chosen already where nobody has said so yet."""
    draft = queries.get_draft(viewer_of(request), draft_id)
    if not draft.seen:
        return _not_seen(request, draft)
    survey, places = queries.survey(draft), queries.known_places()
    form = ColumnsForm(
        survey, kind_choices(), places, data=request.POST or None,
        initial=_columns_at_first(draft, survey, places),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        draft = actions.choose_columns(
            viewer=viewer_of(request), draft_id=draft_id, chosen=form.chosen(), now=timezone.now()
        )
        return _onward(draft, survey, places)
    context = {
        "draft": draft, "form": form, "survey": survey, "steps": STEPS, "shown": _shown(survey),
        "sheet": draft.content.get("sheet", ""),
        "remembered": not draft.settled and "columns" in draft.content,
        "places_list": PLACES_LIST, "offered_places": queries.offered_places(),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "matters/import_columns.html", context, status=status)


def _not_seen(request: HttpRequest, draft: ImportDraft) -> HttpResponse:
    context = {"draft": draft, "steps": STEPS, "still": "still" in request.GET}
    answer = render(request, "matters/import_wait.html", context)
    return answer if draft.problem else looking_again(answer, request)


def _columns_at_first(draft: ImportDraft, survey: Survey, places: set[str]) -> dict[str, Any]:
    """What was chosen before, for this file or for the last one with these headings; else guesses."""
    content = draft.content
    if "columns" in content:
        return {**content, **content["columns"]}
    name = draft.name.rpartition(".")[0] or draft.name
    return {"source": name[:40], **guess.guess_columns(survey, places, fold)}


def _shown(survey: Survey) -> list[tuple[str, int, list[str]]]:
    """Each column with its first three cells that hold anything."""
    found = []
    for at, column in enumerate(survey.columns):
        cells = [cells[at].strip() for _, cells in survey.first]
        found.append((column.name, column.filled, [cell for cell in cells if cell][:3]))
    return found


def _onward(draft: ImportDraft, survey: Survey, places: set[str]) -> HttpResponse:
    """To the first page of words that nobody has settled, else to the look."""
    left = drafts.first_open(survey, draft.content, draft.settled, places)
    if left is None:
        return redirect("matters:import_look", draft.pk)
    return redirect("matters:import_words", draft.pk, left[0].value, left[1])


@signed_in
@require_POST
def sheet(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Another sheet of the same workbook."""
    actions.choose_sheet(
        viewer=viewer_of(request), draft_id=draft_id, sheet=request.POST.get("sheet", "")[:100],
        now=timezone.now(),
    )  # fmt: skip
    return redirect("matters:import_columns", draft_id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, draft_id: UUID, part: str, page: int) -> HttpResponse:
    """What the words of a column mean here, forty at a time, the most frequent first."""
    viewer = viewer_of(request)
    draft = queries.get_draft(viewer, draft_id)
    if not draft.content.get("columns") or not draft.seen:
        return redirect("matters:import_columns", draft_id)
    survey, places = queries.survey(draft), queries.known_places()
    asked = drafts.pages(survey, draft.content, places)
    if part not in set(Part) or (Part(part), page) not in asked:
        raise Missing("import_words_missing")
    which, at = Part(part), asked.index((Part(part), page))
    found = drafts.words_of(which, survey, draft.content, places)
    some = found[(page - 1) * drafts.PAGE : page * drafts.PAGE]
    form = WordsForm(
        which, some, _choices(which, draft), places, data=request.POST or None,
    )  # fmt: skip
    _guess(form, draft, page)
    if request.method == "POST" and form.is_valid():
        draft = actions.settle_words(
            viewer=viewer, draft_id=draft_id, part=which, page=page, meant=form.meant(),
            now=timezone.now(),
        )  # fmt: skip
        return _onward(draft, survey, places)
    context = {
        "draft": draft, "form": form, "steps": STEPS, "part": WORD_PARTS[which],
        "column": draft.content["columns"][which.value], "count": len(found),
        "at": at + 1, "of": len(asked), "before": asked[at - 1] if at else None,
        "is_place": which is Part.PLACE, "places_list": PLACES_LIST,
        "offered_places": queries.offered_places() if which is Part.PLACE else [],
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "matters/import_words.html", context, status=status)


def _choices(part: Part, draft: ImportDraft) -> list[tuple[str, Any]]:
    """Ours, after what happens to a word that is none of them."""
    ours = {
        Part.STATE: state_choices, Part.CLOSING: code_choices, Part.CATEGORY: kind_choices,
        Part.CHANNEL: channel_choices, Part.PLACE: list,
    }[part]()  # fmt: skip
    if part is Part.CHANNEL:
        none = _("— as by phone —")
    elif draft.content.get(part.default):
        none = _("— as every other row —")
    else:
        none = _("— refuse such rows —")
    return [("", none), *ours]


def _guess(form: WordsForm, draft: ImportDraft, page: int) -> None:
    """What the page proposes: what was said before, else the likeliest."""
    said = draft.content.get(form.part.table, {})
    settled = f"{form.part.value}:{page}" in draft.settled
    for (field, _rows), (word, _count) in zip(form.rows(), form.words, strict=True):
        proposed = said.get(word, "") or ("" if settled else _likeliest(form.part, word))
        form.initial[field.name] = proposed


def _likeliest(part: Part, word: str) -> str:
    if not word:
        return ""
    match part:
        case Part.STATE:
            return guess.guess_state(word, fold) or ""
        case Part.CLOSING:
            return guess.guess_closing(word, fold) or ""
        case Part.CHANNEL:
            return guess.guess_channel(word, fold) or ""
        case Part.CATEGORY:
            return _likeliest_kind(word)
        case Part.PLACE:
            return ""


def _likeliest_kind(word: str) -> str:
    """The kind of this name, or the one that offices call so, or that the words suggest first."""
    today = calendar.today(timezone.now())
    kinds = catalogue(today).categories
    for kind in kinds:
        if fold(word) in {fold(name) for name in kind.names.values()}:
            return kind.code
    if office := guess.guess_kind(word, fold, {kind.code for kind in kinds}):
        return office
    return next((one.category.code for one in suggest(word, today)), "")


@signed_in
@require_safe
def look(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """How the first rows would come in, and which words of the whole file would be refused."""
    draft = queries.get_draft(viewer_of(request), draft_id)
    if not draft.content.get("columns") or not draft.seen:
        return redirect("matters:import_columns", draft_id)
    survey, places = queries.survey(draft), queries.known_places()
    if drafts.first_open(survey, draft.content, draft.settled, places) is not None:
        return _onward(draft, survey, places)
    rows = preview(draft, survey, now=timezone.now(), language=get_language() or "en")
    context = {
        "draft": draft, "survey": survey, "steps": STEPS, "rows": rows,
        "columns": draft.content["columns"], "labels": LABELS,
        "bad": sum(1 for row in rows if row.faults),
        "refused": _refused(draft, survey, places),
        "words_pages": [
            (WORD_PARTS[part], part.value)
            for part, page in drafts.pages(survey, draft.content, places)
            if page == 1
        ],
    }  # fmt: skip
    return render(request, "matters/import_look.html", context)


def _refused(
    draft: ImportDraft, survey: Survey, places: set[str]
) -> list[tuple[Any, str, int, list[str]]]:
    """Of each column: how many rows are refused for words that mean nothing here, and the first."""
    found = []
    for part in Part:
        left = drafts.not_taken(part, survey, draft.content, places)
        if left:
            some = [word or gettext("(empty)") for word, _rows in left[:5]]
            rows = sum(count for _word, count in left)
            found.append((WORD_PARTS[part], part.value, rows, some))
    return found


@signed_in
@require_POST
def begin(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    trial = request.POST.get("how") != "real"
    try:
        run = actions.begin_drafted(
            viewer=viewer_of(request), draft_id=draft_id, trial=trial, now=timezone.now()
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return redirect("matters:import_look", draft_id)
    return redirect("matters:import", run.pk)


@signed_in
@require_safe
def map_file(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The map as far as it is made, for the command line."""
    draft = queries.get_draft(viewer_of(request), draft_id)
    text = json.dumps(draft.content, ensure_ascii=False, indent=2) + "\n"
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="map.json"'
    return answer


@signed_in
@require_POST
def drop(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    viewer: Viewer = viewer_of(request)
    actions.drop_draft(viewer=viewer, draft_id=draft_id, now=timezone.now())
    messages.success(request, gettext("The workbook is put away. Nothing of it was taken over."))
    return redirect("matters:imports")

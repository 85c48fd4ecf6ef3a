"""What the chosen kind adds to the report page: its questions, its advice, and whom it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core import calendar

from .. import queries
from ..forms.questions import QuestionsForm, asked_only, given_in
from ..rules.catalogue import Category, in_language

# The numbers that are called in need, as they stand in an advice: 110, 119, 120, 12345, 12348 …
_NUMBER = re.compile(r"(?<![\d.])(1(?:10|19|2[0-2])|12\d{3})(?![\d.])")


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do meanwhile: pieces of the text, and whether each is a number to call."""

    kind: str
    parts: tuple[tuple[str, bool], ...]
    urgent: bool


def advice_of(category: Category | None) -> Advice | None:
    """The advice of a kind in the reader's language, None when it has none."""
    if category is None:
        return None
    language = get_language() or "en"
    text = in_language(category.advice, language)
    if not text:
        return None
    pieces = _NUMBER.split(text)
    parts = tuple((piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece)
    return Advice(category.name(language), parts, category.urgent_advice)


def kind_of(code: str) -> Category | None:
    """The kind with this code in the catalogue of today."""
    return queries.catalogue(calendar.today(timezone.now())).get(code)


def questions_in(sent: QueryDict, *, judged: bool) -> QuestionsForm | None:
    """The questions of the kind that was chosen, with what was typed; None when it asks nothing."""
    kind = kind_of(sent.get("category", "")[:20])
    if kind is None or not kind.attributes:
        return None
    return QuestionsForm(kind, given=given_in(sent), judged=judged)


def answers_in(sent: QueryDict) -> dict[str, list[str]]:
    """What was answered to the questions of the kind that was chosen."""
    return asked_only(kind_of(sent.get("category", "")[:20]), given_in(sent))


@never_cache
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of a kind, with what was typed so far: a fragment for the page that is open."""
    asked = questions_in(request.GET, judged=False)
    return render(request, "matters/_questions.html", {"questions": asked})

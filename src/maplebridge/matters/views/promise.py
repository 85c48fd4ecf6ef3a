"""What we promise: every kind with its hours and days, open to everybody and made to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from maplebridge.core import calendar

from .. import policy, queries
from ..messages import LEVELS
from ..rules.catalogue import Catalogue, Category, in_language
from .questions import Advice, advice_of
from .wording import hours_by_day, hours_words, steps_words, viewer_of


@dataclass(frozen=True, slots=True)
class Promised:
    """One kind as the page tells it."""

    code: str
    name: str
    icon: str
    hours: int
    days: int
    round_the_clock: bool
    settled_when: str
    advice: Advice | None
    first: str
    needs_a_name: bool


@require_safe
def promise(request: HttpRequest) -> HttpResponse:
    """The catalogue of today, by groups."""
    rulebook = queries.catalogue(calendar.today(timezone.now()))
    context = {
        "rulebook": rulebook,
        "groups": promised(rulebook),
        "hours": hours_of(rulebook),
        "by_text": steps_words(rulebook.sms_steps),
        "keeps": policy.may_adopt_catalogue(viewer_of(request)),
    }
    return render(request, "matters/promise.html", context)


def promised(rulebook: Catalogue) -> list[tuple[str, list[Promised]]]:
    """Groups with their kinds, in the reader's language; the name of no group is ""."""
    language = get_language() or "en"
    return [
        (group.name(language) if group else "", [_promised(kind, language) for kind in kinds])
        for group, kinds in rulebook.tree()
    ]


def hours_of(rulebook: Catalogue) -> str:
    """The hours of all days, and after them those of the days that have their own."""
    usual, own = hours_words(rulebook.office_hours), hours_by_day(rulebook.office_hours_on)
    if not own:
        return gettext("%(hours)s on working days") % {"hours": usual}
    facts = {"hours": usual, "others": own}
    return gettext("%(hours)s on working days; otherwise: %(others)s") % facts


def _promised(kind: Category, language: str) -> Promised:
    return Promised(
        code=kind.code,
        name=kind.name(language),
        icon=kind.icon,
        hours=kind.promise.first_answer_hours,
        days=kind.promise.settle_days,
        round_the_clock=kind.promise.round_the_clock,
        settled_when=in_language(kind.closing_condition, language),
        advice=advice_of(kind),
        first=str(LEVELS[kind.answering[0]]),
        needs_a_name=not kind.anonymous,
    )

"""The household's statement and its deeds, for the people who live in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken

from .. import queries
from ..queries import my_statement, tariff_at
from ..queries.deeds import PAGE
from ..queries.pacts import points_left_behind
from .pages import deed_rows, viewer_of


@require_safe
@login_required
def statement(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    before = "before" in request.GET
    page = my_statement(viewer, after=request.GET.get("after") or None, before_the_bank=before)
    book = tariff_at(viewer.home_path, calendar.today(timezone.now()))
    context = {
        "page": page,
        "book": book,
        "tariff": book.tariff if book else None,
        "bank": queries.bank_at(viewer.home_path) if viewer.home_path else None,
        "before": before,
        "left": points_left_behind(viewer),
        "works": viewer.works,
    }
    return render(request, "bank/statement.html", context)


@require_safe
@login_required
def my_deeds(request: HttpRequest) -> HttpResponse:
    """What the own household did, where each entry stands, and what neighbours ask it about."""
    own = queries.own_household(viewer_of(request))
    after = request.GET.get("after", "")
    deeds = queries.deeds_of_household(own, after=_key(after)) if own else []
    shown = deeds[:PAGE]
    context = {
        "has_household": own is not None,
        "rows": deed_rows(shown),
        "asked": deed_rows(queries.asked_what_they_saw(own)) if own else [],
        "newer": request.path if after else "",
        "older": f"?after={shown[-1].pk}" if len(deeds) > PAGE else "",
    }
    return render(request, "bank/my_deeds.html", context)


def _key(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise RuleBroken("bank_page_unknown") from None

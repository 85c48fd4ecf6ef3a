"""The page of a community or street for everybody: its figures with their denominators, its matters."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from maplebridge.matters import public as matters

from .. import queries
from .asking import kind_name, kinds, lines, viewer_of
from .reading import fresh

SHOWN = 10


@require_safe
@fresh
def place(request: HttpRequest, area_id: UUID) -> HttpResponse:
    area = queries.get_area(area_id)
    figures = queries.figures_of(area)
    names = dict(kinds())
    page = queries.listed(queries.Wanted(place=area), limit=SHOWN)
    context = {
        "area": area,
        "figures": figures,
        "endings": [
            (matters.CODES[matters.ClosingCode(code)], count)
            for code, count in (figures.endings if figures else {}).items()
        ],
        "lines": lines(page.rows),
        "more": bool(page.after),
        "language": get_language(),
        "kinds": kinds(),
        "grids": queries.grids_of(area) if viewer_of(request).signed_in else [],
        "follows": [
            (following_id, kind_name(code, names) if code else "", where)
            for following_id, code, where in queries.follows_area(viewer_of(request), area)
        ],
    }
    return render(request, "square/place.html", context)

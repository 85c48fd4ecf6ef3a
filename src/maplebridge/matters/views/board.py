"""The board: open matters in columns by how far they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maplebridge.core import calendar

from .. import queries
from ..messages.work import BOARD
from .inbox import workers_only
from .waiting import decided_by
from .wording import lines, signed_in, viewer_of


@signed_in
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Each column has pages of its own; turning one leaves the others where they are."""
    viewer, now = viewer_of(request), timezone.now()
    workers_only(viewer)
    marks = {key: request.GET.get(key, "")[:64] for key in queries.COLUMNS}
    rulebook = queries.catalogue(calendar.today(now))
    columns = [
        {
            "key": column.key,
            "name": BOARD[column.key][0],
            "icon": BOARD[column.key][1],
            "count": queries.figure(column.count),
            "lines": decided_by(column.page.rows, lines(column.page.rows, rulebook, now), now),
            **_links(request, column.key, column.page.after),
        }
        for column in queries.board(viewer, marks)
    ]
    return render(request, "matters/board.html", {"columns": columns})


def _links(request: HttpRequest, key: str, after: str) -> dict[str, Any]:
    query = request.GET.copy()
    turned = query.pop(key, None)
    links = {"newer": f"?{query.urlencode()}#{key}" if turned else "", "older": ""}
    if after:
        query[key] = after
        links["older"] = f"?{query.urlencode()}#{key}"
    return links

"""How mediation went, by place and by organisation, in the order of names and in no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core.errors import Missing
from maplebridge.core.tables import csv_lines
from maplebridge.territory import public as territory

from ..models import HandledQuarter
from ..queries import handling as sheets
from ..rules import handling as rules

CHUNK = 500
COLUMNS = ("quarter", "place", "organisation", "name", *rules.NAMES, *(
    f"{lane}_{part}" for lane in rules.LANES for part in ("quarter_below", "half_below", "three_quarters_below")
))  # fmt: skip


@never_cache
@require_safe
def handling(request: HttpRequest, place_id: UUID | None = None) -> HttpResponse:
    """The whole jurisdiction with its streets, or a street with its communities. Everybody reads it."""
    quarters = sheets.counted_quarters()
    place = territory.place_by_id(place_id) if place_id else territory.root()
    context: dict[str, Any] = {"place": place, "inside": place_id is not None, "quarters": quarters}
    if quarters:
        first = _asked(request, quarters)
        own = sheets.sheet_of(first, place.pk)
        above = place.path if place_id else ""
        after = sheets.row_after(request.GET.get("after", ""))
        rows = sheets.sheets_in(first, above, after=after)
        offices = [] if place_id else sheets.sheets_of_organisations(first, after=_office(request))
        context |= {
            "first": first, "own": _figures(own), "query": f"?quarter={first.isoformat()}",
            "rows": [_figures(row) for row in rows[: sheets.LISTED]],
            "older": _next(first, "after", rows), "newer": f"?quarter={first}" if after else "",
            "offices": [_figures(row) for row in offices[: sheets.LISTED]],
            "more_offices": _next(first, "office", offices),
        }  # fmt: skip
    return render(request, "insight/handling.html", context)


def _office(request: HttpRequest) -> HandledQuarter | None:
    return sheets.row_after(request.GET.get("office", ""))


def _next(first: date, name: str, rows: list[HandledQuarter]) -> str:
    if len(rows) <= sheets.LISTED:
        return ""
    return f"?quarter={first}&{name}={rows[sheets.LISTED - 1].pk}"


def _asked(request: HttpRequest, quarters: list[date]) -> date:
    wanted = request.GET.get("quarter", "")
    if not wanted:
        return quarters[0]
    found = next((one for one in quarters if one.isoformat() == wanted), None)
    if found is None:
        raise Missing("insight_missing")
    return found


def _figures(row: HandledQuarter) -> dict[str, Any]:
    """What a row of the page says: n of N, a share only where both are shown."""
    n = row.shown
    settled, failed = n["settled"], n["failed"]
    ended = None if settled is None or failed is None else settled + failed
    return {
        "row": row, "n": n, "ended": ended,
        "percent": settled * 100 // ended if ended else None,
        "times": [(lane, *row.times[lane]) for lane in rules.LANES if lane in row.times],
    }  # fmt: skip


@never_cache
@require_safe
def handling_table(request: HttpRequest) -> HttpResponseBase:
    """A quarter as CSV: every place and organisation, in pieces."""
    quarters = sheets.counted_quarters()
    first = _asked(request, quarters) if quarters else None
    answer = StreamingHttpResponse(_lines(first), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="mediation.csv"'
    return answer


def _lines(first: date | None) -> Iterator[str]:
    yield "\ufeff" + "".join(csv_lines([COLUMNS]))
    if first is None:
        return
    root = territory.root()
    yield _cells([sheets.sheet_of(first, root.pk)])
    for street in _all(first, ""):
        yield _cells([street])
        if street.path:
            for piece in _pieces(first, street.path):
                yield _cells(piece)
    after: HandledQuarter | None = None
    while rows := sheets.sheets_of_organisations(first, after=after, limit=CHUNK):
        yield _cells(rows[:CHUNK])
        if len(rows) <= CHUNK:
            break
        after = rows[CHUNK - 1]


def _all(first: date, above: str) -> Iterator[HandledQuarter]:
    for piece in _pieces(first, above):
        yield from piece


def _pieces(first: date, above: str) -> Iterator[list[HandledQuarter]]:
    after: HandledQuarter | None = None
    while rows := sheets.sheets_in(first, above, after=after, limit=CHUNK):
        yield rows[:CHUNK]
        if len(rows) <= CHUNK:
            return
        after = rows[CHUNK - 1]


def _cells(rows: Iterable[HandledQuarter]) -> str:
    held = gettext("under 5 or covered")
    lines = []
    for row in rows:
        kind = row.organisation_id is not None
        counts = [
            held if row.shown.get(name, 0) is None else row.shown.get(name, "")
            for name in rules.NAMES
        ]
        times = [value for lane in rules.LANES for value in row.times.get(lane, ("", "", ""))]
        lines.append([
            row.first.isoformat(), "" if kind else row.path, row.organisation_id or "", row.name,
            *counts, *times,
        ])  # fmt: skip
    return "".join(csv_lines(lines))

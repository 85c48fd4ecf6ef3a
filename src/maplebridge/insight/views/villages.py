"""The villages of a town, the towns of a county: n of N with its date, in no order of merit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.tables import csv_lines
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import BANK, COUNTY, TOWN, VillageDay
from ..queries.villages import ORDERS, PAGE

CHUNK = 500
COLUMNS = (
    "day", "place", "name", "villages", "villages_with_a_bank", "households", "taking_part",
    "deeds_365_days", "points_granted", "points_redeemed", "cover_fen", "points_worth_fen",
    "fund_in_fen", "fund_out_fen", "notices", "notices_with_objections",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a day, the rows of one kind below a place, and their order."""

    day: date | None
    kind: str
    above: str
    path: str
    order: str


def _asked(request: HttpRequest) -> Asked:
    """The town in the address, else all of what the viewer looks after. Raises Missing, Forbidden."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    posts = policy.town_posts(viewer)
    if not posts:
        raise Forbidden("insight_needs_town")
    order = request.GET.get("by", "")
    order = order if order in ORDERS else ORDERS[0]
    town = request.GET.get("town", "")
    if town:
        place = _place(town)
        if not policy.may_read_villages(viewer, place.path):
            raise Missing("insight_missing")
        return Asked(queries.last_day(), BANK, TOWN, place.path, order)
    widest = min(posts, key=lambda post: len(post.path))
    if widest.level == Level.STREET:
        return Asked(queries.last_day(), BANK, TOWN, widest.path, order)
    return Asked(queries.last_day(), TOWN, COUNTY, widest.path, order)


def _place(text: str) -> territory.Place:
    try:
        place = territory.place_by_id(UUID(text))
    except ValueError:
        raise Missing("insight_missing") from None
    if place.level != Level.STREET:
        raise Missing("insight_missing")
    return place


@never_cache
@require_safe
@login_required
def villages(request: HttpRequest) -> HttpResponse:
    """A page of villages or towns with what they add up to."""
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked, "rows": [], "query": _query(request)}
    if asked.day is not None:
        after = _after(request, asked)
        found = queries.villages(asked.day, asked.kind, asked.path, order=asked.order, after=after)
        context |= {
            "rows": [_figures(row) for row in found[:PAGE]],
            "total": _figures(_total(asked.day, asked)),
            "newer": _query(request) if after else "",
            "older": f"{_query(request)}&after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        }
    return render(request, "insight/villages.html", context)


def _total(day: date, asked: Asked) -> VillageDay:
    if asked.above == TOWN:
        return queries.row_of(day, TOWN, asked.path)
    return queries.row_of(day, COUNTY, "")


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    query.setdefault("by", ORDERS[0])
    return f"?{query.urlencode()}"


def _after(request: HttpRequest, asked: Asked) -> VillageDay | None:
    try:
        key = UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    known = VillageDay.objects.filter(pk=key, kind=asked.kind)
    return known.filter(day=asked.day).first() if asked.day else None


def _figures(row: VillageDay) -> dict[str, Any]:
    """What a row of the page says. Money is in yuan; a share has its denominator."""
    shown = row.shown
    cover = shown["cash"] + shown["stock"]
    promised = shown["promised"]
    return {
        "row": row,
        "n": shown,
        "cover": cover // 100,
        "promised": promised // 100,
        "cover_percent": cover * 100 // promised if promised else None,
        "fund_in": shown["fund_in"] // 100,
        "fund_out": shown["fund_out"] // 100,
    }


@never_cache
@require_safe
@login_required
def table(request: HttpRequest) -> HttpResponseBase:
    """The same as CSV, all rows, a chunk at a time."""
    asked = _asked(request)
    answer = StreamingHttpResponse(_lines(asked), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="villages.csv"'
    return answer


def _lines(asked: Asked) -> Iterator[str]:
    yield "\ufeff" + "".join(csv_lines([COLUMNS]))
    after: VillageDay | None = None
    while asked.day is not None:
        found = queries.villages(
            asked.day, asked.kind, asked.path, order=asked.order, after=after, limit=CHUNK
        )
        yield "".join(csv_lines(_cells(row) for row in found[:CHUNK]))
        if len(found) <= CHUNK:
            break
        after = found[CHUNK - 1]
    if asked.day is not None:
        yield "".join(csv_lines([_cells(_total(asked.day, asked))]))


def _cells(row: VillageDay) -> list[Any]:
    """One line of the table; what is held back says so."""
    held = gettext("under 5 or covered")
    shown = {name: held if count is None else count for name, count in row.shown.items()}
    names = ("households", "taking_part", "deeds", "granted", "redeemed")
    return [
        row.day.isoformat(), row.kind, row.name, shown.get("villages", ""),
        shown.get("covered", ""), *(shown[name] for name in names),
        row.shown["cash"] + row.shown["stock"], shown["promised"], shown["fund_in"],
        shown["fund_out"], shown["notices"], shown["objected"],
    ]  # fmt: skip

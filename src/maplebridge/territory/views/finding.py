"""Finding a place: by words, by position, on a map."""

from __future__ import annotations

import math
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.scope import scope_of
from maplebridge.core.viewer import Level

from .. import queries
from ..forms import LEVELS
from ..models import Place
from ..rules.coordinates import TO_WGS84
from ..rules.lookup import Window
from .pages import rows, srs_of, viewer_of

FOUND_MAX = 20
GRIDS = 500
GRIDS_MAX = 2000
GEOJSON = "application/geo+json"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search and "which grid am I in?" for everybody; the tree for those who work in it."""
    viewer = viewer_of(request)
    start = queries.starting_places(viewer) if viewer.posts else []
    context = {"start": rows(start), "q": "", "next": ""}
    return render(request, "territory/index.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places by words: a page, a fragment for htmx with choices named `place`, or JSON.

    `next` is a local address that gets `?place=ID` appended, for choosing without a script.
    """
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    found = queries.search_places(words, limit=FOUND_MAX)
    around = queries.addresses(found)
    if _wants_json(request):
        places = [_as_json(place, around[place.pk]) for place in found]
        return JsonResponse({"places": places}, json_dumps_params={"ensure_ascii": False})
    context = {
        "q": words,
        "found": [(place, LEVELS[Level(place.level)], around[place.pk]) for place in found],
        "next": _local(request),
        "viewer_works": bool(viewer_of(request).posts),
    }
    fragment = request.headers.get("HX-Request") == "true"
    page = "territory/_choices.html" if fragment else "territory/search.html"
    return render(request, page, context)


@require_safe
def locate(request: HttpRequest) -> HttpResponse:
    """Which grid holds a position? `lon`, `lat`, `srs`; a page, or JSON when asked for."""
    try:
        lon, lat = _position(request)
    except RuleBroken as broken:
        if _wants_json(request):
            return JsonResponse({"error": broken.code, "detail": broken.sentence}, status=422)
        return render(request, "territory/located.html", {"problem": broken.sentence}, status=422)
    found = queries.locate(lon, lat)
    around = queries.addresses([found])[found.pk] if found else ""
    if _wants_json(request):
        place = _as_json(found, around) if found else None
        return JsonResponse({"place": place}, json_dumps_params={"ensure_ascii": False})
    context = {"found": found, "around": around, "next": _local(request)}
    return render(request, "territory/located.html", context)


@require_safe
def grids(request: HttpRequest) -> HttpResponse:
    """Outlines of grids for a map: names, codes and lines, nothing personal.

    `bbox=west,south,east,north` in WGS-84, `limit` up to 2,000, `srs`, `place` (an id). Those who
    work somewhere get the grids of their own places unless they ask for `scope=all`.
    """
    viewer, srs = viewer_of(request), srs_of(request)
    scope = scope_of(viewer) if viewer.posts and request.GET.get("scope") != "all" else None
    inside = (
        queries.place_by_id(uuid_of(request.GET["place"])).path if "place" in request.GET else ""
    )
    window = window_of(request.GET.get("bbox", ""))
    limit = _number(request.GET.get("limit", ""), GRIDS, GRIDS_MAX)
    picked = [
        grid
        for grid in queries.grids_in_box(*window)
        if grid.path.startswith(inside) and (scope is None or scope.covers(grid.path))
    ]
    shown = picked[:limit]
    lines, codes = queries.boundaries_of(shown), queries.codes_of(shown)
    features = [queries.feature(g, lines.get(g.pk), codes.get(g.pk, ""), srs) for g in shown]
    document = {"type": "FeatureCollection", "features": features, "more": len(picked) > limit}
    return JsonResponse(document, content_type=GEOJSON, json_dumps_params={"ensure_ascii": False})


def _as_json(place: Place, around: str) -> dict[str, Any]:
    return {
        "id": str(place.pk),
        "name": place.name,
        "level": place.level,
        "around": around,
        "lon": place.lon,
        "lat": place.lat,
    }


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _local(request: HttpRequest) -> str:
    address = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if safe and address.startswith("/") and "?" not in address else ""


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("place_missing") from None


def _position(request: HttpRequest) -> tuple[float, float]:
    convert = TO_WGS84[srs_of(request)]
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        raise RuleBroken("position_unreadable") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise RuleBroken("position_unreadable")
    return convert(lon, lat) if convert else (lon, lat)


def window_of(text: str) -> Window:
    """A window as typed, `west,south,east,north`; the whole earth when nothing is."""
    if not text:
        return -180.0, -90.0, 180.0, 90.0
    try:
        west, south, east, north = (float(part) for part in text[:200].split(","))
    except ValueError:
        raise RuleBroken("window_unreadable") from None
    if not all(map(math.isfinite, (west, south, east, north))) or west > east or south > north:
        raise RuleBroken("window_unreadable")
    return west, south, east, north


def _number(text: str, default: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return default
    return max(1, min(int(text), most))

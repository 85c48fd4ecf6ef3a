"""Pages of the ground: browse the tree, find a place without a map, draw grids from a file."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.scope import scope_of
from maplebridge.core.viewer import Level, Viewer

from . import actions, queries
from .forms import LEVELS, CodeForm, ImportForm, NameForm
from .models import Place
from .policy import may_browse, may_edit
from .rules.coordinates import TO_WGS84, Srs
from .rules.feature_files import BYTES_MAX

PAGE = 50
FOUND_MAX = 20
GRIDS = 500
GRIDS_MAX = 2000
GEOJSON = "application/geo+json"

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Send visitors to the sign-in page and back."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _viewer(request).signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return inner


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search and "which grid am I in?" for everybody; the tree for those who work in it."""
    viewer = _viewer(request)
    start = queries.starting_places(viewer) if viewer.posts else []
    context = {"start": _rows(start), "q": "", "next": ""}
    return render(request, "territory/index.html", context)


@require_safe
@signed_in
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    viewer = _viewer(request)
    shown = _browsed(viewer, place_id)
    after = request.GET.get("after", "")[:64]
    children = queries.children(shown, after=after, limit=PAGE + 1)
    context = {
        "place": shown,
        "level_name": LEVELS[Level(shown.level)],
        "crumbs": _crumbs(shown),
        "details": queries.details(shown, today=calendar.today(timezone.now())),
        "children": _rows(children[:PAGE]),
        "older": f"?after={children[PAGE - 1].path}" if len(children) > PAGE else "",
        "newer": "?" if after else "",
        "may_edit": may_edit(viewer, shown.path) and shown.valid_to is None,
        "has_line": queries.boundaries_of([shown]) != {},
        "has_grids": shown.level not in {Level.BUILDING, Level.ENTRANCE, Level.ESTATE},
    }
    return render(request, "territory/place.html", context)


@signed_in
def edit(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Rename a place or give it another code; each form is sent on its own."""
    viewer, now = _viewer(request), timezone.now()
    shown = queries.place_by_id(place_id)
    actions.allow(viewer, shown.path)
    today = calendar.today(now)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    name_form = NameForm(request.POST if sent == "name" else None, initial={"name": shown.name})
    code_form = CodeForm(request.POST if sent == "code" else None, initial={"day": today})
    if sent == "name" and name_form.is_valid():
        name = name_form.cleaned_data["name"]
        if _try(
            name_form,
            lambda: actions.rename_place(viewer=viewer, place=shown, name=name, now=now),
        ):
            return redirect("territory:place", place_id)
    if sent == "code" and code_form.is_valid():
        facts = code_form.cleaned_data
        if _try(
            code_form,
            lambda: actions.recode(viewer=viewer, place=shown, **facts, today=today, now=now),
        ):
            return redirect("territory:place", place_id)
    context = {
        "place": shown,
        "crumbs": _crumbs(shown, here=False),
        "name_form": name_form,
        "code_form": code_form,
        "has_code": shown.level not in {Level.BUILDING, Level.ENTRANCE, Level.ESTATE},
    }
    status = 422 if name_form.errors or code_form.errors else 200
    return render(request, "territory/edit.html", context, status=status)


@signed_in
def import_grids(request: HttpRequest, place_id: UUID) -> HttpResponse:
    viewer = _viewer(request)
    shown = queries.place_by_id(place_id)
    actions.allow(viewer, shown.path)
    context: dict[str, Any] = {"place": shown, "crumbs": _crumbs(shown, here=False), "flaws": []}
    form = ImportForm(initial={"srs": Srs.WGS84.value})
    status = 200
    if request.method == "POST":
        form, status = ImportForm(request.POST, request.FILES), 422
        if form.is_valid():
            status = _import(request, form, shown, context)
            if status == 200:
                return redirect("territory:place", place_id)
    return render(request, "territory/import.html", context | {"form": form}, status=status)


def _import(request: HttpRequest, form: ImportForm, shown: Place, context: dict[str, Any]) -> int:
    """Draw what the file holds; answers the status and puts what is wrong into form or context."""
    file, now = form.cleaned_data["file"], timezone.now()
    try:
        if file.size > BYTES_MAX:
            raise RuleBroken("file_over_limit", most=BYTES_MAX // 1_000_000)
        report = actions.import_grids(
            viewer=_viewer(request),
            place=shown,
            content=file.read(),
            srs=Srs(form.cleaned_data["srs"]),
            day=calendar.today(now),
            source=file.name or "",
            now=now,
        )
    except actions.ImportRefused as refused:
        form.add_error("file", refused.sentence)
        context["flaws"] = refused.sentences
        return 422
    except RuleBroken as broken:
        form.add_error("file", broken.sentence)
        return 413 if broken.code == "file_over_limit" else 422
    _tell(request, report)
    return 200


def _tell(request: HttpRequest, report: actions.ImportReport) -> None:
    facts = {"added": report.added, "corrected": report.corrected, "same": report.unchanged}
    done = _("%(added)s grids added, %(corrected)s corrected, %(same)s unchanged.")
    messages.success(request, done % facts)
    if report.overlapping:
        first, second, area = report.overlapping[0]
        count = len(report.overlapping)
        words = ngettext(
            "“%(first)s” and “%(second)s” share %(area)s m².",
            "%(count)s pairs of grids lap over a little, first “%(first)s” and “%(second)s”.",
            count,
        )
        pair = {"first": first, "second": second, "area": area, "count": count}
        messages.warning(request, words % pair)


@require_safe
@signed_in
def export(request: HttpRequest, place_id: UUID) -> HttpResponseBase:
    """All grids of a place as a GeoJSON file, piece by piece."""
    shown = _browsed(_viewer(request), place_id)
    response = StreamingHttpResponse(
        queries.grid_file(shown.path, _srs(request)), content_type=GEOJSON
    )
    response["Content-Disposition"] = 'attachment; filename="grids.geojson"'
    return response


@require_safe
def grids(request: HttpRequest) -> HttpResponse:
    """Outlines of grids for a map: names, codes and lines, nothing personal.

    `bbox=west,south,east,north` in WGS-84, `limit` up to 2,000, `srs`, `place` (an id). Those who
    work somewhere get the grids of their own places unless they ask for `scope=all`.
    """
    viewer, srs = _viewer(request), _srs(request)
    scope = scope_of(viewer) if viewer.posts and request.GET.get("scope") != "all" else None
    inside = queries.place_by_id(_uuid(request.GET["place"])).path if "place" in request.GET else ""
    window = _window(request.GET.get("bbox", ""))
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
        "viewer_works": bool(_viewer(request).posts),
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
@signed_in
def zones(request: HttpRequest) -> HttpResponse:
    _worker(_viewer(request))
    after = request.GET.get("after", "")[:120]
    found = queries.zones(after=after, limit=PAGE + 1)
    older = found[PAGE - 1].name if len(found) > PAGE else ""
    context = {"zones": found[:PAGE], "older_after": older, "newer": "?" if after else ""}
    return render(request, "territory/zones.html", context)


@require_safe
@signed_in
def zone(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    _worker(_viewer(request))
    shown = queries.zone_by_id(zone_id)
    context = {"zone": shown, "members": queries.zone_members(shown)}
    return render(request, "territory/zone.html", context)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by our middleware
    return viewer


def _worker(viewer: Viewer) -> None:
    actions.allow_browsing(viewer, "")


def _browsed(viewer: Viewer, place_id: UUID) -> Place:
    shown = queries.place_by_id(place_id)
    if not may_browse(viewer, shown.path):
        actions.allow(viewer, shown.path)
    return shown


def _rows(places: list[Place]) -> list[tuple[Place, Promise, str]]:
    """Places with the word for their level and their code, as lists show them. One query."""
    codes = queries.codes_of(places)
    return [(place, LEVELS[Level(place.level)], codes.get(place.pk, "")) for place in places]


def _crumbs(shown: Place, here: bool = True) -> list[tuple[str, str]]:
    line = queries.ancestors(shown.path)
    pairs = [(p.name, reverse("territory:place", args=[p.pk])) for p in line]
    if here:
        pairs[-1] = (pairs[-1][0], "")
    return [(_("Places"), reverse("territory:index")), *pairs]


def _try(form: Form, act: Callable[[], object]) -> bool:
    """Act; a broken rule becomes an error of the form, so that nothing typed is lost."""
    try:
        act()
    except RuleBroken as broken:
        if isinstance(broken, Missing):
            raise
        form.add_error(None, broken.sentence)
        return False
    return True


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


def _srs(request: HttpRequest) -> Srs:
    try:
        return Srs(request.GET.get("srs", Srs.WGS84.value))
    except ValueError:
        raise RuleBroken("srs_unknown") from None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("place_missing") from None


def _position(request: HttpRequest) -> tuple[float, float]:
    convert = TO_WGS84[_srs(request)]
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        raise RuleBroken("position_unreadable") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise RuleBroken("position_unreadable")
    return convert(lon, lat) if convert else (lon, lat)


def _window(text: str) -> tuple[float, float, float, float]:
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

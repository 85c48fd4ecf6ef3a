"""One place: what it is, what is in it, and putting its name or code right."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.viewer import Level

from .. import actions, queries
from ..forms import LEVELS, POINT_KINDS, CodeForm, EndForm, NameForm
from ..policy import may_edit, may_list_homes
from ..rules.levels import stands_in
from ..rules.points import PointKind
from .finding import GEOJSON
from .pages import PAGE, browsed, crumbs_to, done, rows, signed_in, srs_of, status_of, viewer_of

POINTS = 5
DOORS = {Level.BUILDING, Level.ENTRANCE}


@require_safe
@signed_in
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    shown = browsed(viewer, place_id)
    after = request.GET.get("after", "")[:64]
    children = queries.children(shown, after=after, limit=PAGE + 1)
    points = queries.service_points_at(shown, limit=POINTS + 1)
    context = {
        "place": shown,
        "points": [(one, POINT_KINDS[PointKind(one.kind)]) for one in points[:POINTS]],
        "more_points": len(points) > POINTS,
        "level_name": LEVELS[Level(shown.level)],
        "crumbs": crumbs_to(shown),
        "details": queries.details(shown, today=calendar.today(timezone.now())),
        "children": rows(children[:PAGE]),
        "older": f"?after={children[PAGE - 1].path}" if len(children) > PAGE else "",
        "newer": "?" if after else "",
        "may_edit": may_edit(viewer, shown.path) and shown.valid_to is None,
        "may_list_homes": shown.level in DOORS and may_list_homes(viewer, shown.path),
        "holds_buildings": stands_in(Level.BUILDING, Level(shown.level)),
        "may_end": bool(shown.path),
        "has_line": queries.boundaries_of([shown]) != {},
        "has_grids": shown.level not in {Level.BUILDING, Level.ENTRANCE, Level.ESTATE},
    }
    return render(request, "territory/place.html", context)


@signed_in
def edit(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Rename a place or give it another code; each form is sent on its own."""
    viewer, now = viewer_of(request), timezone.now()
    shown = queries.place_by_id(place_id)
    actions.allow(viewer, shown.path)
    today = calendar.today(now)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    name_form = NameForm(request.POST if sent == "name" else None, initial={"name": shown.name})
    code_form = CodeForm(request.POST if sent == "code" else None, initial={"day": today})
    if sent == "name" and name_form.is_valid():
        name = name_form.cleaned_data["name"]
        if done(
            name_form,
            lambda: actions.rename_place(viewer=viewer, place=shown, name=name, now=now),
        ):
            return redirect("territory:place", place_id)
    if sent == "code" and code_form.is_valid():
        facts = code_form.cleaned_data
        if done(
            code_form,
            lambda: actions.recode(viewer=viewer, place=shown, **facts, today=today, now=now),
        ):
            return redirect("territory:place", place_id)
    context = {
        "place": shown,
        "crumbs": crumbs_to(shown, here=False),
        "name_form": name_form,
        "code_form": code_form,
        "has_code": shown.level not in {Level.BUILDING, Level.ENTRANCE, Level.ESTATE},
    }
    status = 422 if name_form.errors or code_form.errors else 200
    return render(request, "territory/edit.html", context, status=status)


@require_safe
@signed_in
def export(request: HttpRequest, place_id: UUID) -> HttpResponseBase:
    """All grids of a place as a GeoJSON file, piece by piece."""
    shown = browsed(viewer_of(request), place_id)
    response = StreamingHttpResponse(
        queries.grid_file(shown.path, srs_of(request)), content_type=GEOJSON
    )
    response["Content-Disposition"] = 'attachment; filename="grids.geojson"'
    return response


@signed_in
def end(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """End a place; what still stands in it is said first."""
    viewer, now = viewer_of(request), timezone.now()
    shown = queries.place_by_id(place_id)
    actions.allow(viewer, shown.path)
    today = calendar.today(now)
    form = EndForm(request.POST or None, initial={"day": today})
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        if done(
            form,
            lambda: actions.end_place(viewer=viewer, place=shown, **facts, today=today, now=now),
        ):
            messages.success(request, _("“%(name)s” has ended.") % {"name": shown.name})
            return redirect("territory:place", place_id)
    inner = queries.children(shown, limit=PAGE)
    context = {
        "form": form,
        "place": shown,
        "crumbs": crumbs_to(shown, here=False),
        "children": rows(inner),
        "whole": shown.level in actions.WHOLE,
    }
    return render(request, "territory/end.html", context, status=status_of(form))

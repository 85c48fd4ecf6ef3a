"""Service points: everybody finds them; those who run the place keep them right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.viewer import Level

from .. import actions, queries
from ..forms import POINT_KINDS, CloseForm, PointForm
from ..models import Place, ServicePoint
from ..policy import may_edit
from ..rules.points import PointKind
from .finding import uuid_of
from .pages import PAGE, crumbs_to, done, signed_in, status_of, viewer_of

GRIDS_OFFERED = 200


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The open service points of a place, else of all; for residents those of their home first."""
    viewer = viewer_of(request)
    asked = request.GET.get("place", "")
    place = queries.place_by_id(uuid_of(asked)) if asked else queries.root()
    after = request.GET.get("after", "")[:64]
    found = queries.service_points_at(place, after=after, limit=PAGE + 1)
    near: list[ServicePoint] = []
    if viewer.home_path and not asked and not after:
        near = queries.service_points_at(queries.ancestors(viewer.home_path)[-1], limit=5)
    more = len(found) > PAGE
    context = {
        "place": place if asked else None,
        "near": [_line(one) for one in near],
        "points": [_line(one) for one in found[:PAGE]],
        "after": found[PAGE - 1].pk if more else "",
        "first": bool(after),
        "asked": asked,
        "may_add": bool(asked) and may_edit(viewer, place.path) and place.valid_to is None,
    }
    return render(request, "territory/points.html", context)


@require_safe
def point(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """One service point, closed ones too, so that an old paper notice still leads somewhere."""
    viewer, shown = viewer_of(request), queries.service_point_by_id(point_id)
    grids = queries.grids_served(shown)
    lives = viewer.home_path
    context = {
        "point": shown,
        "kind": POINT_KINDS[PointKind(shown.kind)],
        "around": queries.addresses([shown.place])[shown.place.pk],
        "grids": grids,
        "may_edit": may_edit(viewer, shown.place.path) and shown.closed_on is None,
        "shows_team": bool(viewer.posts or any(lives.startswith(g.path) for g in grids if lives)),
    }
    return render(request, "territory/point.html", context)


@signed_in
def add_point(request: HttpRequest, place_id: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    place = queries.place_by_id(place_id)
    actions.allow(viewer, place.path)
    around = _grids_around(place)
    form = PointForm(request.POST or None, around=around, initial={"kind": PointKind.STATION.value})
    made: list[ServicePoint] = []

    def add() -> None:
        facts = _facts(form, around)
        made.append(actions.add_service_point(viewer=viewer, place=place, **facts, now=now))

    if form.is_bound and form.is_valid() and done(form, add):
        messages.success(request, _("The service point is open."))
        return redirect("territory:point", made[0].pk)
    context = {"form": form, "place": place, "crumbs": crumbs_to(place, here=False)}
    return render(request, "territory/point_form.html", context, status=status_of(form))


@signed_in
def edit_point(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Put a service point right, or close it; each form is sent on its own."""
    viewer, now = viewer_of(request), timezone.now()
    shown = queries.service_point_by_id(point_id)
    actions.allow(viewer, shown.place.path)
    today = calendar.today(now)
    served = queries.grids_served(shown)
    around = _grids_around(shown.place)
    around += [grid for grid in served if grid not in around]
    sent = request.POST.get("form", "")
    form = PointForm(
        request.POST if sent == "change" else None, around=around, initial=_initial(shown, served)
    )
    close_form = CloseForm(request.POST if sent == "close" else None, initial={"day": today})
    if form.is_bound and form.is_valid():
        facts = _facts(form, around) | {"lon": shown.lon, "lat": shown.lat}
        if done(
            form,
            lambda: actions.change_service_point(viewer=viewer, point=shown, **facts, now=now),
        ):
            messages.success(request, _("The service point is changed."))
            return redirect("territory:point", point_id)
    if close_form.is_bound and close_form.is_valid():
        day = close_form.cleaned_data["day"]
        if done(
            close_form,
            lambda: actions.close_service_point(
                viewer=viewer, point=shown, day=day, today=today, now=now
            ),
        ):
            messages.success(request, _("The service point is closed."))
            return redirect("territory:point", point_id)
    context = {
        "form": form,
        "close_form": close_form,
        "point": shown,
        "place": shown.place,
        "crumbs": crumbs_to(shown.place, here=False),
    }
    status = max(status_of(form), status_of(close_form))
    return render(request, "territory/point_form.html", context, status=status)


def _line(one: ServicePoint) -> tuple[ServicePoint, Any]:
    return one, POINT_KINDS[PointKind(one.kind)]


def _grids_around(place: Place) -> list[Place]:
    """The grids of the community around the place, else those inside it."""
    around = queries.ancestor_at(place, Level.COMMUNITY) or place
    if around.level == Level.GRID:
        return [around]
    return queries.places_below(around.path, Level.GRID, limit=GRIDS_OFFERED)


def _initial(point: ServicePoint, served: list[Place]) -> dict[str, Any]:
    kept = {name: getattr(point, name) for name in ("name", "kind", "address", "hours", "phone")}
    return kept | {"grids": [str(grid.pk) for grid in served]}


def _facts(form: PointForm, around: list[Place]) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    chosen = set(facts.pop("grids"))
    grids = [grid for grid in around if str(grid.pk) in chosen]
    return facts | {"kind": PointKind(facts["kind"]), "grids": grids}

"""A house: added to its grid, and the facts about it put right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from maplebridge.core import calendar
from maplebridge.core.values import uuid7

from .. import actions, queries
from ..forms import BuildingForm
from ..models import Building
from .pages import crumbs_to, done, signed_in, status_of, viewer_of


@signed_in
def add_building(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """The key in the form makes a form that is sent twice one house."""
    viewer, now = viewer_of(request), timezone.now()
    place = queries.place_by_id(place_id)
    actions.allow(viewer, place.path)
    form = BuildingForm(
        request.POST or None, estates=queries.estates_around(place), initial={"key": uuid7()}
    )
    made: list[Building] = []

    def add() -> None:
        day = calendar.today(now)
        facts = form.facts()
        made.append(
            actions.add_building(viewer=viewer, parent=place, **facts, valid_from=day, now=now)
        )

    if form.is_bound and form.is_valid() and done(form, add):
        messages.success(request, _("The building is added. Now add its entrances and homes."))
        return redirect("territory:add_doors", made[0].pk)
    context = {"form": form, "place": place, "crumbs": crumbs_to(place, here=False)}
    return render(request, "territory/building_form.html", context, status=status_of(form))


@signed_in
def edit_building(request: HttpRequest, door_id: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    place = queries.place_by_id(door_id)
    actions.allow(viewer, place.path)
    building = queries.building_of(place)
    form = BuildingForm(
        request.POST or None, estates=queries.estates_around(place), initial=_initial(building)
    )

    def change() -> None:
        facts = form.facts()
        del facts["key"], facts["name"]
        actions.describe_building(viewer=viewer, place=place, **facts, now=now)

    if form.is_bound and form.is_valid() and done(form, change):
        messages.success(request, _("The building is changed."))
        return redirect("territory:place", place.pk)
    context = {
        "form": form,
        "place": place,
        "building": building,
        "crumbs": crumbs_to(place, here=False),
    }
    return render(request, "territory/building_form.html", context, status=status_of(form))


def _initial(building: Building) -> dict[str, Any]:
    names = ("address", "floors_above", "floors_below")
    place = building.place
    about = {"name": place.name, "lon": place.lon, "lat": place.lat, "estate": building.estate_id}
    return about | {name: getattr(building, name) for name in names}

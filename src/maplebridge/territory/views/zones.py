"""Overlay zones and the places that belong to them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, queries
from ..forms import MemberForm, ZoneForm
from ..models import Zone
from ..policy import may_manage_zones
from .finding import uuid_of
from .pages import PAGE, allow_working, done, signed_in, status_of, viewer_of


@signed_in
def zones(request: HttpRequest) -> HttpResponse:
    """All zones by name; those who run the jurisdiction name a new one here."""
    viewer = viewer_of(request)
    allow_working(viewer)
    form = ZoneForm(request.POST or None)
    made: list[Zone] = []
    if form.is_bound:
        actions.allow(viewer, "")
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        if done(
            form,
            lambda: made.append(actions.add_zone(viewer=viewer, **facts, now=timezone.now())),
        ):
            return redirect("territory:zone", made[0].pk)
    after = request.GET.get("after", "")[:120]
    found = queries.zones(after=after, limit=PAGE + 1)
    older = found[PAGE - 1].name if len(found) > PAGE else ""
    context = {
        "zones": found[:PAGE],
        "older_after": older,
        "newer": "?" if after else "",
        "form": form if may_manage_zones(viewer) else None,
    }
    return render(request, "territory/zones.html", context, status=status_of(form))


@require_safe
@signed_in
def zone(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    allow_working(viewer)
    shown = queries.zone_by_id(zone_id)
    after = request.GET.get("after", "")[:64]
    members = queries.zone_members(shown, after=after, limit=PAGE + 1)
    context = {
        "zone": shown,
        "members": members[:PAGE],
        "older": members[PAGE - 1].place.path if len(members) > PAGE else "",
        "newer": "?" if after else "",
        "past": [] if after else queries.past_members(shown),
        "may_manage": may_manage_zones(viewer),
        "today": calendar.today(timezone.now()),
    }
    return render(request, "territory/zone.html", context)


@signed_in
def join_zone(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    """Choose a place by its name, then the day from which it belongs to the zone."""
    viewer, now = viewer_of(request), timezone.now()
    actions.allow(viewer, "")
    shown = queries.zone_by_id(zone_id)
    chosen = request.POST.get("place") or request.GET.get("place", "")
    place = queries.place_by_id(uuid_of(chosen)) if chosen else None
    form = MemberForm(request.POST or None, initial={"day": calendar.today(now)})
    if place is not None and form.is_bound and form.is_valid():
        day = form.cleaned_data["day"]
        if done(
            form,
            lambda: actions.add_to_zone(viewer=viewer, zone=shown, place=place, day=day, now=now),
        ):
            return redirect("territory:zone", zone_id)
    context = {"zone": shown, "place": place, "form": form, "next": request.path}
    return render(request, "territory/zone_join.html", context, status=status_of(form))


@require_POST
@signed_in
def leave_zone(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    actions.allow(viewer, "")
    shown = queries.zone_by_id(zone_id)
    place = queries.place_by_id(uuid_of(request.POST.get("place", "")))
    today = calendar.today(now)
    try:
        actions.remove_from_zone(
            viewer=viewer, zone=shown, place=place, day=today, today=today, now=now
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        left = {"place": place.name, "zone": shown.name}
        messages.success(request, _("“%(place)s” no longer belongs to “%(zone)s”.") % left)
    return redirect("territory:zone", zone_id)

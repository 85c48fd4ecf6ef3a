"""Overlay zones and the places that belong to them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import queries
from .pages import PAGE, allow_working, signed_in, viewer_of


@require_safe
@signed_in
def zones(request: HttpRequest) -> HttpResponse:
    allow_working(viewer_of(request))
    after = request.GET.get("after", "")[:120]
    found = queries.zones(after=after, limit=PAGE + 1)
    older = found[PAGE - 1].name if len(found) > PAGE else ""
    context = {"zones": found[:PAGE], "older_after": older, "newer": "?" if after else ""}
    return render(request, "territory/zones.html", context)


@require_safe
@signed_in
def zone(request: HttpRequest, zone_id: UUID) -> HttpResponse:
    allow_working(viewer_of(request))
    shown = queries.zone_by_id(zone_id)
    context = {"zone": shown, "members": queries.zone_members(shown)}
    return render(request, "territory/zone.html", context)

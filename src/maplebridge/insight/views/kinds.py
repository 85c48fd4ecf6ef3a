"""What is reported where, month by month: one kind, the villages of a town."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from .. import queries


@never_cache
@require_safe
def kinds(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """A kind over twelve months; everybody reads it, with small counts held back."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    town = queries.town_of(place_id)
    choices = queries.kind_choices(get_language() or "zh-hans")
    kind = request.GET.get("kind", choices[0][0])
    if kind not in dict(choices):
        raise Missing("insight_missing")
    context = {
        "town": town,
        "kind": kind,
        "kind_name": dict(choices)[kind],
        "choices": choices,
        "trend": queries.trend(viewer, town, kind, calendar.today(timezone.now())),
    }
    return render(request, "insight/kinds.html", context)

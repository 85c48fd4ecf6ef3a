"""Pages for everybody, without signing in: the list with its map, and one matter."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from maplebridge.core import calendar, files
from maplebridge.matters import public as matters

from .. import policy, queries
from ..forms import STATES
from .asking import keyset_links, kind_name, kinds, lines, viewer_of, wanted_of

fresh = cache_control(private=True, no_cache=True)
"""A page with forms is one browser's own, and what was taken back must not come from a cache."""


@require_safe
@fresh
def public_list(request: HttpRequest) -> HttpResponse:
    """Public matters by kind, place, state and time; beside it the same on a map."""
    wanted = wanted_of(request.GET)
    page = queries.listed(wanted, after=request.GET.get("after", ""))
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "wanted": wanted,
        "lines": lines(page.rows),
        "kinds": kinds(),
        "states": STATES,
        "places": queries.places_offered(wanted.place),
        "query": query.urlencode(),
        "filtered": bool(query),
        **keyset_links(request, page.after),
    }
    return render(request, "square/list.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
def points(request: HttpRequest) -> HttpResponse:
    """The matters of the map as GeoJSON in WGS-84: at most 500, those released last."""
    rows = queries.on_map(wanted_of(request.GET))
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": {
                "title": line.title,
                "state": line.state,
                "tone": line.tone,
                "url": line.address,
            },
        }
        for row, line in zip(rows, lines(rows), strict=True)
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )


@require_safe
@fresh
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One public matter: the released words and photos, and what was done, by post."""
    publication = queries.get_published(public_id)
    matter, viewer = publication.matter, viewer_of(request)
    steps = queries.story_of(publication)
    for step in steps:
        step.photos = [
            {
                "url": reverse("square:picture", args=[public_id, picture_id]),
                "alt": gettext("Photo %(number)s") % {"number": number},
            }
            for number, picture_id in enumerate(step.pictures, 1)
        ]
    words, tone, icon = matters.look_of(matters.State(matter.state), matter.closing_code)
    context = {
        "publication": publication,
        "matter": matter,
        "title": matters.title_of(publication.words),
        "kind": kind_name(publication.category),
        "steps": steps,
        "reported_on": calendar.today(matter.reported_at),
        "answered_on": calendar.today(matter.answered_at) if matter.answered_at else None,
        "closed_on": calendar.today(matter.closed_at) if matter.closed_at else None,
        "state_words": words,
        "state_tone": tone,
        "state_icon": icon,
        "place": publication.grid or publication.community or publication.street,
        "decides": policy.may_release(viewer, matter),
        "me_too": queries.me_too(viewer, publication),
        "own": viewer.person_id is not None and viewer.person_id == matter.reporter_id,
        "follows": queries.follows_matter(viewer, publication),
    }
    return render(request, "square/show.html", context)


@require_safe
def picture(request: HttpRequest, public_id: UUID, picture_id: UUID) -> HttpResponseBase:
    """A copy for everybody. Asked for anew each time: what was taken back is gone at once."""
    found = queries.get_picture(public_id, picture_id)
    assert found.file is not None
    answer = files.response(found.file, request=request, thumb="thumb" in request.GET)
    answer["Cache-Control"] = "public, no-cache"
    return answer

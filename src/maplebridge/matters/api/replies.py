"""Who asks, and how an answer is written; a matter as the lists show it."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer

from .. import queries


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    if not viewer.signed_in:
        raise Forbidden("sign_in_first")
    return viewer


def reply(content: object, status: int = 200) -> HttpResponse:
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return HttpResponse(body, status=status, content_type="application/json")


def row(one: queries.Row) -> dict[str, object]:
    return {
        "id": one.id,
        "reference": one.reference,
        "words": one.title,
        "category": one.category,
        "state": one.state.value,
        "closing_code": one.closing_code,
        "reported_at": one.reported_at,
        "due_at": one.due_at,
        "due_certain": one.due_certain,
        "place": one.place,
        "lon": one.lon,
        "lat": one.lat,
    }

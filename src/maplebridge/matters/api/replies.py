"""Who asks, and how an answer is written."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    if not viewer.signed_in:
        raise Forbidden("sign_in_first")
    return viewer


def reply(content: object, status: int = 200) -> HttpResponse:
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return HttpResponse(body, status=status, content_type="application/json")

"""The ground for a map on which somebody chooses a place: drawn by us, so that no other server is asked."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from maplebridge.core.errors import Missing

from .. import queries
from ..models import Place
from ..rules.coordinates import TO_WGS84, Srs
from ..rules.lookup import Window
from .finding import GEOJSON, uuid_of, window_of
from .pages import srs_of

EARTH: Window = (-180.0, -90.0, 180.0, 90.0)


@require_safe
def ground(request: HttpRequest) -> JsonResponse:
    """Lines and buildings in `bbox`, or around the place `near`, in the coordinates `srs`.

    Places are public: names and lines, nothing personal.
    """
    srs = srs_of(request)
    if "bbox" in request.GET:
        window = _in_wgs84(window_of(request.GET["bbox"]), srs)
    else:
        window = queries.window_around(_near(request)) or EARTH
    document = queries.as_geojson(queries.draw(window), srs)
    dumping = {"ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse(document, content_type=GEOJSON, json_dumps_params=dumping)


def _near(request: HttpRequest) -> Place | None:
    wanted = request.GET.get("near", "")
    try:
        return queries.place_by_id(uuid_of(wanted)) if wanted else None
    except Missing:
        return None


def _in_wgs84(window: Window, srs: Srs) -> Window:
    convert = TO_WGS84[srs]
    if convert is None:
        return window
    west, south, east, north = window
    return *convert(west, south), *convert(east, north)

"""Sheets to print for a place: a poster, a sign for the door, paper forms, the contact card."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core import calendar, documents
from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..models import PlaceSign
from .wording import signed_in, viewer_of

KINDS = ("poster", "door", "paper", "card")
COPIES_MAX = 30


@signed_in
@require_safe
def signs(request: HttpRequest) -> HttpResponse:
    """The places for which somebody at work may print, by name."""
    viewer, text = viewer_of(request), request.GET.get("q", "").strip()[:60]
    if not viewer.works:
        raise Forbidden("matter_no_post")
    places = queries.places_to_sign(viewer, text)
    around = territory.addresses(places)
    listed = [(place, around[place.pk]) for place in places]
    return render(request, "matters/signs.html", {"text": text, "places": listed})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """What can be printed for one place; sent with a kind, it is made. Raises Missing elsewhere."""
    viewer = viewer_of(request)
    place = territory.place_by_id(place_id)
    if not viewer.works or not policy.serves(viewer, place.path):
        raise Forbidden("matter_relay_elsewhere")
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind in KINDS:
        return _pdf(request, viewer, place, kind)
    around = territory.addresses([place])[place.pk]
    context = {"place": place, "around": around, "copies_max": COPIES_MAX}
    return render(request, "matters/sign.html", context)


def _pdf(request: HttpRequest, viewer: Viewer, place: territory.Place, kind: str) -> HttpResponse:
    now = timezone.now()
    made = actions.sign_of(viewer=viewer, place=place, now=now)
    content = documents.sheet(
        template=f"matters/sheet_{kind}.html",
        context=_context(request, place, made, kind),
        style="matters/sheet.css",
        language=get_language() or "zh-hans",
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{made.code}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _context(
    request: HttpRequest, place: territory.Place, made: PlaceSign, kind: str
) -> dict[str, Any]:
    address = _address("matters:report", at=made.code)
    above = [p for p in territory.ancestors(place.path) if p.pk != place.pk]
    context: dict[str, Any] = {
        "place": place,
        "around": " · ".join(p.name for p in above[-2:]),
        "code": made.code,
        "address": address,
        "house": settings.SITE_URL.rstrip("/").partition("://")[2],
        "qr": documents.qr(address),
    }
    if kind == "paper":
        typed = request.POST.get("copies", "1")
        copies = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 1
        context["papers"] = [_paper(made) for _ in range(max(1, min(copies, COPIES_MAX)))]
    if kind == "card":
        context["answering"] = queries.answering_at(place, calendar.today(timezone.now()))
        context["points"] = queries.stations_near(place)
    return context


def _paper(made: PlaceSign) -> dict[str, Any]:
    """One numbered paper: what the desk scans, and the receipt that the resident tears off."""
    number = actions.new_paper_number()
    return {
        "number": number,
        "qr": documents.qr(_address("matters:relay", paper=number, at=made.code)),
        "receipt": actions.receipt_for(actions.matter_of_paper(number)),
        "receipt_address": _address("matters:receipt"),
    }


def _address(name: str, **query: str) -> str:
    asked = f"?{urlencode(query)}" if query else ""
    return settings.SITE_URL.rstrip("/") + reverse(name) + asked

"""A point that somebody chose on a map or had found by their phone: what lies there, to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core.errors import RuleBroken
from maplebridge.territory import public as territory

from ..rules.input import on_earth

GCJ02 = "gcj02"


@dataclass(frozen=True, slots=True)
class Beside:
    """A building close to the point, with the names around it."""

    id: str
    name: str
    around: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The point as text in WGS-84, the places around it, buildings beside it; or what is wrong."""

    lon: str = ""
    lat: str = ""
    around: str = ""
    buildings: tuple[Beside, ...] = ()
    problem: str = ""


@never_cache
@require_safe
def spot(request: HttpRequest) -> HttpResponse:
    """What lies at `lon`, `lat` (`srs` of the map): a fragment. Places are public."""
    sent = request.GET
    found = spot_at(sent.get("lon", "")[:24], sent.get("lat", "")[:24], sent.get("srs", "")[:8])
    return render(request, "matters/_spot.html", {"spot": found})


def spot_at(lon_text: str, lat_text: str, srs: str = "") -> Spot:
    """What lies at a typed point."""
    try:
        lon, lat = float(lon_text), float(lat_text)
    except ValueError:
        return Spot(problem=RuleBroken("matter_point_unreadable").sentence)
    if not on_earth(lon, lat):
        return Spot(problem=RuleBroken("matter_point_unreadable").sentence)
    if srs == GCJ02:
        lon, lat = territory.from_gcj02(lon, lat)
    place = territory.locate(lon, lat)
    if place is None:
        name = territory.root().name
        return Spot(problem=RuleBroken("matter_place_outside", name=name).sentence)
    beside = territory.buildings_near(lon, lat)
    around = territory.addresses([place, *beside])
    return Spot(
        f"{lon:.6f}",
        f"{lat:.6f}",
        f"{around[place.pk]} {place.name}".strip(),
        tuple(Beside(str(one.pk), one.name, around[one.pk]) for one in beside),
    )


def map_context(form: Form, chosen: str, near: UUID | str | None) -> dict[str, Any]:
    """What matters/_map_place.html asks: the map's source, and the point that the form kept."""
    kept = "" if chosen else str(form["lon"].value() or "")
    return {
        "spot": spot_at(kept, str(form["lat"].value() or "")) if kept else None,
        "map": {
            "near": near or "",
            "srs": settings.MAP_TILES_SRS,
            "tiles": settings.MAP_TILES_URL,
            "credit": settings.MAP_TILES_CREDIT,
        },
    }

"""Places as JSON. Mounted at /api/v1/territory/ by the portal; open to all, nothing personal in it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from . import queries
from .models import Place
from .rules.coordinates import TO_WGS84, Srs

router = Router(tags=["territory"])


class PlaceOut(Schema):
    """`around` names the wider places, widest first; `lon` and `lat` are in WGS-84."""

    id: UUID
    name: str
    level: str
    around: str
    lon: float | None
    lat: float | None


class PlacesOut(Schema):
    places: list[PlaceOut]


class LocatedOut(Schema):
    """`place` is None outside every grid and community that has a line."""

    place: PlaceOut | None


@router.get("/places", response=PlacesOut, summary="Places by name, address, estate or code")
def places(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=100)],
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> PlacesOut:
    found = queries.search_places(q, limit=limit)
    around = queries.addresses(found)
    return PlacesOut(places=[_out(place, around[place.pk]) for place in found])


@router.get("/locate", response=LocatedOut, summary="The grid, else the community, of a position")
def locate(
    request: HttpRequest,
    lon: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-90, le=90)],
    srs: Srs = Srs.WGS84,
) -> LocatedOut:
    convert = TO_WGS84[srs]
    found = queries.locate(*(convert(lon, lat) if convert else (lon, lat)))
    if found is None:
        return LocatedOut(place=None)
    return LocatedOut(place=_out(found, queries.addresses([found])[found.pk]))


def _out(place: Place, around: str) -> PlaceOut:
    return PlaceOut(
        id=place.pk,
        name=place.name,
        level=place.level,
        around=around,
        lon=place.lon,
        lat=place.lat,
    )

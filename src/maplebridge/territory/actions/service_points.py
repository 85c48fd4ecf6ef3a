"""Service points: a room with somebody in it, open to several grids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Place, ServicePoint, ServicePointGrid
from .places import allow, clean_name, lock_place


@transaction.atomic
def add_service_point(
    *,
    viewer: Viewer,
    place: Place,
    name: str,
    grids: Iterable[Place] = (),
    lon: float | None = None,
    lat: float | None = None,
    address: str = "",
    phone: str = "",
    hours: str = "",
    now: datetime,
) -> ServicePoint:
    """Open a service point at a place, for grids that the viewer may edit too."""
    place = lock_place(viewer, place)
    served = list(grids)
    for grid in served:
        allow(viewer, grid.path)
        if grid.level != Level.GRID:
            raise RuleBroken("service_point_serves_grids", name=grid.name)
    point = ServicePoint.objects.create(
        name=clean_name(name),
        place=place,
        lon=lon,
        lat=lat,
        address=" ".join(address.split())[:200],
        phone=phone.strip()[:32],
        hours=" ".join(hours.split())[:120],
    )
    ServicePointGrid.objects.bulk_create(
        ServicePointGrid(service_point=point, grid=grid) for grid in dict.fromkeys(served)
    )
    audit.record(viewer=viewer, verb="service_point.add", thing=point, now=now, place=place.pk)
    return point


@transaction.atomic
def close_service_point(
    *, viewer: Viewer, point: ServicePoint, day: date, now: datetime
) -> ServicePoint:
    """Close a service point from `day` on; it leaves the lists and stays in the record."""
    allow(viewer, point.place.path)
    point = ServicePoint.objects.select_for_update().get(pk=point.pk)
    point.closed_on = day
    point.save(update_fields=["closed_on"])
    audit.record(viewer=viewer, verb="service_point.close", thing=point, now=now)
    return point

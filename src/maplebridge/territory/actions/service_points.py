"""Service points: a room with somebody in it, open to several grids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Place, ServicePoint, ServicePointGrid
from ..rules.points import PointKind
from .places import allow, check_day, clean_name, lock_place


@transaction.atomic
def add_service_point(
    *,
    viewer: Viewer,
    place: Place,
    name: str,
    kind: PointKind = PointKind.STATION,
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
    point = ServicePoint(place=place)
    _fill(point, name, kind, address, phone, hours, (lon, lat))
    point.save()
    _serve(viewer, point, grids)
    audit.record(viewer=viewer, verb="service_point.add", thing=point, now=now, place=place.pk)
    return point


@transaction.atomic
def change_service_point(
    *,
    viewer: Viewer,
    point: ServicePoint,
    name: str,
    kind: PointKind,
    grids: Iterable[Place] = (),
    lon: float | None = None,
    lat: float | None = None,
    address: str = "",
    phone: str = "",
    hours: str = "",
    now: datetime,
) -> ServicePoint:
    """Put right what people read about a service point, and which grids it serves."""
    point = _lock(viewer, point)
    _fill(point, name, kind, address, phone, hours, (lon, lat))
    point.save(update_fields=["name", "kind", "address", "phone", "hours", "lon", "lat"])
    served = _serve(viewer, point, grids)
    audit.record(viewer=viewer, verb="service_point.change", thing=point, now=now, grids=served)
    return point


@transaction.atomic
def close_service_point(
    *, viewer: Viewer, point: ServicePoint, day: date, today: date, now: datetime
) -> ServicePoint:
    """Close a service point from `day` on; it leaves the lists and stays in the record."""
    point = _lock(viewer, point)
    check_day(day, not_before=point.place.valid_from, today=today)
    point.closed_on = day
    point.save(update_fields=["closed_on"])
    audit.record(
        viewer=viewer, verb="service_point.close", thing=point, now=now, day=day.isoformat()
    )
    return point


def _lock(viewer: Viewer, point: ServicePoint) -> ServicePoint:
    found = ServicePoint.objects.select_for_update(of=("self",)).select_related("place")
    locked = found.filter(pk=point.pk).first()
    if locked is None:
        raise Missing("service_point_missing")
    allow(viewer, locked.place.path)
    if locked.closed_on is not None:
        raise RuleBroken("service_point_closed", name=locked.name, day=locked.closed_on)
    return locked


def _fill(
    point: ServicePoint,
    name: str,
    kind: PointKind,
    address: str,
    phone: str,
    hours: str,
    position: tuple[float | None, float | None],
) -> None:
    point.name, point.kind = clean_name(name), kind.value
    point.address = " ".join(address.split())[:200]
    point.phone = phone.strip()[:32]
    point.hours = " ".join(hours.split())[:120]
    point.lon, point.lat = position


def _serve(viewer: Viewer, point: ServicePoint, grids: Iterable[Place]) -> list[UUID]:
    """Let the point serve these grids, all of which the viewer may edit too, and no others."""
    served = {grid.pk: grid for grid in grids}
    for grid in served.values():
        allow(viewer, grid.path)
        if grid.level != Level.GRID:
            raise RuleBroken("service_point_serves_grids", name=grid.name)
    kept = set(point.grids.values_list("grid_id", flat=True))
    point.grids.exclude(grid_id__in=served).delete()
    ServicePointGrid.objects.bulk_create(
        ServicePointGrid(service_point=point, grid=grid)
        for pk, grid in served.items()
        if pk not in kept
    )
    return list(served)

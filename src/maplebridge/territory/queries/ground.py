"""The ground in memory: which grid holds a point, which grids lie in a window of the map."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from maplebridge.core.viewer import Level

from ..models import GroundVersion, Place
from ..rules.lookup import Area, PointIndex, Window
from .places import LIGHT

CHECK_SECONDS = 2.0
"""How long a process may believe in its index before it looks at the stamp again."""


@dataclass(slots=True)
class _Held:
    stamp: UUID | None
    index: PointIndex
    checked: float
    stale: bool = False


_held: _Held | None = None
_lock = threading.Lock()


def locate(lon: float, lat: float) -> Place | None:
    """The grid that contains the point, else the community, else None. WGS-84; microseconds.

    Answered from memory. A change by this process is seen at once, one by another process within
    CHECK_SECONDS. A point on a line belongs to the place with the lowest path.
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    row = _index().find(lon, lat)
    return None if row is None else Place.from_db(None, LIGHT, row)


def grids_in_box(west: float, south: float, east: float, north: float) -> list[Place]:
    """The grids whose line touches the window, by path, without their lines. From memory."""
    found = areas_in_box(west, south, east, north)
    return [place for place in found if place.level == Level.GRID]


def areas_in_box(west: float, south: float, east: float, north: float) -> list[Place]:
    """Grids, then communities, whose line touches the window, each by path. From memory."""
    rows = _index().touching(west, south, east, north)
    return [Place.from_db(None, LIGHT, row) for row in rows]


def outermost() -> Window | None:
    """The window around all lines; None while there is none. From memory."""
    return _index().window()


def _index() -> PointIndex:
    held = _held
    if held and not held.stale and time.monotonic() - held.checked < CHECK_SECONDS:
        return held.index
    with _lock:
        return _look_again()


def _look_again() -> PointIndex:
    global _held
    stamp = GroundVersion.objects.filter(pk=1).values_list("stamp", flat=True).first()
    if _held is None or _held.stale or _held.stamp != stamp:
        _held = _Held(stamp, PointIndex(_areas()), time.monotonic())
    _held.checked = time.monotonic()
    return _held.index


def _areas() -> Iterable[Area]:
    wanted = Place.objects.filter(
        level__in=[Level.GRID.value, Level.COMMUNITY.value],
        valid_to__isnull=True,
        boundary__isnull=False,
    )
    rows = wanted.order_by("path").values_list(*LIGHT, "boundary")
    for *row, boundary in rows.iterator(chunk_size=2000):
        rank = 0 if row[1] == Level.GRID else 1
        yield Area(key=tuple(row), path=row[3], rank=rank, boundary=boundary)


def forget_index() -> None:
    """Let this process read the ground anew at the next lookup."""
    global _held
    _held = None


def notice_change() -> None:
    """Look again now (the caller sees its own change) and once more after it is committed."""
    _mark_stale()
    transaction.on_commit(_mark_stale)


def _mark_stale() -> None:
    if _held is not None:
        _held.stale = True

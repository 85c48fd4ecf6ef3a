"""What operators do to any place: add it, rename it, put its line right."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Level, Viewer

from .. import queries
from ..models import GroundVersion, Jurisdiction, Place
from ..policy import may_browse, may_edit, may_list_homes
from ..rules.boundaries import Boundary, NotABoundary, check_boundary
from ..rules.levels import stands_in
from ..rules.paths import PathFull, child_path, last_step

NAME_MAX = 120
REASON_MAX = 200


@transaction.atomic
def add_place(
    *,
    viewer: Viewer,
    parent: Place,
    level: Level,
    name: str,
    boundary: dict[str, Any] | None = None,
    lon: float | None = None,
    lat: float | None = None,
    key: UUID | None = None,
    valid_from: date,
    now: datetime,
) -> Place:
    """Add a place directly in `parent`, on the next free step. `boundary` is GeoJSON in WGS-84.

    `key` is its id, when the caller has chosen one. Locks the parent's row, so that two who add at
    once get different steps.
    """
    parent = lock_place(viewer, parent)
    _check_nesting(level, parent)
    drawn = checked_boundary(boundary, level) if boundary is not None else None
    place = Place.objects.create(
        id=key or uuid7(),
        level=level.value,
        parent=parent,
        path=_next_path(parent),
        name=clean_name(name),
        boundary=drawn.geojson if drawn else None,
        lon=drawn.lon if lon is None and drawn else lon,
        lat=drawn.lat if lat is None and drawn else lat,
        valid_from=valid_from,
    )
    if drawn:
        ground_changed()
    audit.record(viewer=viewer, verb="place.add", thing=place, now=now, parent=parent.pk)
    return place


@transaction.atomic
def found_jurisdiction(
    *, viewer: Viewer, name: str, valid_from: date, demo: bool = False, now: datetime
) -> Jurisdiction:
    """Set up the one jurisdiction of this database with its root place. Only the system may."""
    if not viewer.system:
        raise Forbidden("place_not_yours")
    if Jurisdiction.objects.exists():
        raise RuleBroken("jurisdiction_exists")
    name = clean_name(name)
    top = Place.objects.create(
        level=Level.JURISDICTION.value, parent=None, path="", name=name, valid_from=valid_from
    )
    made = Jurisdiction.objects.create(name=name, root=top, demo=demo)
    audit.record(viewer=viewer, verb="jurisdiction.found", thing=made, now=now)
    return made


def lock_place(viewer: Viewer, place: Place) -> Place:
    """Fetch and lock a place that the viewer may edit and that is in force.

    The lock leaves foreign keys to the place alone (FOR NO KEY UPDATE). Raises Missing outside the
    viewer's reach, Forbidden without a post that edits.
    """
    locked = Place.objects.select_for_update(no_key=True).filter(pk=place.pk).first()
    if locked is None:
        raise Missing("place_missing")
    allow(viewer, locked.path)
    if locked.valid_to is not None:
        raise RuleBroken("place_has_ended", name=locked.name, day=locked.valid_to)
    return locked


def allow(viewer: Viewer, path: str) -> None:
    """Pass, or raise: Missing for workers of another place, Forbidden for all others."""
    if may_edit(viewer, path):
        return
    if viewer.posts and not may_browse(viewer, path):
        raise Missing("place_missing")
    raise Forbidden("place_not_yours")


def allow_browsing(viewer: Viewer, path: str) -> None:
    """Pass for those who work in, below or around the place; else Missing or Forbidden."""
    if not may_browse(viewer, path):
        allow(viewer, path)


def allow_homes(viewer: Viewer, path: str) -> None:
    """Pass for those who look after the doors of the place; else Missing or Forbidden."""
    if not may_list_homes(viewer, path):
        allow(viewer, path)


def clean_name(name: str) -> str:
    """A name of 1 to 120 printable characters, without space around it."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise RuleBroken("place_name_unusable", most=NAME_MAX)
    return name


def checked_boundary(drawn: Any, level: Level) -> Boundary:
    try:
        return check_boundary(drawn, level)
    except NotABoundary as broken:
        raise RuleBroken(broken.code, **broken.facts) from None


def ground_changed() -> None:
    """Let every process notice that a line was added, changed or ended."""
    GroundVersion.objects.update_or_create(pk=1, defaults={"stamp": uuid4()})
    queries.notice_change()


def clean_reason(reason: str) -> str:
    """Why something ends, in 1 to 200 printable characters."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX or not reason.isprintable():
        raise RuleBroken("end_reason_unusable", most=REASON_MAX)
    return reason


def _check_nesting(level: Level, parent: Place) -> None:
    if not stands_in(level, Level(parent.level)):
        raise RuleBroken("place_cannot_stand_here", level=level.value, parent=parent.level)


def _next_path(parent: Place) -> str:
    try:
        return child_path(parent.path, last_step(queries.next_path_taken(parent)) + 1)
    except PathFull:
        raise RuleBroken("place_is_full", name=parent.name) from None


@transaction.atomic
def rename_place(*, viewer: Viewer, place: Place, name: str, now: datetime) -> Place:
    """Give a place in force another name."""
    place = lock_place(viewer, place)
    place.name = clean_name(name)
    place.save(update_fields=["name"])
    ground_changed()
    audit.record(viewer=viewer, verb="place.rename", thing=place, now=now)
    return place


@transaction.atomic
def correct_boundary(
    *, viewer: Viewer, place: Place, boundary: dict[str, Any], source: str = "", now: datetime
) -> Place:
    """Put the line of a place right; it stays the same place. See redraw_grid for a new division."""
    place = lock_place(viewer, place)
    drawn = checked_boundary(boundary, Level(place.level))
    place.boundary, place.lon, place.lat = drawn.geojson, drawn.lon, drawn.lat
    place.boundary_source = source[:200]
    place.save(update_fields=["boundary", "lon", "lat", "boundary_source"])
    ground_changed()
    audit.record(viewer=viewer, verb="place.correct", thing=place, now=now)
    return place


def check_day(day: date, *, not_before: date, today: date) -> None:
    """A change happens on a day that has come, after what it changes began."""
    if not not_before <= day <= today:
        raise RuleBroken("day_impossible", day=day, first=not_before, last=today)

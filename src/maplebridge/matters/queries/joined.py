"""The matters of others that somebody joined: how far each is, as far as they may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import CoReporter, Matter
from ..policy import standing_of
from .reach import in_state
from .rows import PAGE, Page, Row, cursor, read_cursor, rows_of


def joined(viewer: Viewer, *, after: str = "", limit: int = PAGE, state: str = "") -> Page:
    """What the viewer joined, or what theirs was joined to, latest joined first.

    A matter that they may not read shows its kind, number and state alone.
    """
    if viewer.person_id is None:
        return Page([], "")
    found = CoReporter.objects.filter(person=viewer.person_id)
    if after:
        at, key = read_cursor(after)
        found = found.filter(Q(joined_at__lt=at) | Q(joined_at=at, id__lt=key))
    lines = list(
        found.order_by("-joined_at", "-id").values_list("id", "joined_at", "matter_id", "via_id")[
            : limit + 1
        ]
    )
    mark = cursor(lines[limit - 1][1], lines[limit - 1][0]) if len(lines) > limit else ""
    via = {matter: own for _, _, matter, own in reversed(lines[:limit])}
    rows = {row.id: row for row in rows_of(in_state(Matter.objects.filter(pk__in=via), state))}
    ids = dict.fromkeys(line[2] for line in lines[:limit])
    return Page(_as_seen(viewer, [rows[pk] for pk in ids if pk in rows], via), mark)


def has_joined(viewer: Viewer, matter: Matter) -> bool:
    found = CoReporter.objects.filter(matter=matter, person=viewer.person_id)
    return viewer.person_id is not None and found.exists()


def _as_seen(viewer: Viewer, rows: list[Row], via: Mapping[UUID, UUID | None]) -> list[Row]:
    """Words for who may read them, the exact place for nobody: they joined what others reported.

    What the viewer may not open leads to their own matter, whose page says how it goes on.
    """
    found = (
        Matter.objects.filter(pk__in=[row.id for row in rows]) if rows else Matter.objects.none()
    )
    matters = {m.pk: m for m in found.select_related("place", "grid", "community")}
    return [_shown(viewer, row, matters[row.id], via[row.id]) for row in rows]


def _shown(viewer: Viewer, row: Row, matter: Matter, via: UUID | None) -> Row:
    standing = standing_of(viewer, matter)
    if policy.may_see_spot(standing):
        return row
    place = policy.whereabouts(matter, standing).name
    if standing is not policy.Standing.OUTSIDER:
        return replace(row, place=place, lon=None, lat=None)
    return replace(row, id=via or row.id, title="", place=place, lon=None, lat=None)

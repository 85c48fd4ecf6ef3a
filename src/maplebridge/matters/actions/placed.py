"""What came with a place in words alone gets its place when somebody finds it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.core import audit
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from ..models import Matter

_PLACED = ["place", "path", "grid", "community", "street"]


def place_it(viewer: Viewer, matter: Matter, place_id: UUID, now: datetime) -> None:
    """Let a locked matter of nowhere lie at a place, and in whatever is around that place.

    A service point is no place: handed to its team the matter stays as it is.
    """
    try:
        place = territory.place_by_id(place_id)
    except Missing:
        return
    around = {one.level: one.pk for one in territory.ancestors(place.path)}
    matter.place, matter.path = place, place.path
    matter.grid_id = around.get(Level.GRID)
    matter.community_id = around.get(Level.COMMUNITY)
    matter.street_id = around.get(Level.STREET)
    matter.save(update_fields=_PLACED)
    audit.record(viewer=viewer, verb="matter.place", thing=matter, now=now, place=place.pk)

"""What matters do when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.core.viewer import SYSTEM
from maplebridge.territory.public import path_changes

from .actions.moving import follow_buildings


def follow_moved_buildings(fact: events.BuildingsMoved, *, now: datetime) -> None:
    """Matters of a building go with it to its new grid."""
    follow_buildings(viewer=SYSTEM, changes=path_changes(fact.move_ids), now=now)

"""What people do when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.core.viewer import SYSTEM
from maplebridge.territory.public import path_changes

from .actions.homes import end_households
from .actions.moving import follow_buildings


def follow_moved_buildings(fact: events.BuildingsMoved, *, now: datetime) -> None:
    """Households and posts of a building go with it to its new grid."""
    follow_buildings(viewer=SYSTEM, changes=path_changes(fact.move_ids), now=now)


def end_stays_in_ended_homes(fact: events.HomesEnded, *, now: datetime) -> None:
    """Whoever lived in a home that is no more lives there no longer."""
    end_households(viewer=SYSTEM, home_ids=fact.home_ids, now=now)

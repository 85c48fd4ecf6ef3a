"""The door to the ground for other apps."""

from __future__ import annotations

from .actions import add_place, found_jurisdiction, ground_changed
from .models import (
    Building,
    Home,
    Jurisdiction,
    Place,
    PlaceCode,
    ServicePoint,
    ServicePointGrid,
    Zone,
    ZoneMember,
)
from .queries import (
    PathChange,
    addresses,
    ancestor_at,
    ancestors,
    children,
    forget_index,
    grid_of,
    jurisdiction,
    locate,
    path_changes,
    place_by_code,
    place_by_id,
    places_below,
    root,
    search_places,
    service_points_at,
)
from .rules.coordinates import from_gcj02
from .rules.homes import sort_key
from .rules.paths import PathAllocator, child_path, common_path, lineage, parent_path

__all__ = [
    "Building",
    "Home",
    "Jurisdiction",
    "PathAllocator",
    "PathChange",
    "Place",
    "PlaceCode",
    "ServicePoint",
    "ServicePointGrid",
    "Zone",
    "ZoneMember",
    "add_place",
    "addresses",
    "ancestor_at",
    "ancestors",
    "child_path",
    "children",
    "common_path",
    "forget_index",
    "found_jurisdiction",
    "from_gcj02",
    "grid_of",
    "ground_changed",
    "jurisdiction",
    "lineage",
    "locate",
    "parent_path",
    "path_changes",
    "place_by_code",
    "place_by_id",
    "places_below",
    "root",
    "search_places",
    "service_points_at",
    "sort_key",
]

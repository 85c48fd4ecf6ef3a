"""The point that everybody sees of a matter."""

from __future__ import annotations

from maplebridge.matters import public as matters

from ..queries import spot_allowed


def public_point(matter: matters.Matter, *, exact: bool) -> tuple[float | None, float | None]:
    """The spot where that was allowed and is nobody's door; else the middle of the grid around it."""
    if exact and spot_allowed(matter):
        return matter.lon, matter.lat
    around_it = matter.grid or matter.community
    return (around_it.lon, around_it.lat) if around_it else (None, None)

"""Where everybody may see that a matter is: the spot of a public thing, else the middle of a grid."""

from __future__ import annotations

PUBLIC_THINGS = frozenset({"hazard", "lighting", "road", "rubbish", "water", "greenery", "parking"})
"""Kinds about things that stand outside for everybody. A quarrel or an elder has no public spot."""
OUTSIDE = frozenset({"jurisdiction", "district", "street", "community", "grid"})
"""Levels of place that are not somebody's door: not an estate, a building or an entrance."""


def may_show_spot(kind: str, level: str, *, pointed_at: bool) -> bool:
    """Whether the reporter may let everybody see the very point that they gave."""
    return pointed_at and kind in PUBLIC_THINGS and level in OUTSIDE

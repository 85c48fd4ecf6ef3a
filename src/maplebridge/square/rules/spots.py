"""Where everybody may see that a matter is: the spot of a public thing, else the middle of a grid.

Which kinds are about public things is said by the catalogue: a quarrel or an elder has no public spot.
"""

from __future__ import annotations

OUTSIDE = frozenset({"jurisdiction", "district", "street", "community", "grid"})
"""Levels of place that are not somebody's door: not an estate, a building or an entrance."""


def may_show_spot(level: str, *, public_thing: bool, pointed_at: bool) -> bool:
    """Whether the reporter may let everybody see the very point that they gave."""
    return pointed_at and public_thing and level in OUTSIDE

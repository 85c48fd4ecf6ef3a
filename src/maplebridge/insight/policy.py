"""Who reads figures that are not everybody's."""

from __future__ import annotations

from maplebridge.core.viewer import HeldPost, Level, Role, Viewer

READERS = (Role.OPERATOR, Role.HEAD)
TOWNS = (Level.STREET, Level.DISTRICT, Level.JURISDICTION)


def town_posts(viewer: Viewer) -> list[HeldPost]:
    """The viewer's posts that look after a town or more."""
    return [one for one in viewer.posts if one.role in READERS and one.level in TOWNS]


def may_read_villages(viewer: Viewer, path: str) -> bool:
    """An operator or head of the town, or of what lies around it."""
    return any(path.startswith(one.path) for one in town_posts(viewer))


def reads_all_counts(viewer: Viewer, path: str) -> bool:
    """Who works for the whole place reads each matter there anyway, and so every count of them."""
    return viewer.holds(*READERS, path=path) is not None

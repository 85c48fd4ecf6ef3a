"""Who may change the ground: those who run the place, and no others."""

from __future__ import annotations

from maplebridge.core.viewer import Role, Viewer

EDITORS = (Role.OPERATOR, Role.HEAD)
DOORKEEPERS = (*EDITORS, Role.GRID_WORKER, Role.BUILDING_CHIEF, Role.UNIT_CHIEF)


def may_edit(viewer: Viewer, path: str) -> bool:
    """Operators and heads whose place covers `path`, and the system."""
    if viewer.system:
        return True
    return viewer.holds(*EDITORS, path=path) is not None


def may_manage_zones(viewer: Viewer) -> bool:
    """A zone lies across the tree, so those who run the whole jurisdiction keep it."""
    return may_edit(viewer, "")


def may_browse(viewer: Viewer, path: str) -> bool:
    """Whoever holds any post covering `path`, or works inside it and looks up the tree."""
    if viewer.system:
        return True
    return any(path.startswith(post.path) or post.path.startswith(path) for post in viewer.posts)


def may_list_homes(viewer: Viewer, path: str) -> bool:
    """Those who look after the doors of the place: its grid worker, chiefs, operators and heads."""
    if viewer.system:
        return True
    return viewer.holds(*DOORKEEPERS, path=path) is not None

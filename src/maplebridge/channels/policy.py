"""Who may do what with channels: pure."""

from __future__ import annotations

from maplebridge.core.viewer import Role, Viewer

KEEPERS = (Role.GRID_WORKER, Role.OPERATOR, Role.HEAD)


def may_keep_codes(viewer: Viewer, path: str) -> bool:
    """Who serves or runs the place prints the code that hangs there."""
    return viewer.system or viewer.holds(*KEEPERS, path=path) is not None

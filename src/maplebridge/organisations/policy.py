"""Who keeps the register of organisations: one condition a line."""

from __future__ import annotations

from maplebridge.core.viewer import Role, Viewer

LEADERS = (Role.OPERATOR, Role.HEAD)


def keeps_some(viewer: Viewer) -> bool:
    """Operators and heads keep the register, each for their place."""
    return viewer.system or viewer.holds(*LEADERS) is not None


def may_keep(viewer: Viewer, path: str) -> bool:
    """`path` is that of the place that keeps an entry, or that of a place where one is active."""
    return viewer.system or viewer.holds(*LEADERS, path=path) is not None

"""Who may decide what points are given for."""

from __future__ import annotations

from maplebridge.core.viewer import Role, Viewer


def may_adopt_tariff(viewer: Viewer) -> bool:
    """A head of the whole jurisdiction enters what the council decided; the system its default."""
    return viewer.system or viewer.holds(Role.HEAD, path="") is not None

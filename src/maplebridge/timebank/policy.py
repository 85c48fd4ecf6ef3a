"""Who does what in the time bank: one condition a line. A coordinator is an operator or head of the place."""

from __future__ import annotations

from uuid import UUID

from maplebridge.core.viewer import Role, Viewer

COORDINATORS = (Role.OPERATOR, Role.HEAD)
WRITERS = (Role.GRID_WORKER, Role.OPERATOR, Role.HEAD)


def coordinates(viewer: Viewer, path: str | None = None) -> bool:
    """Sees the board, proposes, types cards in, decides disputes, enters insurance, reads ratings."""
    return viewer.holds(*COORDINATORS, path=path) is not None


def may_write_for(viewer: Viewer, path: str) -> bool:
    """A worker of the elder's place writes a request down for them, by phone or at the desk."""
    return viewer.holds(*WRITERS, path=path) is not None


def may_confirm(viewer: Viewer, *, elder_id: UUID, helper_id: UUID, path: str, agent: bool) -> bool:
    """The elder, their agent or the coordinator; nobody confirms minutes of their own."""
    if viewer.person_id in (None, helper_id):
        return False
    return viewer.person_id == elder_id or agent or coordinates(viewer, path)


def may_decide(viewer: Viewer, *, elder_id: UUID, helper_id: UUID, path: str) -> bool:
    """A coordinator who is neither of the two."""
    return viewer.person_id not in (elder_id, helper_id) and coordinates(viewer, path)


def may_adopt_rules(viewer: Viewer) -> bool:
    """A head of the whole jurisdiction enters what was decided; the system what is shipped."""
    return viewer.system or viewer.holds(Role.HEAD, path="") is not None

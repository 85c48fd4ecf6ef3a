"""Who may look after the machine room: posts of the whole jurisdiction, nobody else."""

from __future__ import annotations

from .viewer import Role, Viewer


def may_operate(viewer: Viewer) -> bool:
    """The operator or the head, holding the post at the root of the jurisdiction."""
    return viewer.holds(Role.OPERATOR, Role.HEAD, path="") is not None

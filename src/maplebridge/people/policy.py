"""Who may do what with people's data, decided from the viewer and the place alone."""

from __future__ import annotations

from uuid import UUID

from maplebridge.core.viewer import Role, Viewer

WORKERS = (Role.GRID_WORKER, Role.OPERATOR, Role.HEAD)
LEADERS = (Role.OPERATOR, Role.HEAD)
STEP = 4  # digits of a path from a place to the one around it


def may_register(viewer: Viewer, path: str) -> bool:
    """A worker enters the residents of their own place."""
    return viewer.holds(*WORKERS, path=path) is not None


def may_read(viewer: Viewer, person_id: UUID, path: str | None) -> bool:
    """`path` is where the person lives, None when nobody knows: then only the whole place's head."""
    if viewer.person_id == person_id:
        return True
    return viewer.staff_until is not None or viewer.holds(*WORKERS, path=path or "") is not None


def may_witness(viewer: Viewer, path: str | None) -> bool:
    """A worker takes the spoken or paper mandate of somebody in their place."""
    return viewer.holds(*WORKERS, path=path or "") is not None


def may_vouch(viewer: Viewer, person_id: UUID, path: str | None) -> bool:
    """A worker who met somebody of their place lets them sign in; nobody does so for themselves."""
    return viewer.person_id != person_id and may_witness(viewer, path)


def may_name_deputy(viewer: Viewer, holder_id: UUID, path: str) -> bool:
    """The holder, or who leads the place."""
    return viewer.person_id == holder_id or viewer.holds(*LEADERS, path=path) is not None


def keeps_posts(viewer: Viewer, path: str) -> bool:
    """Who sees the posts of a place with their terms: its operators and heads."""
    return viewer.system or viewer.holds(*LEADERS, path=path) is not None


def may_appoint(viewer: Viewer, role: Role, path: str, person_id: UUID | None) -> bool:
    """A head fills the posts of the place, and heads strictly below it alone.

    An operator fills all but heads and operators. Nobody appoints themselves, and nobody a head of
    their own place: that is for whoever leads the place around it, or for the system. `person_id`
    is None while nobody is named yet.
    """
    if viewer.system:
        return True
    if person_id is not None and viewer.person_id == person_id:
        return False
    wide = path[: len(path) - STEP] if role is Role.HEAD else path
    if (role is not Role.HEAD or path) and viewer.holds(Role.HEAD, path=wide):
        return True
    return role not in LEADERS and viewer.holds(Role.OPERATOR, path=path) is not None


def lists_residents(viewer: Viewer) -> bool:
    return viewer.holds(*WORKERS) is not None


def may_make_office_tokens(viewer: Viewer) -> bool:
    """Programs of an office, such as a hotline or a kiosk, are the operators' to set up."""
    return viewer.holds(*LEADERS) is not None

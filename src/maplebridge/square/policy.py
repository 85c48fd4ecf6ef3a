"""Who lets a matter out to everybody, and who releases it: one condition a line."""

from __future__ import annotations

from maplebridge.core.viewer import HeldPost, Level, Role, Viewer
from maplebridge.matters.public import Matter, handling_post

RELEASING_ROLES = (Role.OPERATOR, Role.HEAD)
RELEASING_LEVELS = (Level.COMMUNITY, Level.STREET, Level.DISTRICT, Level.JURISDICTION)


def releasing_post(viewer: Viewer, matter: Matter) -> HeldPost | None:
    """The post in which the viewer decides what everybody reads: the handler's, or one above.

    Nobody decides about what they reported themselves.
    """
    if viewer.person_id in (None, matter.reporter_id, matter.on_behalf_by_id):
        return None
    for post in viewer.posts:
        if post.post_id == matter.handler_id:
            return post
        if (
            post.role in RELEASING_ROLES
            and post.level in RELEASING_LEVELS
            and matter.path.startswith(post.path)
        ):
            return post
    return None


def may_release(viewer: Viewer, matter: Matter) -> bool:
    return releasing_post(viewer, matter) is not None


def may_see_queue(viewer: Viewer) -> bool:
    return viewer.works


def may_ask_for_help(viewer: Viewer, matter: Matter) -> bool:
    """Those who work on the matter open it for helpers; never its own reporter."""
    if viewer.person_id in (None, matter.reporter_id):
        return False
    return handling_post(viewer, matter) is not None


def may_claim(viewer: Viewer, matter: Matter) -> bool:
    """Anybody signed in, but not who is paid to handle it, and not who reported it."""
    if viewer.person_id in (None, matter.reporter_id):
        return False
    return handling_post(viewer, matter) is None

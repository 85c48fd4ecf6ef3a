"""Who reads reviews, concludes them, calls back, proposes and decides."""

from __future__ import annotations

from maplebridge.core.viewer import HeldPost, Role, Viewer

from .models import CallBack

READERS = (Role.OPERATOR, Role.HEAD)


def reads(viewer: Viewer, path: str) -> bool:
    """The operators and heads of the place and of those above."""
    return viewer.system or viewer.holds(*READERS, path=path) is not None


def reads_any(viewer: Viewer) -> bool:
    return viewer.holds(*READERS) is not None


def concludes(viewer: Viewer, path: str) -> HeldPost | None:
    """The post in which the viewer writes the conclusions: a head of the place or above."""
    return viewer.holds(Role.HEAD, path=path)


def calls_for(viewer: Viewer, call: CallBack, *, took_part: bool) -> bool:
    """An operator or head of the very community that calls, nobody above it, for those above are
    above the one that is called about too; or the post that the lot named, unless whoever acts in
    it took part in the matter since."""
    if call.caller_post_id is not None:
        return not took_part and any(post.post_id == call.caller_post_id for post in viewer.posts)
    return any(post.role in READERS and post.place_id == call.caller_id for post in viewer.posts)


def proposes(viewer: Viewer, path: str) -> HeldPost | None:
    return viewer.holds(*READERS, path=path)


def decides(viewer: Viewer, root_path: str) -> bool:
    """The head of the whole jurisdiction: rules are the same for everybody in it."""
    return viewer.system or viewer.holds(Role.HEAD, path=root_path) is not None

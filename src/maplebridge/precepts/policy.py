"""Who writes, discusses, adopts and files village rules, and whose a family's precept is."""

from __future__ import annotations

from maplebridge.core.viewer import HeldPost, Level, Role, Viewer

DRAFTERS = (Role.COUNCIL_MEMBER, Role.OPERATOR, Role.HEAD)
WORKERS = (Role.GRID_WORKER, Role.OPERATOR, Role.HEAD)
TOWNSHIP = (Level.STREET, Level.DISTRICT, Level.JURISDICTION)


def may_draft(viewer: Viewer, path: str) -> bool:
    """The council of the place, its operator and its head write down what the villagers want, decide
    which words are shown, and enter what a meeting decided."""
    return viewer.system or viewer.holds(*DRAFTERS, path=path) is not None


def may_comment(viewer: Viewer, path: str) -> bool:
    """Whoever lives in the place."""
    return bool(viewer.home_path) and viewer.home_path.startswith(path)


def sees_draft(viewer: Viewer, path: str) -> bool:
    """Who lives in the place, and who holds a post that covers it."""
    return may_draft(viewer, path) or may_comment(viewer, path) or bool(_posts(viewer, path))


def may_answer_filing(viewer: Viewer, path: str) -> bool:
    """An operator or head of the township or above, never of the village itself."""
    return any(
        post.role in {Role.OPERATOR, Role.HEAD} and post.level in TOWNSHIP
        for post in _posts(viewer, path)
    )


def may_note_paper(viewer: Viewer, path: str) -> bool:
    """Who works for the household's place notes what its members signed."""
    return viewer.holds(*WORKERS, path=path) is not None


def _posts(viewer: Viewer, path: str) -> list[HeldPost]:
    return [post for post in viewer.posts if path.startswith(post.path)]

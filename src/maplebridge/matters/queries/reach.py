"""Which matters belong to the posts of a viewer, as one condition on indexed columns."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.scope import Scope, below, scope_of
from maplebridge.core.viewer import Level, Role, Viewer
from maplebridge.territory.public import ancestors

from ..models import Matter
from ..policy import SUPERVISING
from ..rules.states import State
from .ranges import Part, Ranges


def of_posts(viewer: Viewer) -> QuerySet[Matter]:
    """Matters of the viewer's working posts: by handling post, and by place for supervisors."""
    return Ranges(Matter.objects.all(), parts_of(viewer)).whole()


def parts_of(viewer: Viewer) -> list[Part]:
    """The same matters, post by post and place by place."""
    supervised = Scope(("",)) if viewer.system else scope_of(viewer, *SUPERVISING)
    if "" in supervised.paths:
        return [Part(Q(), by_state=True)]
    if not supervised.paths:
        return [Part.of("handler", (post.post_id for post in viewer.posts))]
    return [*_covered(viewer, supervised), _handed_to(viewer, supervised)]


def handed_on(viewer: Viewer) -> list[Part]:
    """What the viewer's posts handed on and still answer for: nobody has taken it on yet."""
    return [Part.of("first_asked", (post.post_id for post in viewer.posts))]


def _covered(viewer: Viewer, supervised: Scope) -> list[Part]:
    """A condition on the indexed column of each supervising post's level."""
    columns = {Level.STREET: "street", Level.COMMUNITY: "community", Level.GRID: "grid"}
    found: list[Part] = []
    for post in viewer.posts:
        if post.role not in SUPERVISING or post.path not in supervised.paths:
            continue
        column = columns.get(post.level)
        if column is None:
            found.append(Part(below("path", post.path)))
        else:
            by_state = column != "grid"
            found.append(Part(Q(**{column: post.place_id}), f"{column}_id", by_state=by_state))
    return found


def _handed_to(viewer: Viewer, supervised: Scope) -> Part:
    """Also what lies outside the viewer's place; a team's matters may lie in any grid it serves."""
    outside = [
        post.post_id
        for post in viewer.posts
        if post.role is Role.SERVICE_TEAM or not supervised.covers(post.path)
    ]
    supervising = [post.post_id for post in viewer.posts if post.role in SUPERVISING and post.path]
    return Part.of("handler", [*outside, *supervising])


def community_at(path: str) -> UUID | None:
    if not path:
        return None
    return next((p.pk for p in ancestors(path) if p.level == Level.COMMUNITY), None)


def in_state(found: QuerySet[Matter], state: str) -> QuerySet[Matter]:
    if state == "open":
        return found.exclude(state=State.CLOSED)
    return found.filter(state=state) if state in set(State) else found

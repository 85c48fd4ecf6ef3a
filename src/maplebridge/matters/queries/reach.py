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


def of_posts(viewer: Viewer) -> QuerySet[Matter]:
    """Matters of the viewer's working posts: by handling post, and by place for supervisors."""
    if viewer.system:
        return Matter.objects.all()
    supervised = scope_of(viewer, *SUPERVISING)
    if not supervised.paths:
        return Matter.objects.filter(handler__in=[post.post_id for post in viewer.posts])
    return Matter.objects.filter(_covered(viewer, supervised) | _handed_to(viewer, supervised))


def handed_on(viewer: Viewer) -> QuerySet[Matter]:
    """What the viewer's posts handed on and still answer for: nobody has taken it on yet."""
    return Matter.objects.filter(first_asked__in=[post.post_id for post in viewer.posts])


def _covered(viewer: Viewer, supervised: Scope) -> Q:
    """A condition on the indexed column of each supervising post's level."""
    columns = {Level.STREET: "street", Level.COMMUNITY: "community", Level.GRID: "grid"}
    condition = Q()
    for post in viewer.posts:
        if post.role not in SUPERVISING or post.path not in supervised.paths:
            continue
        column = columns.get(post.level)
        condition |= Q(**{column: post.place_id}) if column else below("path", post.path)
    return condition


def _handed_to(viewer: Viewer, supervised: Scope) -> Q:
    """Also what lies outside the viewer's place; a team's matters may lie in any grid it serves."""
    outside = [
        post.post_id
        for post in viewer.posts
        if post.role is Role.SERVICE_TEAM or not supervised.covers(post.path)
    ]
    supervising = [post.post_id for post in viewer.posts if post.role in SUPERVISING and post.path]
    posts = [*outside, *supervising]
    return Q(handler__in=posts) if posts and "" not in supervised.paths else Q()


def community_at(path: str) -> UUID | None:
    if not path:
        return None
    return next((p.pk for p in ancestors(path) if p.level == Level.COMMUNITY), None)


def in_state(found: QuerySet[Matter], state: str) -> QuerySet[Matter]:
    if state == "open":
        return found.exclude(state=State.CLOSED)
    return found.filter(state=state) if state in set(State) else found

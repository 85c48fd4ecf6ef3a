"""Who may give whom which post, and where."""

from __future__ import annotations

import pytest

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.people import actions, public
from maplebridge.people.models import Person, Post

from .ground import NOW, TODAY, Ground

pytestmark = pytest.mark.django_db


def seen(person: Person) -> Viewer:
    return public.viewer_of(person, now=NOW)


# who appoints, at their place -> whom, where -> allowed
TABLE = [
    (Role.HEAD, "east", Role.HEAD, "grid", True),
    (Role.HEAD, "east", Role.HEAD, "east", False),
    (Role.HEAD, "east", Role.HEAD, "street", False),
    (Role.HEAD, "east", Role.HEAD, "far_grid", False),
    (Role.HEAD, "root", Role.HEAD, "root", False),
    (Role.HEAD, "root", Role.HEAD, "street", True),
    (Role.HEAD, "root", Role.OPERATOR, "root", True),
    (Role.HEAD, "east", Role.OPERATOR, "east", True),
    (Role.HEAD, "east", Role.GRID_WORKER, "grid", True),
    (Role.HEAD, "east", Role.GRID_WORKER, "street", False),
    (Role.HEAD, "east", Role.GRID_WORKER, "far_grid", False),
    (Role.OPERATOR, "east", Role.HEAD, "grid", False),
    (Role.OPERATOR, "east", Role.OPERATOR, "grid", False),
    (Role.OPERATOR, "east", Role.GRID_WORKER, "grid", True),
    (Role.GRID_WORKER, "grid", Role.VOLUNTEER, "grid", False),
]


@pytest.mark.parametrize(("by", "at", "role", "where", "allowed"), TABLE)
def test_a_post_is_given_from_above(
    ground: Ground, by: Role, at: str, role: Role, where: str, allowed: bool
) -> None:
    viewer = seen(ground.worker("周", getattr(ground, at), by))
    before, new = Post.objects.count(), ground.person("新")
    place = getattr(ground, where)
    if allowed:
        public.appoint(
            viewer=viewer,
            person=new,
            role=role,
            place=place,
            term_from=TODAY,
            term_to=None,
            now=NOW,
        )
    else:
        with pytest.raises(Forbidden):
            public.appoint(
                viewer=viewer,
                person=new,
                role=role,
                place=place,
                term_from=TODAY,
                term_to=None,
                now=NOW,
            )
    assert Post.objects.count() == before + allowed


@pytest.mark.parametrize("role", [Role.HEAD, Role.GRID_WORKER])
def test_nobody_gives_themselves_a_post(ground: Ground, role: Role) -> None:
    head = ground.worker("周", ground.root, Role.HEAD)
    with pytest.raises(Forbidden):
        public.appoint(
            viewer=seen(head),
            person=head,
            role=role,
            place=ground.grid,
            term_from=TODAY,
            term_to=None,
            now=NOW,
        )


def test_a_head_does_not_end_the_term_of_another_head_of_the_place(ground: Ground) -> None:
    one, other = (ground.worker(name, ground.east, Role.HEAD) for name in ("周", "鄭"))
    post = Post.objects.get(person=other)
    with pytest.raises(Forbidden):
        actions.end_term(viewer=seen(one), post_id=post.pk, last_day=TODAY, now=NOW)
    actions.end_term(viewer=SYSTEM, post_id=post.pk, last_day=TODAY, now=NOW)

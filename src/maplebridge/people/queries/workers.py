"""Who acts where today, deputies included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import Missing
from maplebridge.core.scope import STEP, below
from maplebridge.core.viewer import Role, Viewer

from .. import policy, rules
from ..models import Deputy, Leave, Person, Post
from .terms import in_force

ROLE_NAMES: dict[str, Promise] = {
    Role.GRID_WORKER.value: _("Grid worker"),
    Role.BUILDING_CHIEF.value: _("Building chief"),
    Role.UNIT_CHIEF.value: _("Unit chief"),
    Role.VOLUNTEER.value: _("Volunteer"),
    Role.CONTACT.value: _("Contact person"),
    Role.MEDIATOR.value: _("Mediator"),
    Role.OPERATOR.value: _("Operator"),
    Role.COUNCIL_MEMBER.value: _("Council member"),
    Role.HEAD.value: _("Head"),
}


@dataclass(frozen=True, slots=True)
class Acting:
    """A post and who acts in it today; `deputy_for` is the holder on leave, None otherwise."""

    post: Post
    person: Person
    deputy_for: Person | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """The worker of a resident's grid, as the contact card shows them."""

    name: str
    phone: str
    place_name: str
    on_leave: bool
    deputy_name: str = ""
    deputy_phone: str = ""


def workers_for(path: str, role: Role, *, today: date) -> list[Acting]:
    """Those who act in `role` for a place today, narrowest place first.

    A post whose holder is on leave is shown with its deputy; a vacant one (deputy away or none)
    is left out, so the first of the list is the next wider place. Four queries at most.
    """
    posts = Post.objects.filter(path__in=rules.prefixes(path), role=role.value)
    return _acting(posts, today)


def who_answers(path: str, role: Role, *, today: date) -> Acting | None:
    """Who answers for a place: `role` there, else the nearest operator, else the nearest head."""
    roles = [role.value, Role.OPERATOR.value, Role.HEAD.value]
    posts = Post.objects.filter(path__in=rules.prefixes(path), role__in=roles)
    found = _acting(posts, today)
    found.sort(key=lambda a: (a.post.role != role, -len(a.post.path), roles.index(a.post.role)))
    return found[0] if found else None


def acting_for(post_id: UUID, today: date) -> Acting | None:
    """Who acts in one post today, None when it is vacant or its term is over."""
    return next(iter(_acting(Post.objects.filter(pk=post_id), today)), None)


def _acting(posts: QuerySet[Post], today: date) -> list[Acting]:
    rows = {
        post.pk: post
        for post in posts.filter(in_force(today, "term_from", "term_to"))
        .select_related("person", "place")
        .defer("place__boundary")  # a line on the map of many kilobytes that nobody reads here
        .order_by("path", "id")
    }
    if not rows:
        return []
    away = _away({post.person_id for post in rows.values()}, today)
    stand_ins = _deputies([p.pk for p in rows.values() if p.person_id in away], today)
    away |= _away({deputy.pk for deputy in stand_ins.values()}, today)
    seats = [
        rules.Seat(p.pk, p.path, p.person_id, stand_ins[p.pk].pk if p.pk in stand_ins else None)
        for p in rows.values()
    ]
    return [
        Acting(rows[c.post_id], stand_ins[c.post_id], deputy_for=rows[c.post_id].person)
        if c.deputy_for
        else Acting(rows[c.post_id], rows[c.post_id].person)
        for c in rules.line_up(seats, away)
    ]


def _away(people: set[UUID], today: date) -> frozenset[UUID]:
    if not people:
        return frozenset()
    leaves = Leave.objects.filter(person__in=people, first_day__lte=today, last_day__gte=today)
    return frozenset(leaves.values_list("person_id", flat=True))


def _deputies(posts: list[UUID], today: date) -> dict[UUID, Person]:
    """The deputy in force of each post; the latest named wins."""
    if not posts:
        return {}
    named = Deputy.objects.filter(in_force(today), post__in=posts).select_related("person")
    return {deputy.post_id: deputy.person for deputy in named.order_by("valid_from", "id")}


def my_grid_worker(viewer: Viewer, today: date) -> Contact | None:
    """The grid worker of the viewer's home, with the deputy while they are on leave."""
    if not viewer.home_path:
        return None
    posts = (
        Post.objects.filter(path__in=rules.prefixes(viewer.home_path), role=Role.GRID_WORKER.value)
        .filter(in_force(today, "term_from", "term_to"))
        .select_related("person", "place")
    )
    post = max(posts, key=lambda p: (len(p.path), p.pk), default=None)
    if post is None:
        return None
    acting = acting_for(post.pk, today)
    deputy = acting.person if acting and acting.deputy_for else None
    return Contact(
        name=post.person.name,
        phone=post.person.phone,
        place_name=post.place.name,
        on_leave=acting is None or deputy is not None,
        deputy_name=deputy.name if deputy else "",
        deputy_phone=deputy.phone if deputy else "",
    )


def deputies_of(posts: list[Post], today: date) -> dict[UUID, Person]:
    return _deputies([post.pk for post in posts], today)


def possible_deputies(post: Post, today: date) -> list[Person]:
    """Those who hold a post in the same place, beside it or above it: the place one step up."""
    near = below("path", post.path[:-STEP]) | Q(path__in=rules.prefixes(post.path))
    posts = Post.objects.filter(near, in_force(today, "term_from", "term_to"))
    people = Person.objects.filter(pk__in=posts.values("person")).exclude(pk=post.person_id)
    return list(people.order_by("name", "id")[:200])


def get_post(viewer: Viewer, post_id: UUID) -> Post:
    """A post of the viewer's own or below a place that the viewer leads; else Missing."""
    post = Post.objects.select_related("place", "person").filter(pk=post_id).first()
    if post is None or not policy.may_name_deputy(viewer, post.person_id, post.path):
        raise Missing("no_such_thing")
    return post

"""Who acts where today, deputies included."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import Missing
from maplebridge.core.scope import STEP, below
from maplebridge.core.viewer import Role, Viewer

from .. import policy, rules
from ..models import Deputy, Leave, Person, Post
from .terms import in_force
from .viewers import as_uuid

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
    Role.SERVICE_TEAM.value: _("Service team"),
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
    return acting_in(posts, today)


_SEATS = """
SELECT p.id, p.path, p.role, p.person_id, away.id IS NOT NULL,
    d.person_id, d.person_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM people_leave too WHERE too.person_id = d.person_id
        AND too.first_day <= %(today)s AND too.last_day >= %(today)s)
FROM people_post p
LEFT JOIN people_leave away ON away.person_id = p.person_id
    AND away.first_day <= %(today)s AND away.last_day >= %(today)s
LEFT JOIN people_deputy d ON away.id IS NOT NULL AND d.id = (
    SELECT named.id FROM people_deputy named WHERE named.post_id = p.id
    AND named.valid_from <= %(today)s
    AND (named.valid_to IS NULL OR named.valid_to >= %(today)s)
    ORDER BY named.valid_from DESC, named.id DESC LIMIT 1)
WHERE p.path IN ({paths}) AND p.role IN (%(role)s, %(operator)s, %(head)s)
AND p.term_from <= %(today)s AND (p.term_to IS NULL OR p.term_to >= %(today)s)
"""
"""Written out, because every report asks it: three statements of conditions took longer to build
than the whole report takes to write."""


def who_answers(path: str, role: Role, *, today: date) -> rules.Cover | None:
    """Who answers for a place: `role` there, else the nearest operator, else the nearest head.

    A vacant post (its holder and deputy away, or no deputy) is passed over. One statement.
    """
    seats, away, roles = _seats(path, role, today)
    order = [role.value, Role.OPERATOR.value, Role.HEAD.value]
    paths = {seat.post_id: seat.path for seat in seats}
    covers = rules.line_up(seats, away)
    covers.sort(
        key=lambda cover: (
            roles[cover.post_id] != role,
            -len(paths[cover.post_id]),
            order.index(roles[cover.post_id]),
        )
    )
    return covers[0] if covers else None


def who_supervises(path: str, *, today: date, without: Collection[str] = ()) -> list[rules.Cover]:
    """Those above a place, nearest first: operators, then heads, of it and of all around it.

    Vacant posts are passed over, and so are those at the paths in `without`. One statement.
    """
    seats, away, roles = _seats(path, Role.OPERATOR, today)
    seats = [seat for seat in seats if seat.path not in without]
    paths = {seat.post_id: seat.path for seat in seats}
    return sorted(
        rules.line_up(seats, away),
        key=lambda cover: (
            -len(paths[cover.post_id]),
            roles[cover.post_id] != Role.OPERATOR,
            cover.post_id,
        ),
    )


def _seats(
    path: str, role: Role, today: date
) -> tuple[list[rules.Seat], frozenset[UUID], dict[UUID, str]]:
    """The posts in question, who of their holders and deputies is away, and each post's role."""
    steps = {f"path{at}": step for at, step in enumerate(rules.prefixes(path))}
    text = _SEATS.format(paths=", ".join(f"%({name})s" for name in steps))
    given = {"role": role.value, "operator": Role.OPERATOR.value, "head": Role.HEAD.value}
    with connection.cursor() as cursor:
        cursor.execute(text, {**given, **steps, "today": today})
        rows = cursor.fetchall()
    seats, away, roles = [], set[UUID](), dict[UUID, str]()
    for post, at, held_as, holder, holder_away, deputy, deputy_away in rows:
        seat = rules.Seat(as_uuid(post), at, as_uuid(holder), as_uuid(deputy) if deputy else None)
        seats.append(seat)
        roles[seat.post_id] = held_as
        if holder_away:
            away.add(seat.holder_id)
        if deputy_away and seat.deputy_id is not None:
            away.add(seat.deputy_id)
    return seats, frozenset(away), roles


def acting_for(post_id: UUID, today: date) -> Acting | None:
    """Who acts in one post today, None when it is vacant or its term is over."""
    return next(iter(acting_in(Post.objects.filter(pk=post_id), today)), None)


def acting_page(
    role: Role, today: date, *, path: str = "", name: str = "",
    among: QuerySet[Any] | None = None, after: UUID | None = None, limit: int,
) -> tuple[list[Acting], UUID | None]:  # fmt: skip
    """Who acts in `role` in and below a place today, by place: a page, and the post after which the
    next begins. `name` is the whole name of the holder, `among` a column of posts. Six queries at most."""
    posts = Post.objects.filter(in_force(today, "term_from", "term_to"), role=role.value)
    if path:
        posts = posts.filter(below("path", path))
    if name:
        posts = posts.filter(person__name=name)
    if among is not None:
        posts = posts.filter(pk__in=among)
    if after is not None:
        last = Post.objects.filter(pk=after).values_list("path", flat=True).first()
        if last is None:
            raise Missing("place_missing")
        posts = posts.filter(Q(path__gt=last) | Q(path=last, pk__gt=after))
    keys = list(posts.order_by("path", "id").values_list("pk", flat=True)[: limit + 1])
    shown = acting_in(Post.objects.filter(pk__in=keys[:limit]), today)
    shown.sort(key=lambda one: (one.post.path, one.post.pk))
    return shown, keys[limit - 1] if len(keys) > limit else None


def acting_in(posts: QuerySet[Post], today: date) -> list[Acting]:
    """Who acts in each of some posts today, narrowest place first; vacant ones are left out."""
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


def deputy_of(post_id: UUID, today: date) -> Person | None:
    """The deputy of one post, whether or not they act today."""
    return _deputies([post_id], today).get(post_id)


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


def office_holders(today: date) -> QuerySet[Person]:
    """Everybody who holds a post today or covers one as its deputy."""
    held = Post.objects.filter(in_force(today, "term_from", "term_to"))
    covered = Deputy.objects.filter(in_force(today), post__in=held)
    return Person.objects.filter(
        Q(pk__in=held.values("person")) | Q(pk__in=covered.values("person"))
    )

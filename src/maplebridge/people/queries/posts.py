"""The posts of a place with their terms, for those who fill them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from maplebridge.core.viewer import Role
from maplebridge.territory.public import Place

from ..models import Deputy, Post
from .persons import PAGE, Page, paged
from .terms import in_force


def posts_at(place: Place, today: date, *, after: UUID | None = None, limit: int = PAGE) -> Page:
    """Posts at this very place, in force or to come, in the order in which they were given."""
    found = Post.objects.filter(place=place)
    found = found.filter(Q(term_to__isnull=True) | Q(term_to__gte=today))
    if after is not None:
        found = found.filter(pk__gt=after)
    return paged(list(found.select_related("person").order_by("pk")[: limit + 1]), limit)


def post_by_id(post_id: UUID) -> Post | None:
    return Post.objects.select_related("place", "person").filter(pk=post_id).first()


@dataclass(frozen=True, slots=True)
class Seat:
    """A post and everybody who may act in it: its holder, and their deputy."""

    post_id: UUID
    role: str
    people: frozenset[UUID]


def seats(
    today: date,
    *,
    roles: Iterable[Role] = tuple(Role),
    among: Collection[UUID] | None = None,
    limit: int,
) -> list[Seat]:
    """Posts of some roles that are held today, anywhere or `among` these, in the order of their
    keys. Two queries."""
    held = Post.objects.filter(in_force(today, "term_from", "term_to"))
    held = held.filter(role__in=[role.value for role in roles])
    if among is not None:
        held = held.filter(pk__in=among)
    rows = list(held.order_by("pk").values_list("pk", "role", "person_id")[:limit])
    covers: dict[UUID, set[UUID]] = defaultdict(set)
    deputies = Deputy.objects.filter(in_force(today), post__in=[pk for pk, *_ in rows])
    for post_id, person_id in deputies.values_list("post_id", "person_id"):
        covers[post_id].add(person_id)
    return [Seat(pk, role, frozenset({person, *covers[pk]})) for pk, role, person in rows]

"""The posts of a place with their terms, for those who fill them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from maplebridge.territory.public import Place

from ..models import Post
from .persons import PAGE, Page, paged


def posts_at(place: Place, today: date, *, after: UUID | None = None, limit: int = PAGE) -> Page:
    """Posts at this very place, in force or to come, in the order in which they were given."""
    found = Post.objects.filter(place=place)
    found = found.filter(Q(term_to__isnull=True) | Q(term_to__gte=today))
    if after is not None:
        found = found.filter(pk__gt=after)
    return paged(list(found.select_related("person").order_by("pk")[: limit + 1]), limit)


def post_by_id(post_id: UUID) -> Post | None:
    return Post.objects.select_related("place", "person").filter(pk=post_id).first()

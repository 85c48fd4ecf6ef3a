"""Closed matters of a month whose reporter can be called, by community."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from maplebridge.core import calendar
from maplebridge.matters.public import ClosingCode, Matter, MatterEvent
from maplebridge.people import public as people

from ..policy import READERS
from ..rules.figures import month_after
from ..rules.sample import Involved, Left, Post


def closed_in(month: date) -> dict[UUID, list[UUID]]:
    """Ids only, streamed. Without those taken back or reported before, and without strangers."""
    since, until = calendar.start_of(month), calendar.start_of(month_after(month))
    found = Matter.objects.filter(
        closed_at__gte=since, closed_at__lt=until, reporter__isnull=False, community__isnull=False
    ).exclude(closing_code__in=[ClosingCode.WITHDRAWN.value, ClosingCode.DUPLICATE.value])
    keys: dict[UUID, list[UUID]] = defaultdict(list)
    rows = found.order_by("closed_at", "id").values_list("community_id", "pk")
    for community, pk in rows.iterator(chunk_size=5000):
        assert community is not None
        keys[community].append(pk)
    return keys


def left_out(month: date) -> dict[str, int]:
    """What was closed in a month and is not in that list, by the first of these reasons that fits."""
    since, until = calendar.start_of(month), calendar.start_of(month_after(month))
    conditions = {
        Left.WITHDRAWN: Q(closing_code=ClosingCode.WITHDRAWN.value),
        Left.DUPLICATE: Q(closing_code=ClosingCode.DUPLICATE.value),
        Left.BY_PHONE: Q(reporter__isnull=True, channel="phone"),
        Left.FORGOTTEN: Q(reporter__isnull=True, receipt_hash=""),
        Left.NAMELESS: Q(reporter__isnull=True),
        Left.NO_COMMUNITY: Q(community__isnull=True),
    }
    counts, before = {}, Q(pk__isnull=True)
    for why, condition in conditions.items():
        counts[why.value] = Count("pk", filter=condition & ~before)
        before |= condition
    found = Matter.objects.filter(closed_at__gte=since, closed_at__lt=until).aggregate(**counts)
    return {why: count for why, count in found.items() if count}


CALLING_MAX = 500
"""Most posts among which one is drawn: a jurisdiction of one community has a handful."""


def calling_posts(today: date) -> list[Post]:
    """The operators and heads of the jurisdiction, for one with a single community."""
    seats = people.seats(today, roles=READERS, limit=CALLING_MAX)
    return [Post(seat.post_id, seat.people) for seat in seats]


def involved_in(keys: Collection[UUID], today: date) -> dict[UUID, Involved]:
    """Who had a part in each of these matters, and who may act in the posts that had it: the
    handler's deputy is no other voice. Four queries."""
    acted: dict[UUID, set[UUID]] = defaultdict(set)
    lines = MatterEvent.objects.filter(matter__in=keys)
    for matter, *those in lines.values_list("matter", "actor", "deputy_for").order_by("id"):
        acted[matter].update(filter(None, those))
    held = list(
        Matter.objects.filter(pk__in=keys).values_list(
            "pk", "handler", "first_asked", "reporter", "on_behalf_by"
        )
    )
    asked = {post for _, *posts, _, _ in held for post in filter(None, posts)}
    acting = {
        seat.post_id: seat.people for seat in people.seats(today, among=asked, limit=len(asked))
    }
    found = {}
    for pk, *rest in held:
        posts, persons = set(filter(None, rest[:2])), set(filter(None, rest[2:]))
        theirs = persons.union(*(acting.get(one, ()) for one in posts))
        found[pk] = Involved(frozenset(posts), frozenset(acted[pk] | theirs))
    return found


def took_part(matter: Matter, person_id: UUID | None) -> bool:
    """Whether somebody wrote a line in a matter, or it is theirs. One query at most."""
    if person_id is None or person_id in (matter.reporter_id, matter.on_behalf_by_id):
        return person_id is not None
    lines = MatterEvent.objects.filter(matter=matter)
    return lines.filter(Q(actor=person_id) | Q(deputy_for=person_id)).exists()

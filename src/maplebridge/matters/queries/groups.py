"""Groups: those that the viewer may work with, one of them, and the matters in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below, scope_of
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people
from maplebridge.territory.public import lineage

from .. import policy
from ..models import GroupMember, Matter, MatterGroup, MatterTask
from ..policy import SUPERVISING, GroupStanding
from ..rules.states import OPEN
from ..rules.tasks import ORDER_MAX
from .reach import of_posts
from .rows import PAGE, Page, cursor, read_cursor, rows_of

OFFERED_MAX = 20
LEADS_MAX = 50


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group, how many matters it holds, and how many of them wait for an answer."""

    group: MatterGroup
    matters: int
    waiting: int


@dataclass(frozen=True, slots=True)
class GroupPage:
    """Groups, newest first, and the mark of the page after them ("" on the last)."""

    rows: list[GroupRow]
    after: str


def get_group(viewer: Viewer, group_id: UUID) -> tuple[MatterGroup, GroupStanding]:
    """A group and what the viewer is to it. Raises Missing for an outsider."""
    found = MatterGroup.objects.select_related("lead__place", "lead__person", "lead__service_point")
    group = found.filter(pk=group_id).first()
    standing = standing_in(viewer, group) if group else GroupStanding.OUTSIDER
    if group is None or standing is GroupStanding.OUTSIDER:
        raise Missing("group_missing")
    return group, standing


def standing_in(viewer: Viewer, group: MatterGroup) -> GroupStanding:
    """Asks for matters of the viewer's own only where they do not lead the group."""
    works = not policy.leads(viewer, group) and _theirs(viewer, group).exists()
    return policy.group_standing(viewer, group, works_on_one=works)


def groups(viewer: Viewer, *, ended: bool = False, after: str = "", limit: int = PAGE) -> GroupPage:
    """Groups that the viewer's posts lead or stand above, and those with a matter of theirs. Two
    queries."""
    posts = [post.post_id for post in viewer.posts]
    mine = GroupMember.objects.filter(
        group=OuterRef("pk"), removed_at=None, matter__in=of_posts(viewer)
    )
    seen = Q(lead__in=posts) | Q(Exists(mine))
    for path in scope_of(viewer, *SUPERVISING).paths:
        seen = seen | below("path", path) if path else Q()
    found = MatterGroup.objects.filter(seen, ended_at__isnull=not ended)
    if after:
        at, key = read_cursor(after)
        found = found.filter(Q(made_at__lt=at) | Q(made_at=at, id__lt=key))
    found = found.select_related("lead__place").order_by("-made_at", "-id")
    rows = list(found[: limit + 1])
    mark = cursor(rows[limit - 1].made_at, rows[limit - 1].pk) if len(rows) > limit else ""
    return GroupPage(_counted(rows[:limit]), mark)


def counted(group_id: UUID) -> GroupRow:
    """A group that the caller may read, with its figures."""
    return _counted(MatterGroup.objects.filter(pk=group_id).select_related("lead__place"))[0]


def _counted(rows: Iterable[MatterGroup]) -> list[GroupRow]:
    rows = list(rows)
    inside = GroupMember.objects.filter(group__in=[row.pk for row in rows], removed_at=None)
    counted = (
        inside.order_by()
        .values_list("group")
        .annotate(all=Count("pk"), waiting=Count("pk", filter=Q(matter__state__in=sorted(OPEN))))
    )
    figures = {pk: (matters, waiting) for pk, matters, waiting in counted}
    return [GroupRow(row, *figures.get(row.pk, (0, 0))) for row in rows]


def group_of(matter: Matter) -> MatterGroup | None:
    """The group in which a matter is; one query."""
    member = GroupMember.objects.select_related("group").filter(matter=matter, removed_at=None)
    found = member.first()
    return found.group if found else None


def members(
    viewer: Viewer, group: MatterGroup, *, after: str = "", limit: int = PAGE
) -> tuple[Page, int]:
    """The matters in a group that the viewer works on, in the order in which they were added; and
    how many more there are. Three queries."""
    found = group.members.filter(removed_at=None).select_related("matter__community")
    inside = list(found.order_by("added_at", "id"))
    seen = [one for one in inside if policy.standing_of(viewer, one.matter) in policy.WORKERS]
    others = len(inside) - len(seen)
    if after:
        mark = read_cursor(after)
        seen = [one for one in seen if (one.added_at, one.pk) > mark]
    page = seen[:limit]
    rows = {
        row.id: row for row in rows_of(Matter.objects.filter(pk__in=[m.matter_id for m in page]))
    }
    following = cursor(page[-1].added_at, page[-1].pk) if len(seen) > limit else ""
    return Page([rows[one.matter_id] for one in page], following), others


def count_open(group: MatterGroup) -> int:
    """How many matters of a group wait for an answer."""
    return group.members.filter(removed_at=None, matter__state__in=sorted(OPEN)).count()


def group_tasks(group: MatterGroup) -> list[MatterTask]:
    """The parts of what a whole group needs, in the keeper's order. One query."""
    found = group.tasks.select_related("asked__place", "asked__person", "asked__service_point")
    return sorted(found, key=lambda t: (t.order or ORDER_MAX + 1, t.due_on, t.pk))


def groups_to_join(matters: Sequence[Matter]) -> list[MatterGroup]:
    """Running groups whose lead could answer all these matters, newest first."""
    if not matters:
        return []
    shared = set(lineage(matters[0].path))
    for one in matters[1:]:
        shared &= set(lineage(one.path))
    leads = (
        {one.handler_id for one in matters} if len({m.handler_id for m in matters}) == 1 else set()
    )
    near = Q(path__in=shared, lead__role__in=policy.ANSWERING) | Q(lead__in=leads - {None})
    found = MatterGroup.objects.filter(near, ended_at=None).select_related("lead__place")
    return list(found.order_by("-made_at", "-id")[:OFFERED_MAX])


def posts_to_lead(group: MatterGroup, today: date) -> list[people.Post]:
    """Posts of today that could answer every matter of a group, the widest first. Two queries."""
    inside = group.members.filter(removed_at=None).select_related("matter")
    matters = [one.matter for one in inside]
    shared = set(lineage(group.path))
    asked: set[UUID | None] = {group.lead_id}
    if matters:
        shared = set.intersection(*(set(lineage(one.path)) for one in matters))
        asked |= set.intersection(*({one.handler_id, one.first_asked_id} for one in matters))
    near = Q(path__in=shared, role__in=policy.ANSWERING) | Q(pk__in=asked - {None})
    posts = people.Post.objects.filter(near, term_from__lte=today)
    posts = posts.filter(Q(term_to__isnull=True) | Q(term_to__gte=today))
    posts = posts.select_related("person", "place", "service_point")
    return list(posts.order_by("path", "role", "id")[:LEADS_MAX])


def works_on(viewer: Viewer, ids: Sequence[UUID]) -> list[Matter]:
    """Those of the matters that the viewer works on. One query."""
    found = Matter.objects.select_related("community", "place").filter(pk__in=ids)
    return [one for one in found if policy.standing_of(viewer, one) in policy.WORKERS]


def matter_by_number(viewer: Viewer, reference: str) -> UUID | None:
    """The matter of this number, when the viewer works on it."""
    typed = reference.strip().upper()[:24].replace("\x00", "")
    found = Matter.objects.select_related("community").filter(reference=typed).first()
    if found is None or policy.standing_of(viewer, found) not in policy.WORKERS:
        return None
    return found.pk


def _theirs(viewer: Viewer, group: MatterGroup) -> QuerySet[GroupMember]:
    return group.members.filter(removed_at=None, matter__in=of_posts(viewer))

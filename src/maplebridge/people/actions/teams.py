"""Who is in the team of a service point, and who leads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Role, Viewer
from maplebridge.territory.public import ServicePoint

from .. import policy, queries
from ..models import Post, TeamMember


@transaction.atomic
def join_team(*, viewer: Viewer, point_id: UUID, post_id: UUID, now: datetime) -> TeamMember:
    """Take a post into the team of a service point; the first one makes the team and leads it.

    Raises RuleBroken for a post that is neither around the point nor in the grids that it serves.
    """
    point, today = _lock(viewer, point_id), calendar.today(now)
    if point.closed_on is not None:
        raise RuleBroken("team_point_closed", name=point.name)
    post = Post.objects.select_related("person").filter(pk=post_id).first()
    if post is None or not queries.may_be_member(point, post, today):
        raise RuleBroken("team_member_unsuitable", name=point.name)
    team = queries.team_of_point(point.pk, today)
    if team is None or team.term_to is not None:
        team = Post.objects.create(
            person_id=post.person_id,
            role=Role.SERVICE_TEAM.value,
            place=point.place,
            path=point.place.path,
            service_point=point,
            term_from=today,
        )
    member, made = TeamMember.objects.get_or_create(
        team=team, post=post, valid_to=None, defaults={"valid_from": today}
    )
    if made:
        audit.record(viewer=viewer, verb="team.join", thing=team, now=now, post=post.pk)
    return member


@transaction.atomic
def leave_team(*, viewer: Viewer, point_id: UUID, member_id: UUID, now: datetime) -> None:
    """Take a post out of the team from today on. With the last one the team ends.

    Raises RuleBroken for the leader while there are others: somebody has to lead them.
    """
    point, today = _lock(viewer, point_id), calendar.today(now)
    team, member = _member(point, member_id, now)
    others = team.members.filter(valid_to__isnull=True).exclude(pk=member.pk)
    staying = set(others.values_list("post__person_id", flat=True))
    if member.post.person_id == team.person_id and staying and team.person_id not in staying:
        raise RuleBroken("team_leader_leaves", name=member.post.person.name)
    if member.valid_from >= today:
        member.delete()
    else:
        member.valid_to = today - timedelta(days=1)
        member.save(update_fields=["valid_to"])
    if not staying:
        team.term_to = max(today - timedelta(days=1), team.term_from)
        team.save(update_fields=["term_to"])
    audit.record(viewer=viewer, verb="team.leave", thing=team, now=now, post=member.post_id)


@transaction.atomic
def lead_team(*, viewer: Viewer, point_id: UUID, member_id: UUID, now: datetime) -> Post:
    """Let a member lead the team: the one whose name stands for it."""
    point = _lock(viewer, point_id)
    team, member = _member(point, member_id, now)
    team.person = member.post.person
    team.save(update_fields=["person"])
    audit.record(viewer=viewer, verb="team.lead", thing=team, now=now, post=member.post_id)
    return team


def _lock(viewer: Viewer, point_id: UUID) -> ServicePoint:
    """The point, locked: teams of one point change one after the other."""
    locked = ServicePoint.objects.select_for_update(of=("self",)).select_related("place")
    point = locked.filter(pk=point_id).first()
    if point is None or not queries.shows_team(viewer, point):
        raise Missing("no_such_thing")
    if not policy.keeps_posts(viewer, point.place.path):
        raise Forbidden("not_allowed_here")
    return point


def _member(point: ServicePoint, member_id: UUID, now: datetime) -> tuple[Post, TeamMember]:
    team = queries.team_of_point(point.pk, calendar.today(now))
    rows = TeamMember.objects.select_related("post__person").filter(valid_to__isnull=True)
    member = rows.filter(pk=member_id, team=team).first() if team is not None else None
    if team is None or member is None:
        raise Missing("no_such_thing")
    return team, member

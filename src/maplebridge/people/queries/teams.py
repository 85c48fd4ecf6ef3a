"""The teams of service points: who is in one, who acts in it today, and which one serves a grid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.scope import below
from maplebridge.core.viewer import Role, Viewer
from maplebridge.territory.public import ServicePoint, grids_served, points_serving

from .. import rules
from ..models import Post, TeamMember
from ..rules import Gap
from .terms import in_force
from .workers import ROLE_NAMES, Acting, acting_in

MEMBERS_MAX = 60
FOUND_MAX = 30
TEAM_ROLES = (Role.GRID_WORKER, Role.OPERATOR, Role.HEAD, Role.MEDIATOR, Role.COUNCIL_MEMBER)
"""In which posts somebody can be a member: those that answer for something."""


@dataclass(frozen=True, slots=True)
class Serving:
    """The team that serves a grid today and its point; without a team, what is missing."""

    team: Post | None
    point: ServicePoint | None = None
    gap: Gap | None = None


def team_of_point(point_id: UUID, today: date) -> Post | None:
    """The team of a service point today, with its leader."""
    teams = Post.objects.filter(in_force(today, "term_from", "term_to"), service_point=point_id)
    return teams.select_related("person", "place").order_by("-term_from", "-id").first()


def members_of(team: Post, today: date) -> list[TeamMember]:
    """The members in the order in which they came, those whose own post has ended too."""
    rows = team.members.filter(in_force(today)).select_related("post__person", "post__place")
    return list(rows.defer("post__place__boundary").order_by("valid_from", "id")[:MEMBERS_MAX])


def acting_in_team(team_id: UUID, today: date) -> list[Acting]:
    """Who acts in a team today: each member, or the deputy of the member's post."""
    members = TeamMember.objects.filter(in_force(today), team=team_id)
    return acting_in(Post.objects.filter(pk__in=members.values("post")), today)


def team_serving(grid_id: UUID | None, today: date) -> Serving:
    """The team of the service point that serves a grid: the nearest point with somebody there."""
    if grid_id is None:
        return Serving(None, gap=Gap.NO_GRID)
    points = points_serving(grid_id)
    if not points:
        return Serving(None, gap=Gap.NO_POINT)
    teams = teams_of([point.pk for point in points], today)
    for point in points:
        team = teams.get(point.pk)
        if team is not None and acting_in_team(team.pk, today):
            return Serving(team, point)
    return Serving(None, points[0], Gap.AWAY if teams else Gap.NO_TEAM)


def teams_of(point_ids: Collection[UUID], today: date) -> dict[UUID, Post]:
    """The teams in force of some points, by point."""
    if not point_ids:
        return {}
    found = Post.objects.filter(
        in_force(today, "term_from", "term_to"), service_point__in=point_ids
    )
    return {
        team.service_point_id: team
        for team in found.order_by("term_from", "id")
        if team.service_point_id is not None
    }


def possible_members(point: ServicePoint, text: str, today: date) -> list[Post]:
    """Posts around the point, in its place and in its grids, by name or place; not its members."""
    found = _suitable(point, today)
    for word in rules.search_words(text) if text else ():
        found = found.filter(Q(person__name__icontains=word) | Q(place__name__icontains=word))
    team = team_of_point(point.pk, today)
    if team is not None:
        found = found.exclude(pk__in=team.members.filter(in_force(today)).values("post"))
    return list(_with_names(found).order_by("path", "role", "id")[:FOUND_MAX])


def may_be_member(point: ServicePoint, post: Post, today: date) -> bool:
    return _suitable(point, today).filter(pk=post.pk).exists()


def _suitable(point: ServicePoint, today: date) -> QuerySet[Post]:
    near = Q(path__in=rules.prefixes(point.place.path)) | below("path", point.place.path)
    for grid in grids_served(point):
        near |= below("path", grid.path)
    roles = [role.value for role in TEAM_ROLES]
    return Post.objects.filter(near, in_force(today, "term_from", "term_to"), role__in=roles)


def _with_names(posts: QuerySet[Post]) -> QuerySet[Post]:
    return posts.select_related("person", "place").defer("place__boundary")


def shows_team(viewer: Viewer, point: ServicePoint) -> bool:
    """Names of workers are for all at work and for those who live where the point serves."""
    if viewer.posts or viewer.system:
        return True
    served = [grid.path for grid in grids_served(point)] if viewer.home_path else []
    return any(viewer.home_path.startswith(path) for path in served)


def were_in_teams(teams: Collection[Post], people: Collection[UUID]) -> dict[UUID, Post]:
    """In which of some teams each of some people is or was a member, by person."""
    by_id = {team.pk: team for team in teams}
    rows = TeamMember.objects.filter(team__in=by_id, post__person__in=people)
    found = rows.order_by("id").values_list("post__person_id", "team_id")
    return {person: by_id[team] for person, team in found}


def office_name(post: Post) -> str:
    """A post as residents read it: the role and where; of a team the point that it serves from."""
    where = post.service_point.name if post.service_point else post.place.name
    return f"{ROLE_NAMES[post.role]} · {where}"

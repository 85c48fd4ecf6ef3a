"""The team of a service point: who is in it, who leads it, who comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Missing
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..models import TeamMember
from .pages import done, page, posted_key, read_or_send, said, signed_in, today_and_now, viewer_of


@dataclass(frozen=True, slots=True)
class Line:
    """A member as the page shows them; `acts` is the deputy's name on leave, "" when nobody acts."""

    member: TeamMember
    role: str | Promise
    leads: bool
    acts: str
    on_leave: bool


@signed_in
@read_or_send
def team(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """The members; who keeps the place's posts adds more, chosen from the posts around."""
    viewer, (today, now) = viewer_of(request), today_and_now()
    point = territory.service_point_by_id(point_id)
    if not queries.shows_team(viewer, point):
        raise Missing("no_such_thing")
    keeps = policy.keeps_posts(viewer, point.place.path) and point.closed_on is None
    form = forms.Form()
    if request.method == "POST":
        form = forms.Form(request.POST)
        chosen = posted_key(request, "post")
        if done(form, lambda: actions.join_team(
            viewer=viewer, point_id=point.pk, post_id=chosen, now=now
        )):  # fmt: skip
            return said(request, gettext("The team has one member more."), "people:team", point.pk)
    found = queries.team_of_point(point.pk, today)
    text = request.GET.get("q", "")[:60]
    return page(
        request,
        "team",
        form,
        point=point,
        team=found,
        lines=_lines(found.pk, found.person_id, queries.members_of(found, today)) if found else [],
        grids=territory.grids_served(point),
        keeps=keeps,
        text=text,
        choices=[
            (post, queries.ROLE_NAMES[post.role])
            for post in (queries.possible_members(point, text, today) if keeps else ())
        ],
    )


def _lines(team_id: UUID, leader_id: UUID, members: list[TeamMember]) -> list[Line]:
    today, _ = today_and_now()
    acting = {one.post.pk: one for one in queries.acting_in_team(team_id, today)}
    return [
        Line(
            member=member,
            role=queries.ROLE_NAMES[member.post.role],
            leads=member.post.person_id == leader_id,
            acts=acting[member.post_id].person.name if member.post_id in acting else "",
            on_leave=member.post_id not in acting or acting[member.post_id].deputy_for is not None,
        )
        for member in members
    ]


@require_POST
@signed_in
def leave_team(request: HttpRequest, point_id: UUID) -> HttpResponse:
    viewer, (_, now) = viewer_of(request), today_and_now()
    key = posted_key(request, "member")
    actions.leave_team(viewer=viewer, point_id=point_id, member_id=key, now=now)
    return said(request, gettext("The member left the team."), "people:team", point_id)


@require_POST
@signed_in
def lead_team(request: HttpRequest, point_id: UUID) -> HttpResponse:
    viewer, (_, now) = viewer_of(request), today_and_now()
    key = posted_key(request, "member")
    actions.lead_team(viewer=viewer, point_id=point_id, member_id=key, now=now)
    return said(request, gettext("The team has another leader."), "people:team", point_id)

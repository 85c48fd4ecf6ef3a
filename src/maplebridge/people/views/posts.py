"""The posts of a place: who holds them, who gets one, whose term ends."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Role, Viewer
from maplebridge.territory import public as territory
from maplebridge.territory.public import Place

from .. import actions, forms, policy, queries
from ..models import Post
from .pages import done, key_from, page, read_or_send, said, signed_in, today_and_now, viewer_of

CHILDREN = 100


@signed_in
@read_or_send
def posts(request: HttpRequest) -> HttpResponse:
    """The posts of the place in which the viewer leads."""
    return _shown(request, None)


@signed_in
@read_or_send
def posts_of(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """The posts of one place, and a form for a new one."""
    return _shown(request, place_id)


def _shown(request: HttpRequest, place_id: UUID | None) -> HttpResponse:
    viewer, (today, now) = viewer_of(request), today_and_now()
    place = _place(viewer, place_id)
    roles = [
        (role.value, queries.ROLE_NAMES[role.value])
        for role in Role
        if role is not Role.SERVICE_TEAM and policy.may_appoint(viewer, role, place.path, None)
    ]
    form = forms.AppointForm(request.POST or None, roles=roles, initial={"term_from": today})

    def act() -> None:
        typed = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        actions.appoint_by_phone(viewer=viewer, place=place, **typed, now=now)

    if done(form, act):
        sentence = gettext("%(name)s has the post.") % {"name": form.cleaned_data["name"]}
        return said(request, sentence, "people:posts_of", place.pk)
    found = queries.posts_at(place, today, after=key_from(request, "after"))
    return page(
        request,
        "posts",
        form,
        place=place,
        rows=[_row(viewer, post) for post in found.rows],
        older=f"?after={found.after}" if found.after else "",
        children=territory.children(place, limit=CHILDREN),
        may_appoint=bool(roles) and place.valid_to is None,
        today=today,
    )


@signed_in
@read_or_send
def end_post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    viewer, (today, now) = viewer_of(request), today_and_now()
    post = queries.post_by_id(post_id)
    if post is None:
        raise Missing("no_such_thing")
    _place(viewer, post.place_id)
    if not policy.may_appoint(viewer, Role(post.role), post.path, post.person_id):
        raise Forbidden("not_allowed_here")
    form = forms.EndTermForm(request.POST or None, initial={"last_day": today})

    def act() -> None:
        last_day = form.cleaned_data["last_day"]
        actions.end_term(viewer=viewer, post_id=post_id, last_day=last_day, now=now)

    if done(form, act):
        return said(request, gettext("The term is ended."), "people:posts_of", post.place_id)
    return page(request, "post_end", form, post=post, role=queries.ROLE_NAMES[post.role])


def _place(viewer: Viewer, place_id: UUID | None) -> Place:
    """The place asked for, if the viewer keeps its posts; else nothing there, or not allowed."""
    leading = next((one for one in viewer.posts if one.role in policy.LEADERS), None)
    if leading is None:
        raise Forbidden("not_allowed_here")
    place = territory.place_by_id(place_id or leading.place_id)
    if not policy.keeps_posts(viewer, place.path):
        raise Missing("no_such_thing")
    return place


def _row(viewer: Viewer, post: Post) -> tuple[Post, object, bool]:
    may = policy.may_appoint(viewer, Role(post.role), post.path, post.person_id)
    return post, queries.ROLE_NAMES[post.role], may

"""Leave and deputies, and staff mode."""

from __future__ import annotations

from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Forbidden

from .. import actions, forms, queries
from .pages import (
    done,
    page,
    posted_key,
    read_or_send,
    said,
    signed_in,
    today_and_now,
    viewer_of,
)


@signed_in
@read_or_send
def leave(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not viewer.posts:
        raise Forbidden("not_allowed_here")
    today, now = today_and_now()
    form = forms.LeaveForm(request.POST or None)

    def act() -> None:
        days = form.cleaned_data
        actions.take_leave(
            viewer=viewer, first_day=days["first_day"], last_day=days["last_day"], now=now
        )

    if done(form, act):
        return said(request, gettext("Your leave is entered."), "people:leave")
    posts = queries.own_posts(viewer, today)
    named = queries.deputies_of(posts, today)
    return page(
        request,
        "leave",
        form,
        leaves=queries.leaves_of(viewer, today),
        posts=[(post, queries.ROLE_NAMES[post.role], named.get(post.pk)) for post in posts],
        covering=[queries.ROLE_NAMES[post.role] for post in viewer.posts if post.deputy_for],
    )


@signed_in
@require_POST
def end_leave(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    actions.end_leave(viewer=viewer_of(request), leave_id=leave_id, now=timezone.now())
    return said(request, gettext("Your leave has ended."), "people:leave")


@signed_in
@read_or_send
def deputy(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Choose who covers one post while its holder is away."""
    viewer = viewer_of(request)
    today, now = today_and_now()
    post = queries.get_post(viewer, post_id)
    form = Form(request.POST if request.method == "POST" else None)

    def act() -> None:
        chosen = posted_key(request, "person")
        actions.name_deputy(viewer=viewer, post_id=post.pk, person_id=chosen, now=now)

    if done(form, act):
        return said(request, gettext("The deputy is named."), "people:leave")
    return page(
        request,
        "deputy",
        form,
        post=post,
        role=queries.ROLE_NAMES[post.role],
        people=queries.possible_deputies(post, today),
        now_named=queries.deputies_of([post], today).get(post.pk),
    )


@signed_in
@read_or_send
def staff(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    if not queries.may_staff(viewer):
        raise Forbidden("staff_not_allowed")
    form = forms.StaffForm(request.POST or None)

    def act() -> None:
        said_now = form.cleaned_data
        actions.start_staff_mode(
            viewer=viewer, reason=said_now["reason"], minutes=said_now["minutes"], now=now
        )

    if done(form, act):
        return redirect("people:staff")
    return page(request, "staff", form, session=queries.staff_session(viewer, now))


@signed_in
@require_POST
def end_staff(request: HttpRequest) -> HttpResponse:
    actions.end_staff_mode(viewer=viewer_of(request), now=timezone.now())
    return said(request, gettext("Staff mode is off."), "people:me")

"""Following, "me too", and the page that lists what one follows: each with one tap to stop."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import RuleBroken

from .. import actions, queries
from ..messages import WHY
from .asking import kind_name, kinds, signed_in, viewer_of


@require_safe
@signed_in
def following(request: HttpRequest) -> HttpResponse:
    """What I follow, and what is new of it."""
    viewer = viewer_of(request)
    names = dict(kinds())
    context = {
        "messages_on": queries.messages_on(viewer),
        "news": [(one, WHY[one.why]) for one in queries.my_news(viewer, limit=50)],
        "followed": [
            (one, kind_name(one.category, names) if one.category else "")
            for one in queries.followed(viewer)
        ],
    }
    return render(request, "square/following.html", context)


@require_POST
@signed_in
def seen(request: HttpRequest) -> HttpResponse:
    actions.see_alerts(viewer=viewer_of(request), now=timezone.now())
    return redirect("square:following")


@require_POST
@signed_in
def follow_area(request: HttpRequest, area_id: UUID) -> HttpResponse:
    kind = request.POST.get("kind", "")[:20]
    actions.follow_area(
        viewer=viewer_of(request), area_id=_grid_in(request, area_id), category=kind,
        now=timezone.now(),
    )  # fmt: skip
    messages.success(
        request, gettext("You follow this place. What is new stands on your home page.")
    )
    return redirect("square:place", area_id)


def _grid_in(request: HttpRequest, area_id: UUID) -> UUID:
    """The grid that was chosen on the page of its community, else the place of the page itself."""
    typed = request.POST.get("grid", "")
    if not typed:
        return area_id
    for grid in queries.grids_of(queries.get_area(area_id)):
        if str(grid.pk) == typed:
            return grid.pk
    raise RuleBroken("square_filter_unreadable", name="grid")


@require_POST
@signed_in
def follow(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.follow_matter(viewer=viewer_of(request), matter_id=public_id, now=timezone.now())
    messages.success(
        request, gettext("You follow this matter. What is new stands on your home page.")
    )
    return redirect("square:show", public_id)


@require_POST
@signed_in
def unfollow(request: HttpRequest, following_id: UUID) -> HttpResponse:
    actions.stop_following(viewer=viewer_of(request), following_id=following_id)
    messages.success(request, gettext("You do not follow it any more."))
    return redirect("square:following")


@require_POST
@signed_in
def too(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say "me too", or take it back."""
    actions.say_too(
        viewer=viewer_of(request), matter_id=public_id,
        too=request.POST.get("too") != "no", now=timezone.now(),
    )  # fmt: skip
    return redirect("square:show", public_id)

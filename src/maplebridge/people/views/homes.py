"""My household: where I live and who lives with me."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from maplebridge.territory.public import place_by_id, search_places

from .. import actions, queries
from .pages import (
    done,
    key_from,
    page,
    posted_key,
    read_or_send,
    said,
    signed_in,
    viewer_of,
)


@signed_in
@require_GET
def household(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    assert viewer.person_id is not None
    lived_in = queries.household_of(viewer.person_id)
    return page(
        request,
        "household",
        address=queries.address_of(lived_in.home) if lived_in else "",
        stays=queries.housemates(viewer),
        past=queries.past_stays(viewer),
    )


@signed_in
@read_or_send
def move(request: HttpRequest) -> HttpResponse:
    """Find the building by name, choose the door; posting the home moves in."""
    form = Form(request.POST if request.method == "POST" else None)
    viewer, now = viewer_of(request), timezone.now()

    def act() -> None:
        home = queries.get_home(posted_key(request, "home"))
        actions.move_in(viewer=viewer, home=home, now=now)

    if done(form, act):
        return said(request, gettext("Your home is saved."), "people:household")
    return page(request, "move", form, **doors(request))


@signed_in
@require_POST
def move_out(request: HttpRequest) -> HttpResponse:
    actions.move_out(viewer=viewer_of(request), now=timezone.now())
    return said(request, gettext("You no longer live there."), "people:household")


def doors(request: HttpRequest) -> dict[str, Any]:
    """What the home chooser shows: places for the words, or the doors of the chosen place."""
    place_id, words = key_from(request, "place"), request.GET.get("q", "")[:100]
    if place_id is not None:
        place = place_by_id(place_id)
        return {"place": place, "homes": queries.homes_to_choose(place.pk), "words": words}
    return {"places": search_places(words) if words else None, "words": words}

"""Banks: the list, founding one, its home for council, villager and visitor, and its council."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms.deeds import FoundForm, SeatForm
from ..messages import SEATS, WAYS
from ..queries.banks import PAGE
from .pages import Standing, standing, viewer_of


@require_safe
def banks(request: HttpRequest) -> HttpResponse:
    """All banks, for everybody."""
    after = request.GET.get("after", "")
    found = queries.banks(after if after.isdigit() else "")
    more = found[PAGE - 1].path if len(found) > PAGE else ""
    context = {
        "banks": found[:PAGE],
        "newer": request.path if after else "",
        "older": f"?after={more}" if more else "",
        "may_found": bool(_villages(request)),
    }
    return render(request, "bank/banks.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def found(request: HttpRequest) -> HttpResponseBase:
    """A head founds the bank of a village."""
    villages = _villages(request)
    if not villages:
        raise Forbidden("bank_needs_head")
    today = calendar.today(timezone.now())
    choices = [(str(place.pk), place.name) for place in villages]
    form = FoundForm(request.POST or None, places=choices, initial={"founded_on": today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = territory.place_by_id(UUID(data["place"]))
        try:
            bank = actions.found_bank(
                viewer=viewer_of(request),
                place_id=place.pk,
                name=data["name"].strip() or actions.proposed_name(place),
                founded_on=data["founded_on"],
                now=timezone.now(),
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(
                request, gettext("The bank is founded. Now say who sits on its council.")
            )
            return redirect("bank:council", bank.pk)
    return render(request, "bank/found.html", {"form": form}, status=422 if form.errors else 200)


def _villages(request: HttpRequest) -> list[territory.Place]:
    """The grids and communities that the viewer heads, narrow ones first."""
    viewer = viewer_of(request)
    heads = [post for post in viewer.posts if policy.may_found(viewer, post.path)]
    found: dict[UUID, territory.Place] = {}
    for post in heads:
        if not policy.may_found(viewer, post.path):
            continue
        for level in reversed(actions.VILLAGES):
            for place in territory.places_below(post.path, level, ""):
                found.setdefault(place.pk, place)
        if post.level in actions.VILLAGES:
            own = territory.place_by_id(post.place_id)
            found.setdefault(own.pk, own)
    return list(found.values())


@never_cache
@require_safe
def home(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """What waits for the council, how a villager earns, and the open book for everybody."""
    here = standing(request, bank_id)
    context = _home(here)
    if here.inside:
        context["seats"] = _seats(here)
    if here.seat is not None:
        context |= _waits(here)
    return render(request, "bank/home.html", context)


def _home(here: Standing) -> dict[str, Any]:
    now = timezone.now()
    today = calendar.today(now)
    charter = queries.charter_on(here.bank.pk, today).charter
    return {
        "bank": here.bank,
        "seat": here.seat,
        "book": queries.open_book(here.bank),
        "notices": queries.notices_of(here.bank, limit=13),
        "may_enter": here.viewer.signed_in
        and policy.may_enter(here.viewer, here.bank.path, here.seat, charter),
        "may_decide": policy.may_decide_rules(here.viewer, here.bank.path, here.seat),
        "may_seat": policy.may_seat(here.viewer, here.bank.path),
        "now": now,
    }


def _waits(here: Standing) -> dict[str, Any]:
    now = timezone.now()
    states = queries.states_of(here.bank.pk)
    return {
        "waiting": states.get("entered", 0),
        "approved": states.get("approved", 0),
        "objections": len(queries.waiting_objections(here.bank)),
        "publishable": queries.month_to_publish(here.bank, calendar.today(now)),
    }


def _seats(here: Standing) -> list[dict[str, Any]]:
    today = calendar.today(timezone.now())
    return [
        {"seat": seat, "role": SEATS[seat.role], "way": WAYS[seat.way], "name": seat.person.name}
        for seat in queries.seats_on(here.bank.pk, today)
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def council(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """Who sits on the council; a head looks for somebody by name or door and notes a seat."""
    here = standing(request, bank_id)
    if not policy.may_seat(here.viewer, here.bank.path):
        raise Forbidden("bank_needs_head")
    text = request.GET.get("q", "").strip()[:60]
    found = people.find_residents(here.viewer, text) if text else []
    choices = [(str(one.person_id), f"{one.name} {one.phone} {one.near}") for one in found]
    if request.method == "POST":
        choices.append((request.POST.get("person", ""), gettext("The person chosen before")))
    today = calendar.today(timezone.now())
    form = SeatForm(request.POST or None, people=choices, initial={"term_from": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.seat_member(
                viewer=here.viewer, bank_id=bank_id, person_id=UUID(form.cleaned_data["person"]),
                role=form.cleaned_data["role"], way=form.cleaned_data["way"],
                term_from=form.cleaned_data["term_from"], term_to=form.cleaned_data["term_to"],
                now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except (RuleBroken, ValueError) as broken:
            form.add_error(None, getattr(broken, "sentence", gettext("Please choose a person.")))
        else:
            messages.success(request, gettext("The seat is noted."))
            return redirect("bank:council", bank_id)
    context = {"bank": here.bank, "seats": _seats(here), "form": form, "q": text, "found": found}
    return render(request, "bank/council.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end_seat(request: HttpRequest, seat_id: UUID) -> HttpResponseBase:
    """A term ends today."""
    now = timezone.now()
    seat = actions.end_seat(
        viewer=viewer_of(request), seat_id=seat_id, last_day=calendar.today(now), now=now
    )
    messages.success(request, gettext("The term ends today."))
    return redirect("bank:council", seat.bank_id)

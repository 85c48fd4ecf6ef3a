"""The pages of who asks for help and who offers it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.people import public as people

from .. import actions, policy, queries
from ..forms import PARTS, AskForm, GiveForm, OfferForm
from ..messages import ASKED, CODES, RELATIONS, STAGES
from ..models import Offer, Request, Visit
from ..rules.stages import Asked, Stage
from .base import (
    attempt,
    key_of,
    kind_choices,
    kind_name,
    label_of,
    rules_now,
    signed_in,
    span,
    viewer_of,
)


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """My requests, my visits and my minutes."""
    viewer, rules = viewer_of(request), rules_now()
    requests, more = queries.my_requests(viewer, after=key_of(request.GET.get("requests", "")))
    visits, more_visits = queries.my_visits(viewer, after=key_of(request.GET.get("visits", "")))
    member = queries.my_member(viewer)
    context = {
        "label": label_of(rules),
        "requests": [request_row(one) for one in requests],
        "visits": [visit_row(one) for one in visits],
        "older": f"?requests={more}" if more else "",
        "older_visits": f"?visits={more_visits}" if more_visits else "",
        "minutes": queries.my_minutes(viewer, limit=1),
        "offers": member is not None and hasattr(member, "offer"),
        "coordinates": policy.coordinates(viewer),
        "writes": any(post.role in policy.WRITERS for post in viewer.posts),
    }
    return render(request, "timebank/home.html", context)


def request_row(one: Request) -> dict[str, Any]:
    when = one.when
    return {
        "request": one, "kind": kind_name(one), "look": ASKED[Asked(one.state)],
        "day": when.day if when else one.last_day, "span": span(when) if when else "",
    }  # fmt: skip


def visit_row(one: Visit) -> dict[str, Any]:
    return request_row(one.request) | {"visit": one, "look": STAGES[Stage(one.stage)]}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for myself, or with `for` for somebody whom I may ask for. Raises Missing for others."""
    viewer, rules, now = viewer_of(request), rules_now(), timezone.now()
    elder_id = key_of(request.GET.get("for", "")) or viewer.person_id
    assert elder_id is not None, "only who is signed in comes here"
    own = elder_id == viewer.person_id
    path = people.current_path(elder_id)
    worker = not own and path is not None and policy.may_write_for(viewer, path)
    if not own and not worker and not people.may_act_for(viewer, elder_id, now):
        raise Missing("timebank_missing")
    form = AskForm(request.POST or None, kinds=kind_choices(rules), worker=worker,
                   initial={"day_1": calendar.today(now)})  # fmt: skip
    made: list[Request] = []

    def act() -> None:
        made.append(actions.ask(viewer=viewer, elder_id=elder_id, sent=form.asking(), now=now))

    thanks = gettext("Written down. The coordinator looks for a helper; you see each step here.")
    if request.method == "POST" and attempt(request, form, act, thanks):
        return redirect("timebank:request", made[0].pk)
    context = {
        "form": form, "label": label_of(rules), "own": own, "path": request.get_full_path(),
        "name": "" if own else queries.name_of(elder_id, viewer),
        "no_home": path is None, "pair": rules.book.pair_first_visit,
        "today": calendar.today(now), "worker": worker,
    }  # fmt: skip
    return render(request, "timebank/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def offer(request: HttpRequest) -> HttpResponseBase:
    viewer, rules = viewer_of(request), rules_now()
    member = queries.my_member(viewer)
    standing = getattr(member, "offer", None)
    form = OfferForm(
        request.POST or None, kinds=kind_choices(rules), initial=_said(standing) if standing else {}
    )

    def act() -> None:
        actions.offer(viewer=viewer, sent=form.offering(), now=timezone.now())

    thanks = gettext(
        "Thank you. When somebody near you needs it, you are asked; you may always say no."
    )
    if request.method == "POST" and attempt(request, form, act, thanks):
        return redirect("timebank:home")
    context = {"form": form, "label": label_of(rules), "standing": standing, "member": member,
               "today": calendar.today(timezone.now())}  # fmt: skip
    return render(request, "timebank/offer.html", context, status=422 if form.errors else 200)


def _said(standing: Offer) -> dict[str, Any]:
    """What stands, as the form asks for it."""
    parts = {code for code, (first, last) in PARTS.items()
             for one in standing.hours if (one.first, one.last) == (first, last)}  # fmt: skip
    return {
        "skills": standing.skills, "days": sorted({str(one.weekday) for one in standing.hours}),
        "parts": sorted(parts), "wide": standing.place.level != "grid",
        "languages": standing.languages, "gender": standing.gender, "avoids": standing.avoids,
        "notes": standing.notes,
    }  # fmt: skip


@require_POST
@signed_in
def stop_offer(request: HttpRequest) -> HttpResponseBase:
    viewer, thanks = viewer_of(request), gettext("Your offer is taken back. Thank you for it.")
    attempt(request, None, lambda: actions.stop_offering(viewer=viewer, now=timezone.now()), thanks)
    return redirect("timebank:home")


@require_safe
@signed_in
def minutes(request: HttpRequest) -> HttpResponse:
    return _minutes_page(request)


def _minutes_page(
    request: HttpRequest, form: GiveForm | None = None, tie_id: UUID | None = None
) -> HttpResponse:
    viewer, rules = viewer_of(request), rules_now()
    page = queries.my_minutes(viewer, after=request.GET.get("after") or None)
    ties = queries.my_ties(viewer)
    context = {
        "page": page, "label": label_of(rules), "book": rules.book, "version": rules,
        "pool": queries.pool_figures(), "bad": form,
        "lines": [(line, CODES.get(line.code, line.code)) for line in page.lines],
        "ties": [
            (tie, RELATIONS[tie.relation], form if tie.pk == tie_id and form else GiveForm(auto_id=f"id_{tie.pk}_%s"))
            for tie in ties
        ],
        "donate": form if form and tie_id is None else GiveForm(),
        "older": f"?after={page.after}" if page.after else "",
        "cap_hours": rules.book.cap_minutes // 60,
    }  # fmt: skip
    return render(request, "timebank/minutes.html", context, status=422 if form else 200)


@require_POST
@signed_in
def give(request: HttpRequest, tie_id: UUID) -> HttpResponseBase:
    form = GiveForm(request.POST, auto_id=f"id_{tie_id}_%s")

    def act() -> None:
        actions.give(
            viewer=viewer_of(request), id=form.cleaned_data["id"], tie_id=tie_id,
            minutes=form.cleaned_data["minutes"], now=timezone.now(),
        )  # fmt: skip

    if attempt(request, form, act, gettext("Given.")):
        return redirect("timebank:minutes")
    return _minutes_page(request, form, tie_id)


@require_POST
@signed_in
def donate(request: HttpRequest) -> HttpResponseBase:
    form = GiveForm(request.POST)

    def act() -> None:
        actions.donate(
            viewer=viewer_of(request), id=form.cleaned_data["id"],
            minutes=form.cleaned_data["minutes"], now=timezone.now(),
        )  # fmt: skip

    if attempt(request, form, act, gettext("Given to the pool. Thank you.")):
        return redirect("timebank:minutes")
    return _minutes_page(request, form)


@require_POST
@signed_in
def forget_tie(request: HttpRequest, tie_id: UUID) -> HttpResponseBase:
    actions.forget_relative(viewer=viewer_of(request), tie_id=tie_id, now=timezone.now())
    return redirect("timebank:minutes")

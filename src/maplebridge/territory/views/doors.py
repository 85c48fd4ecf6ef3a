"""The homes behind a door: listed, added many at once, put right one by one."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.viewer import Level

from .. import actions, queries
from ..forms import EndForm, HomeForm, PlanForm
from ..models import Home, Place
from ..policy import may_edit
from ..rules.plans import Plan
from .pages import PAGE, crumbs_to, done, signed_in, status_of, viewer_of


@require_safe
@signed_in
def homes(request: HttpRequest, door_id: UUID) -> HttpResponse:
    """The doors by number, for those who look after them. Who lives there is not said here."""
    viewer = viewer_of(request)
    door = queries.door_by_id(door_id)
    actions.allow_homes(viewer, door.path)
    after = request.GET.get("after", "")[:64]
    found = queries.homes_at(door, after=after, limit=PAGE + 1)
    context = {
        "place": door,
        "crumbs": crumbs_to(door, here=False),
        "homes": found[:PAGE],
        "older": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "newer": "?" if after else "",
        "ended": [] if after else queries.ended_homes_at(door),
        "may_edit": may_edit(viewer, door.path) and door.valid_to is None,
    }
    return render(request, "territory/homes.html", context)


@signed_in
def add_doors(request: HttpRequest, door_id: UUID) -> HttpResponse:
    """Say it in one line, see every door that would be added, then add them."""
    viewer, now = viewer_of(request), timezone.now()
    door = queries.door_by_id(door_id)
    actions.allow(viewer, door.path)
    form = PlanForm(request.POST or None)
    day = calendar.today(now)
    seen: list[actions.PlanReport] = []
    plan = form.cleaned_data["plan"] if form.is_bound and form.is_valid() else None
    adding = "add" in request.POST and request.POST.get("seen") == _mark(plan)

    def act() -> None:
        facts: dict[str, Any] = {"viewer": viewer, "door": door, "plan": plan}
        if adding:
            seen.append(actions.add_planned(**facts, day=day, now=now))
        else:
            seen.append(actions.look_at_plan(**facts, day=day))

    if plan is not None and done(form, act) and adding:
        messages.success(request, _added(seen[0]))
        return redirect("territory:homes", door_id)
    context = {
        "form": form,
        "report": seen[0] if seen else None,
        "seen": _mark(plan),
        "place": door,
        "has_entrances": door.level == Level.BUILDING,
        "crumbs": crumbs_to(door, here=False),
    }
    return render(request, "territory/doors_form.html", context, status=status_of(form))


@signed_in
def edit_home(request: HttpRequest, home_id: UUID) -> HttpResponse:
    """Put a home right, or end it; each form is sent on its own."""
    viewer, now = viewer_of(request), timezone.now()
    home = queries.home_by_id(home_id)
    actions.allow(viewer, home.path)
    today = calendar.today(now)
    sent = request.POST.get("form", "")
    form = HomeForm(request.POST if sent == "change" else None, initial=_initial(home))
    end_form = EndForm(request.POST if sent == "end" else None, initial={"day": today})
    door: Place = home.entrance or home.building
    back = redirect("territory:homes", door.pk)

    def change() -> None:
        facts = form.cleaned_data
        to = actions.NewHome(facts["number"], facts["floor"], form.area_cm2())
        actions.change_home(viewer=viewer, home=home, to=to, now=now)

    def end() -> None:
        facts = {name: end_form.cleaned_data[name] for name in ("day", "reason")}
        actions.end_home(viewer=viewer, home=home, **facts, today=today, now=now)

    if form.is_bound and form.is_valid() and done(form, change):
        messages.success(request, _("The home is changed."))
        return back
    if end_form.is_bound and end_form.is_valid() and done(end_form, end):
        messages.success(request, _("The home %(number)s has ended.") % {"number": home.number})
        return back
    context = {
        "form": form,
        "end_form": end_form,
        "home": home,
        "place": door,
        "crumbs": crumbs_to(door, here=False),
    }
    status = max(status_of(form), status_of(end_form))
    return render(request, "territory/home_form.html", context, status=status)


def _mark(plan: Plan | None) -> str:
    """Tells a plan that was shown from one that was changed since; the latter is shown again."""
    return sha256(repr(plan).encode()).hexdigest()[:16]


def _initial(home: Home) -> dict[str, Any]:
    return {"number": home.number, "floor": home.floor, "area": home.area_m2}


def _added(report: actions.PlanReport) -> str:
    if not report.adds:
        return _("All of these were there already. Nothing was added.")
    return _("Entrances added: %(entrances)s. Homes added: %(homes)s.") % {
        "entrances": report.entrances,
        "homes": report.homes,
    }

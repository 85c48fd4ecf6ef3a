"""Saying where a matter really lies: search, map or list, with the reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Level
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms.placing import PlaceForm
from ..messages import BESIDE
from ..models import Matter
from ..rules.states import State, Verb
from .reporting import Choice, places_for
from .spots import map_context
from .wording import signed_in, viewer_of

BESIDE_IT = 12


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def place_anew(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """A search is no step yet: it shows the page again with what was typed."""
    viewer = viewer_of(request)
    matter = queries.get_matter(viewer, matter_id)
    if not policy.may(viewer, matter, Verb.PLACE):
        raise policy.not_yours(matter)
    if not policy.allows(policy.standing_of(viewer, matter), State(matter.state), Verb.PLACE):
        messages.error(
            request, RuleBroken("matter_state_forbids", reference=matter.reference).sentence
        )
        return redirect("matters:show", matter_id)
    if request.method != "POST":
        return _page(request, matter, PlaceForm())
    if "find" in request.POST:
        return _page(request, matter, PlaceForm(request.POST), looks=True)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, matter, form)
    data = form.cleaned_data
    try:
        actions.place_anew(
            viewer=viewer, matter_id=matter_id, reason=data["text"], place_id=data["place"],
            lon=data["lon"], lat=data["lat"], now=timezone.now(),
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        field = BESIDE.get(broken.code, "text")
        form.add_error(field if field in form.fields else None, ValidationError(broken.sentence))
        return _page(request, matter, form)
    messages.success(request, gettext("It lies there from now on. The reporter reads why."))
    return redirect("matters:show", matter_id)


def _page(
    request: HttpRequest, matter: Matter, form: PlaceForm, *, looks: bool = False
) -> HttpResponse:
    """With nothing searched for, the grids of its community are offered as a list."""
    searched = request.POST.get("place_search", "")[:60]
    chosen = str(form["place"].value() or "")
    found = places_for(searched, chosen)
    context = {
        "matter": matter,
        "form": PlaceForm(initial=request.POST.dict()) if looks else form,
        "place_search": searched,
        "found": found if searched or chosen else _beside(matter),
        "chosen": chosen,
        **map_context(form, chosen, matter.place_id if matter.path else None),
    }
    refused = form.is_bound and not looks
    return render(request, "matters/place.html", context, status=422 if refused else 200)


def _beside(matter: Matter) -> list[Choice]:
    if matter.community is None:
        return []
    beside = territory.children(matter.community)
    grids = [one for one in beside if one.level == Level.GRID and one.pk != matter.place_id]
    around = territory.addresses(grids)
    return [Choice(str(one.pk), one.name, around[one.pk]) for one in grids[:BESIDE_IT]]

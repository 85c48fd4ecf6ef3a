"""One step for several matters: what is chosen, what shall be done, and what happened to each."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..actions import BULK_MAX, BulkVerb
from ..forms.work import BulkForm
from .inbox import workers_only
from .wording import signed_in, viewer_of

PLACES_FOUND = 12


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """GET shows the chosen and the steps; POST does the step and says what became of each."""
    viewer = viewer_of(request)
    workers_only(viewer)
    if request.method != "POST":
        form = BulkForm(initial={"verb": _verb(request.GET.get("do", ""))})
        return _page(request, viewer, form, _ids(request.GET.getlist("m")))
    form, chosen = BulkForm(request.POST), _ids(request.POST.getlist("m"))
    if "find" in request.POST or not form.is_valid():
        return _page(request, viewer, form, chosen, 200 if "find" in request.POST else 422)
    data = form.cleaned_data
    try:
        outcomes = actions.several(
            viewer=viewer,
            sending_id=data["id"],
            matter_ids=chosen,
            verb=BulkVerb(data["verb"]),
            place_id=data["place"],
            category=data["category"],
            text=data["text"],
            now=timezone.now(),
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, ValidationError(broken.sentence, broken.code))
        return _page(request, viewer, form, chosen, 422)
    context = {
        "outcomes": outcomes,
        "done": sum(not one.problem for one in outcomes),
        "refused": sum(bool(one.problem) for one in outcomes),
        "verb": data["verb"],
    }
    return render(request, "matters/bulk_done.html", context)


def _verb(asked: str) -> str:
    return asked if asked in set(BulkVerb) else ""


def _ids(sent: list[str]) -> list[UUID]:
    """The ids that can be read, at most one more than is allowed, so that too many is said."""
    found = []
    for text in sent[: BULK_MAX + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(
    request: HttpRequest, viewer: Viewer, form: BulkForm, chosen: list[UUID], status: int = 200
) -> HttpResponse:
    searched = request.POST.get("place_search", "")[:60].strip()
    picked = str(form["place"].value() or "")
    language = get_language() or "en"
    rulebook = queries.catalogue(calendar.today(timezone.now()))
    titles = queries.titles_of(viewer, chosen)
    context: dict[str, Any] = {
        "form": form,
        "chosen": [(pk, *titles[pk]) for pk in chosen if pk in titles],
        "kinds": [(category.code, category.name(language)) for category in rulebook.categories],
        "kind": str(form["category"].value() or ""),
        "refer_to": _places(viewer, searched, picked),
        "place_search": searched,
        "picked": picked,
        "at_once": request.method != "POST" and bool(form["verb"].value()),
    }
    return render(request, "matters/bulk.html", context, status=status)


def _places(viewer: Viewer, searched: str, picked: str) -> list[territory.Place]:
    """What was searched for and what is picked already; else what lies one step below one's posts."""
    if searched:
        found = territory.search_places(searched, limit=PLACES_FOUND)
    else:
        places = [p for p in viewer.posts if p.role in policy.ANSWERING]
        tops = [territory.place_by_id(post.place_id) for post in places[:2]]
        found = [one for top in tops for one in territory.children(top, limit=PLACES_FOUND)]
        found = [one for one in found if one.level in {"street", "community", "grid"}]
    if picked and picked not in {str(place.pk) for place in found}:
        with suppress(ValueError, Missing):
            found = [territory.place_by_id(UUID(picked)), *found]
    return found

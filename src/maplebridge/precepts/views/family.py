"""A family's precept: written at home, agreed to by each, read by everybody only then."""

from __future__ import annotations

from collections.abc import Callable
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

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms import FamilyForm, ReasonForm
from ..messages import SAID
from ..models import FamilyPrecept
from ..queries.family import PAGE
from ..rules import family as rules
from ..rules.family import Said
from .who import attempt, key_of, viewer_of


@require_safe
def families(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """What families of a place wrote and all of each agreed to show."""
    place = territory.place_by_id(place_id)
    key = key_of(request.GET.get("after", ""))
    after = FamilyPrecept.objects.filter(pk=key).first() if key else None
    found = queries.families(place.path, after=after)
    context = {
        "place": place,
        "found": found[:PAGE],
        "newer": request.path if after else "",
        "older": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "precepts/families.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def family(request: HttpRequest) -> HttpResponseBase:
    """Our precept: the words, who agreed, and one's own yes or no."""
    viewer = viewer_of(request)
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    members = queries.members_of(household.pk) if household else []
    precept = queries.my_precept(household.pk) if household else None
    keys = [stay.person_id for stay in members]
    said = queries.said_of(precept, keys) if precept else {}
    form = FamilyForm(request.POST or None, initial=_initial(precept))

    def write() -> FamilyPrecept:
        data = form.cleaned_data
        return actions.write_precept(
            viewer=viewer, text=data["text"], shown_name=data["shown_name"],
            on_paper=data["on_paper"], now=timezone.now(),
        )  # fmt: skip

    thanks = gettext("Written. Others read it once everybody at home has agreed.")
    if request.method == "POST" and attempt(request, form, write, thanks):
        return redirect("precepts:family")
    context = {
        "household": household,
        "precept": precept,
        "published": bool(precept and precept.published_at and rules.agreed(keys, said)),
        "voices": [_voice(stay, said.get(stay.person_id, Said.ASKED.value)) for stay in members],
        "mine": said.get(viewer.person_id, Said.ASKED.value) if viewer.person_id else "",
        "form": form,
    }
    return render(request, "precepts/family.html", context, status=422 if form.errors else 200)


def _initial(precept: FamilyPrecept | None) -> dict[str, Any]:
    if precept is None:
        return {}
    return {
        "text": precept.text, "shown_name": precept.shown_name, "on_paper": precept.on_paper,
    }  # fmt: skip


def _voice(stay: people.HouseholdMember, said: str) -> dict[str, Any]:
    tones = {"agreed": ("done", "check"), "no": ("late", "minus")}
    tone, icon = tones.get(said, ("waiting", "clock"))
    return {"person": stay.person, "words": SAID[said], "tone": tone, "icon": icon}


@require_POST
@login_required
def say(request: HttpRequest, precept_id: UUID) -> HttpResponseBase:
    """One's own yes or no; or delete the precept for good."""
    viewer, now, what = viewer_of(request), timezone.now(), request.POST.get("what", "")
    if what == "delete":
        actions.delete_precept(viewer=viewer, precept_id=precept_id, now=now)
    else:
        _told_when_refused(
            request,
            lambda: actions.say(
                viewer=viewer, precept_id=precept_id, agrees=what == "yes", now=now,
                seen=request.POST.get("seen", ""),
            ),
        )  # fmt: skip
    return redirect("precepts:family")


def _told_when_refused(request: HttpRequest, act: Callable[[], object]) -> None:
    """What a rule forbids stands above the page that is shown anew."""
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)


@never_cache
@require_safe
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Households that asked a worker of their place to note what they sign."""
    viewer = viewer_of(request)
    if not viewer.holds(*policy.WORKERS):
        raise Forbidden("precepts_workers_note")
    after = key_of(request.GET.get("after", ""))
    found = queries.on_paper(viewer, after=after)
    context = {
        "found": found[:PAGE],
        "newer": request.path if after else "",
        "older": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "precepts/waiting.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def paper(request: HttpRequest, precept_id: UUID) -> HttpResponseBase:
    """One household's words and members, to note who signed."""
    viewer = viewer_of(request)
    precept = queries.get_precept(precept_id)
    if not precept.on_paper or not policy.may_note_paper(viewer, precept.household.path):
        raise Missing("precepts_missing")
    named: dict[UUID, str] = {}
    opening = request.method == "POST" and request.POST.get("what") == "open"
    form = ReasonForm(request.POST if opening else None)
    if opening:
        named = _opened(viewer, precept_id, form)
    elif request.method == "POST":
        _note(request, precept_id)
        return redirect("precepts:paper", precept_id)
    members = queries.members_of(precept.household_id)
    keys = [stay.person_id for stay in members]
    said = queries.said_of(precept, keys)
    names = named or people.names_for(keys, viewer)
    themselves = {*people.with_account().filter(person__in=keys), viewer.person_id}
    voices = [
        _voice(stay, said.get(stay.person_id, Said.ASKED.value))
        | {
            "name": names.get(stay.person_id, ""),
            "paper": stay.person_id not in themselves,
            "child": viewer.person_id not in keys and said.get(stay.person_id) != Said.NO,
        }
        for stay in members
    ]
    context = {"precept": precept, "voices": voices, "named": bool(named), "form": form}
    return render(request, "precepts/paper.html", context, status=422 if form.errors else 200)


def _opened(viewer: Viewer, precept_id: UUID, form: ReasonForm) -> dict[UUID, str]:
    """The names for the reason that was written; none while the form says what is missing."""
    if not form.is_valid():
        return {}
    try:
        return actions.open_names(
            viewer=viewer, precept_id=precept_id, reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error("reason", broken.sentence)
        return {}


def _note(request: HttpRequest, precept_id: UUID) -> None:
    """One member's paper: a yes, a no, or that they are not grown up."""
    person, what = key_of(request.POST.get("person", "")), request.POST.get("what", "")
    if person is None:
        raise Missing("precepts_missing")
    told: dict[str, Any] = {
        "viewer": viewer_of(request), "precept_id": precept_id, "person_id": person,
        "now": timezone.now(),
    }  # fmt: skip
    if what == "child":
        actions.note_child(**told)
        return
    seen = request.POST.get("seen", "")
    _told_when_refused(request, lambda: actions.note_paper(**told, agrees=what == "yes", seen=seen))

"""Changes of the rules: proposed, tried on the past, decided, and looked at again afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms import ProposalForm
from ..messages import ASSUMPTIONS, FIGURES, KINDS, LEVELS
from ..models import Proposal
from ..rules.changes import Kind
from ..rules.figures import Share
from .reviews import said, viewer_of

TRIED = (
    ("first_kept", gettext_lazy("First answer in time")),
    ("first_missed", gettext_lazy("First answer too late")),
    ("settle_kept", gettext_lazy("Settled in time")),
    ("settle_missed", gettext_lazy("Settled too late")),
    ("hand_overs", gettext_lazy("Handed on")),
    ("hand_backs", gettext_lazy("Handed back")),
    ("unknown", gettext_lazy("Unknown")),
)


@never_cache
@require_safe
@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    rows, more = queries.proposals_for(viewer_of(request), after=after)
    context = {
        "proposals": [(one, _title(one)) for one in rows],
        "newer": request.path if after else "",
        "older": f"?after={more}" if more else "",
    }
    return render(request, "review/proposals.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_proposal(request: HttpRequest) -> HttpResponseBase:
    viewer = viewer_of(request)
    if not policy.reads_any(viewer):
        raise Forbidden("review_no_post")
    choices = {"places": _places(viewer), "categories": _categories()}
    form = ProposalForm(request.POST or None, **choices)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(
                viewer=viewer, place_id=UUID(form.cleaned_data["place"]), wanted=form.wanted(),
                why=form.cleaned_data["why"], now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            named = str(broken.facts.get("field", ""))
            if named in form.fields:
                label = form.fields[named].label
                words = gettext("Please fill in “%(field)s” for this kind of change.")
                form.add_error(named, words % {"field": label})
            else:
                form.add_error(None, broken.sentence)
        else:
            return redirect("review:proposal", made.pk)
    status = 422 if form.errors else 200
    return render(request, "review/add_proposal.html", {"form": form}, status=status)


def _places(viewer: Viewer) -> list[tuple[str, str]]:
    mine = {post.place_id for post in viewer.posts if post.role in policy.READERS}
    found = territory.Place.objects.filter(pk__in=mine).order_by("path")
    return [(str(place.pk), place.name) for place in found]


def _categories() -> list[tuple[str, str]]:
    language = get_language() or "en"
    catalogue = matters.catalogue(calendar.today(timezone.now()))
    return [(category.code, category.name(language)) for category in catalogue.categories]


@never_cache
@require_safe
@login_required
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    return _page(request, queries.proposal_for(viewer_of(request), proposal_id))


def _page(request: HttpRequest, found: Proposal, status: int = 200) -> HttpResponse:
    tried = found.replay or {}
    context = {
        "proposal": found,
        "title": _title(found),
        "kind": KINDS[Kind(found.kind)],
        "tried": _tried(tried),
        "guessed": _guessed(tried),
        "assumptions": [ASSUMPTIONS[one] for one in tried.get("assumptions", [])],
        "months": tried.get("months", actions.proposing.MONTHS),
        "decides": policy.decides(viewer_of(request), territory.root().path),
        "effect": [
            (FIGURES[one.name], said(one.before), said(one.after))
            for one in queries.effect_of(found)
        ],
    }
    return render(request, "review/proposal.html", context, status=status)


def _title(found: Proposal) -> str:
    """What would change, in one line."""
    change = found.change
    kind = dict(_categories()).get(change["category"], change["category"])
    if found.kind == Kind.LIMIT:
        words = gettext("%(kind)s: first answer in %(hours)s hours, settled in %(days)s days")
        facts = {"hours": change["first_answer_hours"], "days": change["settle_days"]}
        return words % {"kind": kind, **facts}
    if found.kind == Kind.ROUTE:
        words = gettext("%(kind)s at %(place)s: first asked is %(level)s")
        return words % {"kind": kind, "place": found.place.name, "level": LEVELS[change["level"]]}
    if found.kind == Kind.KEYWORDS:
        return gettext("%(kind)s: keywords %(words)s") % {
            "kind": kind,
            "words": pgettext("between names", ", ").join(change["keywords"]),
        }
    return gettext("%(place)s: %(count)s posts more") % {
        "place": found.place.name,
        "count": change["posts"],
    }


def _tried(replay: dict[str, Any]) -> list[tuple[Any, int, int]]:
    if "before" not in replay:
        return []
    before, after = replay["before"], replay["after"]
    return [(words, before.get(name, 0), after.get(name, 0)) for name, words in TRIED]


def _guessed(replay: dict[str, Any]) -> tuple[str, str] | None:
    if "named" not in replay:
        return None
    count = replay["named"]
    return said(Share(replay["right_before"], count)), said(Share(replay["right_after"], count))


@require_POST
@login_required
def replay(request: HttpRequest, proposal_id: UUID) -> HttpResponseBase:
    actions.replay(viewer=viewer_of(request), proposal_id=proposal_id, now=timezone.now())
    return redirect("review:proposal", proposal_id)


@require_POST
@login_required
def decide(request: HttpRequest, proposal_id: UUID) -> HttpResponseBase:
    act = actions.adopt if request.POST.get("decision") == "adopt" else actions.decline
    try:
        act(viewer=viewer_of(request), proposal_id=proposal_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        found = queries.proposal_for(viewer_of(request), proposal_id)
        return _page(request, found, 422)
    messages.success(request, gettext("Decided."))
    return redirect("review:proposal", proposal_id)

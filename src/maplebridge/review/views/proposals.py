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
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms import ProposalForm, split_of
from ..messages import ASSUMPTIONS, BASELINE, FIGURES, HINTS, KINDS
from ..models import Proposal
from ..rules import changes
from ..rules.changes import Kind
from ..rules.figures import Share
from .reviews import said, viewer_of
from .titles import part_name, title_of

TRIED = (
    ("first_kept", ("first_kept", "first_missed"), gettext_lazy("First answer in time")),
    ("settle_kept", ("settle_kept", "settle_missed"), gettext_lazy("Settled in time")),
    ("hand_overs", ("rounds",), gettext_lazy("Handed on")),
    ("hand_backs", ("rounds",), gettext_lazy("Handed back")),
    ("unknown", ("rounds",), gettext_lazy("Unknown")),
    ("running", ("rounds",), gettext_lazy("Still running")),
)
"""Each figure with what it is a part of, as a sum."""


@never_cache
@require_safe
@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    rows, more = queries.proposals_for(viewer_of(request), after=after)
    context = {
        "proposals": [(one, title_of(one)) for one in rows],
        "newer": request.path if after else "",
        "older": f"?after={more}" if more else "",
    }
    return render(request, "review/proposals.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_proposal(request: HttpRequest) -> HttpResponseBase:
    """First what should change, then the fields of that change."""
    viewer = viewer_of(request)
    if not policy.reads_any(viewer):
        raise Forbidden("review_no_post")
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    if asked not in [kind.value for kind in Kind]:
        kinds = [(kind, KINDS[kind], HINTS[kind]) for kind in Kind]
        status = 422 if request.method == "POST" else 200
        return render(request, "review/choose_change.html", {"kinds": kinds}, status=status)
    form = ProposalForm(
        request.POST or None, wants=Kind(asked), places=_places(viewer), categories=_categories(),
        initial={"kind": asked, **_first(request, Kind(asked))},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(
                viewer=viewer, place_id=UUID(form.cleaned_data["place"]), wanted=form.wanted(),
                why=form.cleaned_data["why"], now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            _put_error(form, broken)
        else:
            return redirect("review:proposal", made.pk)
    context = {"form": form, "title": KINDS[Kind(asked)], "hint": HINTS[Kind(asked)]}
    context |= {"kind": asked, "begin": asked == Kind.SPLIT and not form["category"].value()}
    return render(request, "review/add_proposal.html", context, status=422 if form.errors else 200)


def _first(request: HttpRequest, wants: Kind) -> dict[str, Any]:
    """What an address brings along: a kind of matter, and words that part it."""
    code = request.GET.get("category", "")
    category = matters.catalogue(calendar.today(timezone.now())).get(code)
    if category is None:
        return {}
    if wants is Kind.SPLIT:
        return split_of(category, changes.words_of(request.GET.get("words", "")))
    return {
        "category": code,
        "first_answer_hours": category.promise.first_answer_hours,
        "settle_days": category.promise.settle_days,
    }


def _put_error(form: ProposalForm, broken: RuleBroken) -> None:
    """Beside its field, in words of the page."""
    named = str(broken.facts.get("field", ""))
    if named not in form.fields:
        form.add_error(None, broken.sentence)
        return
    words = gettext(
        "“%(field)s” cannot be so for this kind of change: it is missing, out of bounds, too long, or the same in both parts."
    )
    form.add_error(named, words % {"field": form.fields[named].label})


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
        "title": title_of(found),
        "kind": KINDS[Kind(found.kind)],
        "tried": [
            (name, _tried(one["before"], one["after"])) for name, one in _parts(found, tried)
        ],
        "parted": _parted(tried),
        "guessed": _guessed(tried),
        "staffed": _staffed(found, tried),
        "versions": tried.get("versions", []),
        "baseline": BASELINE if "versions" in tried else "",
        "whole": found.kind in changes.IN_CATALOGUE,
        "stands": queries.stands_words(tried.get("stands", [])),
        "halves": [
            (part_name(found, part.code), part) for part in changes.read(found.change).parts
        ],
        "assumptions": [ASSUMPTIONS[one] for one in tried.get("assumptions", [])],
        "months": tried.get("months", actions.trying.MONTHS),
        "decides": policy.decides(viewer_of(request), territory.root().path),
        "effect": [
            (
                part_name(found, code) if code and found.kind == Kind.SPLIT else "",
                [(FIGURES[one.name], said(one.before), said(one.after)) for one in rows],
            )
            for code, rows in queries.effect_of(found)
        ],
        "effect_waits": found.in_force_from is not None,
    }
    return render(request, "review/proposal.html", context, status=status)


def _parts(found: Proposal, replay: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The one kind that was tried, or the two parts of a split by name."""
    if "before" in replay:
        return [("", replay)]
    codes = [part["code"] for part in found.change.get("parts", ())]
    return [
        (part_name(found, code), one)
        for code, one in zip(codes, replay.get("parts", []), strict=False)
    ]


def _tried(before: dict[str, int], after: dict[str, int]) -> list[tuple[Any, str, str]]:
    """Rounds as a count, everything else as n of N."""
    rows: list[tuple[Any, str, str]] = [
        (gettext("Rounds"), str(before.get("rounds", 0)), str(after.get("rounds", 0)))
    ]
    for name, whole, words in TRIED:
        shares = [
            Share(one.get(name, 0), sum(one.get(part, 0) for part in whole))
            for one in (before, after)
        ]
        if name not in {"unknown", "running"} or any(share.part for share in shares):
            rows.append((words, said(shares[0]), said(shares[1])))
    return rows


def _parted(replay: dict[str, Any]) -> str:
    """Of how many rounds the words named a part."""
    if "unnamed" not in replay:
        return ""
    return said(Share(replay["named"], replay["named"] + replay["unnamed"]))


def _guessed(replay: dict[str, Any]) -> tuple[str, str] | None:
    if "right_before" not in replay:
        return None
    count = replay["named"]
    return said(Share(replay["right_before"], count)), said(Share(replay["right_after"], count))


def _staffed(found: Proposal, replay: dict[str, Any]) -> dict[str, Any] | None:
    """The columns of a queue by their headings, each with its two figures."""
    tried = replay.get("staffed")
    if tried is None:
        return None
    posts = tried["posts"]
    wanted = posts + found.change["posts"]
    columns = [
        (gettext("As it happened"), tried["happened"]),
        (_posts_words(posts), tried["as_it_was"]),
        (_posts_words(wanted), tried["more"]),
    ]
    if tried["fewer"]:
        columns.append((_posts_words(posts - 1), tried["fewer"]))
    return {
        "headings": [heading for heading, _ in columns],
        "rows": [
            (FIGURES["settle_kept"], [(h, said(Share(one["kept"], one["rounds"]))) for h, one in columns]),
            (gettext("Half were answered within"), [(h, _hours(one["median"])) for h, one in columns]),
        ],
        "left_out": tried["left_out"],
    }  # fmt: skip


def _posts_words(posts: int) -> str:
    words = ngettext("In the queue: %(count)s post", "In the queue: %(count)s posts", posts)
    return words % {"count": posts}


def _hours(minutes: int) -> str:
    return gettext("%(hours)s working hours") % {"hours": f"{minutes / 60:.1f}"}


@require_POST
@login_required
def replay(request: HttpRequest, proposal_id: UUID) -> HttpResponseBase:
    try:
        actions.replay(viewer=viewer_of(request), proposal_id=proposal_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        found = queries.proposal_for(viewer_of(request), proposal_id)
        return _page(request, found, 422)
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

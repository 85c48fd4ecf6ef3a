"""The pages on which matters are read: one matter, the lists and the map."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core import calendar, documents, files
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..forms import (
    AcceptForm,
    AnswerForm,
    AssignForm,
    ContactForm,
    DisputeForm,
    DuplicateForm,
    RateForm,
    ReceiptForm,
    RecourseForm,
    ReferForm,
    ReturnForm,
    SuspendForm,
    TriageForm,
    WithdrawForm,
    WordsForm,
)
from ..messages import CODES, STATES, look_of
from ..models import Matter
from ..queries.calling import call_of
from ..queries.importing import old_number
from ..queries.publicity import publicity_of
from ..rules import receipts
from ..rules.catalogue import Catalogue
from ..rules.input import title_of
from ..rules.ladder import REST_DAYS_MAX
from ..rules.states import ClosingCode, State, Verb
from . import visitors
from .arrived import arrived_page
from .copying import for_the_group
from .joining import joined_page
from .naming import kinds_to_name
from .parts import parts_page
from .routing import goals, proposal, why_here
from .sorting import likely
from .timeline import handled_by, on_page, on_paper, story_of
from .waiting import late_or_still, may_decide, waiting_for
from .wording import (
    category_name,
    deadline,
    keyset_links,
    lines,
    receipt_of,
    remember_receipt,
    signed_in,
    signed_in_or_receipt,
    typed_of,
    viewer_of,
)
from .wordings import offered


@signed_in
@require_safe
def matter_list(request: HttpRequest) -> HttpResponse:
    """What I reported. Workers find their work in the inbox."""
    typed = typed_of(request)
    return _listing(request, "mine", partial(queries.mine, typed=typed), typed=typed)


@signed_in
@require_safe
def around(request: HttpRequest) -> HttpResponse:
    """What neighbours opened to their neighbourhood."""
    return _listing(request, "around", queries.around)


@signed_in
@require_safe
def joined(request: HttpRequest) -> HttpResponse:
    """Matters of others that I joined, or that mine was joined to: how far they are."""
    return _listing(request, "joined", queries.joined)


def _listing(request: HttpRequest, which: str, read: Any, typed: str = "") -> HttpResponse:
    now, state = timezone.now(), request.GET.get("state", "")
    page = read(viewer_of(request), after=request.GET.get("after", ""), state=state)
    rulebook = queries.catalogue(calendar.today(now))
    context = {
        "which": which,
        "state": state,
        "typed": typed,
        "lines": lines(page.rows, rulebook, now),
        **keyset_links(request, page.after),
    }
    return render(request, "matters/list.html", context)


@signed_in
@require_safe
def mapped(request: HttpRequest) -> HttpResponse:
    """Open matters on a map, and the same as a list beside it."""
    now = timezone.now()
    rows = queries.on_map(viewer_of(request), limit=100)
    rulebook = queries.catalogue(calendar.today(now))
    return render(request, "matters/map.html", {"lines": lines(rows, rulebook, now)})


@signed_in
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The matters of the map as GeoJSON in WGS-84."""
    now = timezone.now()
    rows = queries.on_map(viewer_of(request))
    shown = lines(rows, queries.catalogue(calendar.today(now)), now)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": {
                "title": line.title,
                "state": line.state,
                "tone": line.tone,
                "url": reverse("matters:show", args=[row.id]),
            },
        }
        for row, line in zip(rows, shown, strict=True)
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )


@signed_in_or_receipt
@require_safe
def show(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    return matter_page(request, matter_id)


def matter_page(
    request: HttpRequest, matter_id: UUID, verb: str = "", bound: Form | None = None
) -> HttpResponse:
    """The page of one matter; `bound` is the form of `verb` that was refused, with its words."""
    viewer, receipt_hash = viewer_of(request), receipt_of(request, matter_id)
    matter = queries.get_matter(viewer, matter_id, receipt_hash)
    context = matter_context(request, viewer, matter, receipt_hash)
    if bound is not None:
        context["forms"][verb] = bound
        context["opened"] = verb
        # The step was possible when the page was drawn and is not now: its form is gone.
        context["refused"] = bound.non_field_errors() if not context["can"].get(verb, True) else []
    return render(request, "matters/show.html", context, status=422 if bound else 200)


def matter_context(
    request: HttpRequest, viewer: Viewer, matter: Matter, receipt_hash: str
) -> dict[str, Any]:
    standing = policy.standing_of(viewer, matter, receipt_hash)
    state, works = State(matter.state), standing in policy.WORKERS
    helpers = queries.helpers_of(matter) if works else []
    told = story_of(viewer, matter, standing, more_people=[h.person_id for h in helpers])
    now = timezone.now()
    wording = offered(request, matter) if policy.allows(standing, state, Verb.ANSWER) else {}
    rulebook = queries.catalogue_version(matter.rulebook)
    can = _can(matter, standing, now)
    waiting = waiting_for(matter, told.events, now)
    can["assign"] = can["assign"] and may_decide(viewer, matter, waiting["decides"])
    return {
        "matter": matter,
        **_called(matter, state),
        "where": policy.whereabouts(matter, standing),
        "standing": standing.value,
        "publicity": publicity_of(matter, standing),
        "reads_as_own": standing in (policy.Standing.REPORTER, policy.Standing.MESSENGER),
        "answers": queries.answers_of(matter, standing, get_language() or "en"),
        "proposed": CODES[ClosingCode(matter.proposed_code)] if matter.proposed_code else "",
        **late_or_still(matter, told.events, standing, now),
        **waiting,
        "works": standing in policy.WORKERS,
        **_steps_words(viewer, matter, state),
        "handled": handled_by(told),
        "brought_by": told.names.get(matter.on_behalf_by_id, "")
        if matter.on_behalf_by_id and viewer.person_id == matter.reporter_id
        else "",
        "steps": on_page(told),
        "call": call_of(matter) if works else None,
        "legacy": old_number(matter) if policy.may_see_photos(standing) else None,
        **_reached(matter, standing) | arrived_page(matter, standing),
        "for_the_group": for_the_group(matter, standing),
        "ratings": queries.ratings_of(matter) if policy.may_see_photos(standing) else [],
        "can": can,
        "forms": _forms(
            [(h.person_id, told.names.get(h.person_id, "")) for h in helpers],
            wording.get("filled", {}),
            {"solved": "yes"} if request.GET.get("word") == "yes" else {},
        ),
        **wording,
        "kinds": _kinds(rulebook) if can["triage"] else [],
        "likely": likely(matter.words, calendar.today(now)) if can["triage"] else [],
        "kinds_to_name": kinds_to_name(matter, standing),
        "rest_days": _rest_days(now) if can["suspend"] else {},
        "opened": "answer" if wording.get("filled") else _word_of(request),
        "refer_to": goals(request, matter, now) if can["refer"] or can["assign"] else [],
        "why_here": why_here(matter, now) if works and matter.is_open else "",
        "proposal": proposal(matter, told.events, standing, now) if can["refer"] else None,
        "refer_search": request.GET.get("refer_to", "")[:60],
        "settle_by": deadline(matter.settle_due_at),
        "close_days": rulebook.close_days,
        **joined_page(viewer, matter, standing, can, now),
        **parts_page(matter, standing, told.events, now),
        "reopen_days": rulebook.reopen_days,
    }


def _called(matter: Matter, state: State) -> dict[str, Any]:
    """What the head of the page says: the first words of the concern, its kind, how it stands."""
    kind = category_name(matter.rulebook, matter.category)
    ending, tone, icon = look_of(state, matter.closing_code)
    return {
        "title": title_of(matter.words) or kind,
        "category": kind,
        "state_words": STATES[state][0],
        "state_tone": tone,
        "state_icon": icon,
        "ending": ending if matter.closing_code else "",
    }


def _steps_words(viewer: Viewer, matter: Matter, state: State) -> dict[str, str]:
    """What stands above the forms: as whom the viewer acts, and what an answer is folded under."""
    return {"acts_as": _acts_as(viewer, matter), "folded_answer": _folded_answer(state)}


def _acts_as(viewer: Viewer, matter: Matter) -> str:
    """The viewer's name as the timeline will show it to the resident."""
    post = policy.handling_post(viewer, matter)
    if post is None or post.deputy_for is None:
        return viewer.name
    holder = people.names_for([post.deputy_for], viewer).get(post.deputy_for, "")
    return gettext("%(name)s, acting for %(holder)s") % {"name": viewer.name, "holder": holder}


def _can(matter: Matter, standing: policy.Standing, now: datetime) -> dict[str, bool]:
    """By the name of the verb; what is closed can be rated when the clock closed it lately."""
    state = State(matter.state)
    can = {verb.value: policy.allows(standing, state, verb) for verb in Verb}
    if can["rate"] and state is State.CLOSED:
        can["rate"] = queries.rates_late(matter, now)
    return can


def _folded_answer(state: State) -> str:
    """The words that the answer form is folded under where answering is not the next step."""
    if state is State.ANSWERED:
        return gettext("Answer again")
    return gettext("Answer all the same") if state is State.RETURNED else ""


def _reached(matter: Matter, standing: policy.Standing) -> dict[str, Any]:
    """Whether there is anybody to reach, and who did so; a statement only where nobody is named."""
    if matter.reporter_id is not None:
        return {"reachable": True, "contact_readings": []}
    works, own = standing in policy.WORKERS, standing is policy.Standing.REPORTER
    return {
        "reachable": works and queries.contact_given(matter) is not None,
        "contact_readings": queries.contact_readings(matter) if own else [],
    }


def _kinds(rulebook: Catalogue) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(category.code, category.name(language)) for category in rulebook.categories]


def _rest_days(now: datetime) -> dict[str, str]:
    """The first and the last day until which a matter may rest, for the browser's calendar."""
    today = calendar.today(now)
    last = today + timedelta(days=REST_DAYS_MAX)
    return {"first": (today + timedelta(days=1)).isoformat(), "last": last.isoformat()}


def _word_of(request: HttpRequest) -> str:
    """Who said on the home page that it is not solved finds the place to say why open."""
    return Verb.DISPUTE.value if request.GET.get("word") == "no" else ""


def _forms(
    helpers: list[tuple[UUID, str]], filled: dict[str, Any], rated: dict[str, str]
) -> dict[str, Form]:
    return {
        "accept": AcceptForm(prefix="accept"),
        "answer": AnswerForm(prefix="answer", helpers=helpers, initial=filled),
        "refer": ReferForm(prefix="refer"),
        "triage": TriageForm(prefix="triage"),
        "return": ReturnForm(prefix="return"),
        "assign": AssignForm(prefix="assign"),
        "suspend": SuspendForm(prefix="suspend"),
        "words": WordsForm(prefix="words"),
        "rate": RateForm(prefix="rate", initial=rated),
        "dispute": DisputeForm(prefix="dispute"),
        "recourse": RecourseForm(prefix="recourse"),
        "withdraw": WithdrawForm(prefix="withdraw"),
        "duplicate": DuplicateForm(prefix="duplicate"),
        "contact": ContactForm(prefix="contact"),
    }


@signed_in_or_receipt
@require_safe
def photo(request: HttpRequest, matter_id: UUID, photo_id: UUID) -> HttpResponseBase:
    found = queries.get_photo(
        viewer_of(request), matter_id, photo_id, receipt_of(request, matter_id)
    )
    return files.response(found.file, request=request, thumb="thumb" in request.GET)


def _record_context(viewer: Viewer, matter: Matter, standing: policy.Standing) -> dict[str, Any]:
    """What the paper says. Whoever reads it is nobody's "you": each is named by what they are."""
    return {
        "matter": matter,
        "category": category_name(matter.rulebook, matter.category),
        "answers": queries.answers_of(matter, standing, get_language() or "en"),
        "state_words": STATES[State(matter.state)][0],
        "ending": look_of(State(matter.state), matter.closing_code)[0]
        if matter.closing_code
        else "",
        "steps": on_paper(story_of(viewer, matter, standing, on_paper=True)),
        "ratings": queries.ratings_of(matter),
    }


@signed_in_or_receipt
@require_http_methods(["POST"])
def record(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """The whole timeline as a sealed PDF; the last one again while nothing was added since."""
    viewer, receipt_hash = viewer_of(request), receipt_of(request, matter_id)
    matter = queries.get_matter(viewer, matter_id, receipt_hash)
    standing = policy.standing_of(viewer, matter, receipt_hash)
    if not policy.may_see_photos(standing):
        raise policy.not_yours(matter)
    about: documents.About = {
        "kind": "matter",
        "thing_id": matter.pk,
        "language": get_language() or "zh-hans",
        "viewer": viewer,
    }
    made = documents.made_since(matter.last_activity_at, **about) or documents.render(
        template="matters/record.html",
        context=_record_context(viewer, matter, standing),
        now=timezone.now(),
        **about,
    )
    answer = files.response(made.file, request=request)
    answer["Content-Disposition"] = f'attachment; filename="{matter.reference}.pdf"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """A visitor comes back with the receipt code and sees the matter."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = receipts.normal(form.cleaned_data["code"])
        try:
            if not code:
                raise RuleBroken("matter_receipt_unknown")
            visitors.count_lookup(request)
            matter = queries.get_by_receipt(receipts.hash_of(code))
        except RuleBroken as broken:
            form.add_error("code", ValidationError(broken.sentence, broken.code))
        else:
            remember_receipt(request, matter.pk, matter.receipt_hash)
            return redirect("matters:show", matter.pk)
    status = 422 if form.errors else 200
    if form.has_error("code", visitors.TOO_MANY_LOOKUPS):
        status = 429
    return render(request, "matters/receipt.html", {"form": form}, status=status)

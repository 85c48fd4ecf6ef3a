"""The page on which a resident reports: photo, place, words. Works without a line of JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core import calendar, files
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms import ReportForm, draft_file, draft_token, ingest, still_kept
from ..forms.questions import QuestionsForm
from ..messages import BESIDE
from ..queries.knowledge import perhaps
from ..queries.naming import read_from_words
from ..rules import receipts
from ..rules.catalogue import OTHER
from ..rules.states import State
from . import visitors
from .joining import likely_twins_of, twins_beside
from .naming import kinds_to_name
from .questions import Advice, advice_of, answers_in, kind_of, questions_in
from .sorting import percent_of
from .spots import map_context
from .wording import (
    category_name,
    deadline,
    listed,
    receipt_of,
    remember_receipt,
    signed_in,
    signed_in_or_receipt,
    viewer_of,
)

FOUND_MAX = 8


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponseBase:
    """Send once, get a number. Whatever goes wrong, words, place and photos stay."""
    viewer = viewer_of(request)
    if request.method != "POST":
        return _empty(request, viewer)
    form = ReportForm(request.POST, request.FILES)
    valid = form.is_valid()
    kept = _keep_photos(request, viewer, form)
    looks = "find" in request.POST or "ask" in request.POST
    if not looks:
        _ask_for_place(viewer, form, _place_words(request, form))
    asked = questions_in(request.POST, judged=not looks)
    answered = asked is None or looks or asked.is_valid()
    if looks or not valid or form.errors or not answered:
        status = 200 if looks else _status(form)
        return _page(request, viewer, form, kept, status, questions=asked)
    try:
        if not viewer.signed_in and not queries.is_received(form.cleaned_data["id"]):
            visitors.count_report(request)
        made = actions.report(
            viewer=viewer, sent=report_of(request, form, kept), now=timezone.now()
        )
    except RuleBroken as broken:
        beside = BESIDE.get(broken.code)
        form.add_error(beside, ValidationError(broken.sentence, broken.code))
        there = still_kept([draft_token(file_id) for file_id in kept])
        return _page(request, viewer, form, there, _status(form), questions=asked)
    _note_recourse(viewer, form, made)
    if made.receipt:
        remember_receipt(request, made.matter.pk, receipts.hash_of(made.receipt))
    return redirect("matters:sent", made.matter.pk)


def _note_recourse(viewer: Viewer, form: ReportForm, made: actions.Reported) -> None:
    """Whoever reports says whether they went to court as well; for somebody else nobody says it."""
    kind = form.cleaned_data["recourse"]
    if kind and not form.cleaned_data.get("reporter"):
        receipt_hash = receipts.hash_of(made.receipt) if made.receipt else ""
        actions.name_recourse(
            viewer=viewer, matter_id=made.matter.pk, kind=kind, receipt_hash=receipt_hash,
            now=timezone.now(),
        )  # fmt: skip


def _place_words(request: HttpRequest, form: ReportForm) -> str:
    """Where it is in words: as typed below, else what was looked for and is no place's name."""
    if typed := form.cleaned_data.get("place_text", ""):
        return str(typed)
    searched = request.POST.get("place_search", "")[:60].strip()
    return "" if not searched or _found(searched, "", home="") else searched


def _ask_for_place(viewer: Viewer, form: ReportForm, words: str) -> None:
    """Missed together with whatever else is missing; who has a home reports from there, and words
    are place enough."""
    data = form.cleaned_data
    placed = data.get("place") or data.get("lon") is not None or viewer.home_grid_id or words
    if not (placed or data.get("reporter") or form.has_error("place")):
        broken = RuleBroken("matter_place_missing")
        form.add_error("place", ValidationError(broken.sentence, broken.code))


def _empty(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """The empty form; with ?for=, for the person who was found. Raises Missing out of reach."""
    wanted, kind = request.GET.get("for", ""), kind_of(request.GET.get("category", "")[:20])
    chosen = {"category": kind.code, "neighbours_see": not kind.private} if kind else {}
    if not wanted:
        place, problem = _signed_place(request)
        form = ReportForm(initial={"place": place or _home_id(viewer)} | chosen)
        return _page(
            request,
            viewer,
            form,
            sign_problem=problem,
            questions=questions_in(request.GET, judged=False),
        )
    if not viewer.signed_in:
        return redirect_to_login(request.get_full_path())
    try:
        person = queries.whom(viewer, UUID(wanted), timezone.now())
    except ValueError:
        raise Missing("matter_not_for_them") from None
    home = people.home_grid(person.id)
    initial = {"reporter": person.id, "place": home.pk if home else None}
    return _page(request, viewer, ReportForm(initial=initial), whom=person)


def _signed_place(request: HttpRequest) -> tuple[UUID | None, str]:
    """The place of the code on a sign (?at=), or what is wrong with that code."""
    code = request.GET.get("at", "")
    try:
        return (queries.place_of_code(code).pk, "") if code else (None, "")
    except RuleBroken as broken:
        return None, broken.sentence


@signed_in
@require_safe
def for_whom(request: HttpRequest) -> HttpResponse:
    """First step of reporting for somebody else: who is it? Found people are shown covered."""
    viewer, text = viewer_of(request), request.GET.get("q", "").strip()[:100]
    context = {
        "text": text,
        "searches": viewer.works,
        "found": queries.residents_for(viewer, text) if text else [],
        "grantors": queries.grantors(viewer, timezone.now()),
    }
    return render(request, "matters/for_whom.html", context)


def _status(form: ReportForm) -> int:
    """429 for a visitor whose address had its share of the hour, 422 for anything else refused."""
    places = ("photos", NON_FIELD_ERRORS)
    return 429 if any(form.has_error(place, visitors.TOO_MANY) for place in places) else 422


def _keep_photos(request: HttpRequest, viewer: Viewer, form: ReportForm) -> list[UUID]:
    """All photos so far; a bad one becomes the form's error and those kept before stay."""
    now, kept = timezone.now(), request.POST.getlist("kept")
    photos = form.cleaned_data.get("photos") or []
    try:
        if not viewer.signed_in:
            visitors.count_photos(request, len(photos))
        return ingest(photos, kept, now)
    except RuleBroken as broken:
        form.add_error("photos", ValidationError(broken.sentence, broken.code))
    return still_kept(kept)


def report_of(request: HttpRequest, form: ReportForm, photos: list[UUID]) -> actions.Report:
    """What a valid form says, with the photos that are kept for it."""
    data = form.cleaned_data
    return actions.Report(
        id=data["id"],
        words=data["words"],
        category=data["category"],
        place_id=data["place"],
        lon=data["lon"],
        lat=data["lat"],
        place_text=_place_words(request, form),
        by_words=True,
        photos=tuple(photos),
        neighbours_see=data["neighbours_see"],
        everybody_sees=data["everybody_sees"],
        reporter_id=data["reporter"],
        channel=(data["reporter"] and data["channel"]) or "web",
        attributes=answers_in(request.POST),
        sorts=True,
    )


def _page(
    request: HttpRequest,
    viewer: Viewer,
    form: ReportForm,
    kept: list[UUID] | None = None,
    status: int = 200,
    whom: queries.Whom | None = None,
    questions: QuestionsForm | None = None,
    sign_problem: str = "",
) -> HttpResponse:
    whom = whom or _whom_again(viewer, form)
    home = _home_of(whom) if whom else _home(viewer) or _here(request)
    searched = request.POST.get("place_search", "")[:60]
    chosen = str(form["place"].value() or "")
    words, kind = str(form["words"].value() or ""), str(form["category"].value() or "")
    context = {
        "form": form,
        "drafts": [draft_token(file_id) for file_id in kept or []],
        "home": home,
        "whom": whom,
        "asks_channel": whom is not None and viewer.works,
        "place_search": searched,
        "found": _found(searched, chosen, home=home.id if home else ""),
        "chosen": chosen,
        **map_context(form, chosen, home.id if home else None),
        **kinds_for(words, kind, anonymous=not viewer.signed_in, works=viewer.works),
        "perhaps": perhaps(words, path=viewer.home_path, today=_today()) if words else [],
        "questions": questions,
        "sign_problem": sign_problem,
        "anonymous": not viewer.signed_in,
        **_for_visitors(request, viewer, kind),
        "twins": likely_twins_of(request, viewer),
    }
    return render(request, "matters/report.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Choice:
    """A place to choose: its id, name and the names around it."""

    id: str
    name: str
    around: str


def _home(viewer: Viewer) -> Choice | None:
    if viewer.home_grid_id is None:
        return None
    place = territory.place_by_id(viewer.home_grid_id)
    return Choice(str(place.pk), gettext("Where I live"), place.name)


def _here(request: HttpRequest) -> Choice | None:
    """Where the sign hangs that led here, for somebody of whom no home is known."""
    pk, _ = _signed_place(request)
    if pk is None:
        return None
    place = territory.place_by_id(pk)
    return Choice(str(pk), place.name, territory.addresses([place])[pk])


def _home_of(whom: queries.Whom) -> Choice | None:
    place = people.home_grid(whom.id)
    return Choice(str(place.pk), gettext("Where they live"), place.name) if place else None


def _whom_again(viewer: Viewer, form: ReportForm) -> queries.Whom | None:
    """For whom a form that was sent is; None when it is one's own, or no longer theirs to send."""
    wanted = form.cleaned_data.get("reporter") if form.is_bound else None
    if wanted is None:
        return None
    try:
        return queries.whom(viewer, wanted, timezone.now())
    except Missing:
        return None


def _home_id(viewer: Viewer) -> UUID | None:
    return viewer.home_grid_id


def _found(searched: str, chosen: str, *, home: str) -> list[Choice]:
    """Places by name and the one already chosen; the own home has its line above them."""
    places = queries.place_by_sign(searched)
    if not places and searched.strip():
        places = territory.search_places(searched, limit=FOUND_MAX)
    if chosen not in {"", home, *(str(place.pk) for place in places)}:
        places += _by_id(chosen)
    places = [place for place in places if str(place.pk) != home]
    around = territory.addresses(places)
    return [Choice(str(p.pk), p.name, around[p.pk]) for p in places]


def _by_id(chosen: str) -> list[territory.Place]:
    try:
        return [territory.place_by_id(UUID(chosen))]
    except (ValueError, Missing):
        return []


def _for_visitors(request: HttpRequest, viewer: Viewer, chosen: str) -> dict[str, Any]:
    """Which kinds need a name, told to a visitor before they type; and whether one is chosen."""
    if viewer.signed_in:
        return {}
    language = get_language() or "en"
    named = [c for c in queries.catalogue(_today()).categories if not c.anonymous]
    query = urlencode(
        {"next": request.get_full_path() if request.method == "GET" else request.path}
    )
    return {
        "need_a_name": listed(c.name(language) for c in named),
        "chose_a_named": next((c.name(language) for c in named if c.code == chosen), ""),
        "sign_in_url": f"{resolve_url(settings.LOGIN_URL)}?{query}",
    }


@dataclass(frozen=True, slots=True)
class Chip:
    """A category to choose; `reasons` are the typed words that suggest it.

    `closed` is one that needs a name, shown to a visitor: it can be read and not chosen. `taken` is
    the one that counts when nobody chooses any. `percent` is how sure the suggestion is, for those
    who work here; None for a resident, and where it cannot be said.
    """

    code: str
    name: str
    icon: str
    chosen: bool
    reasons: str
    promise_hours: int
    advice: Advice | None
    closed: bool
    taken: bool
    percent: int | None = None


def _chips(words: str, chosen: str, *, anonymous: bool, works: bool) -> list[Chip]:
    """Up to three suggestions first, then the rest of the catalogue."""
    today = _today()
    suggested = {s.category.code: s for s in queries.suggest(words, today)}
    language = get_language() or "en"
    categories = queries.catalogue(today).categories
    ordered = [s.category for s in suggested.values()]
    ordered += [c for c in categories if c.code not in suggested]
    sure = None if chosen else queries.certain(words, today, anonymous=anonymous)
    return [
        Chip(
            code=c.code,
            name=c.name(language),
            icon=c.icon,
            chosen=c.code == chosen and (c.anonymous or not anonymous),
            reasons=listed(suggested[c.code].reasons) if c.code in suggested else "",
            promise_hours=c.promise.first_answer_hours,
            advice=advice_of(c) if c.code in suggested or c.code == chosen else None,
            closed=anonymous and not c.anonymous,
            taken=sure is not None and sure.category.code == c.code,
            percent=percent_of(suggested.get(c.code)) if works else None,
        )
        for c in ordered
    ]


def _split(chips: list[Chip]) -> dict[str, Any]:
    """What the words suggest or somebody chose stays in sight; the rest is one tap away.

    An urgent advice stands before everything; any other beside the kind that is chosen.
    """
    shown = [chip for chip in chips if chip.reasons or chip.chosen]
    advice = [chip.advice for chip in shown if chip.advice and (chip.advice.urgent or chip.chosen)]
    return {
        "chips": shown,
        "more_chips": [chip for chip in chips if chip not in shown],
        "chosen_kind": next((chip.name for chip in chips if chip.chosen), ""),
        "taken": next((chip for chip in chips if chip.taken), None),
        "urgent": [one for one in advice if one.urgent],
        "advice": [one for one in advice if not one.urgent],
    }


def _today() -> date:
    return calendar.today(timezone.now())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def category_chips(request: HttpRequest) -> HttpResponse:
    """The chips for the words typed so far: a fragment for the page that is open."""
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    viewer = viewer_of(request)
    words, chosen = sent.get("words", "")[:500], sent.get("category", "")[:20]
    kinds = kinds_for(words, chosen, anonymous=not viewer.signed_in, works=viewer.works)
    known = perhaps(words, path=viewer.home_path, today=_today())
    return render(request, "matters/_kinds.html", {**kinds, "perhaps": known})


@never_cache
@require_safe
def place_choices(request: HttpRequest) -> HttpResponse:
    """Places by name: a fragment. Places are public; who lives there is not."""
    searched = request.GET.get("place_search", "")[:60]
    chosen = request.GET.get("place", "")[:36]
    found = _found(searched, chosen, home=str(viewer_of(request).home_grid_id))
    context = {"found": found, "chosen": chosen, "place_search": searched}
    return render(request, "matters/_places.html", context)


@require_safe
def draft_photo(request: HttpRequest, token: str) -> HttpResponseBase:
    """The small picture of a photo that this form kept; its signed mark is the permission."""
    try:
        stored = StoredFile.objects.get(pk=draft_file(token))
    except (RuleBroken, StoredFile.DoesNotExist):
        raise Missing("matter_photo_expired") from None
    return files.response(stored, request=request, thumb=True)


@signed_in_or_receipt
@require_safe
def sent(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """The confirmation: number, who handles it, until when it is answered, what comes next."""
    receipt_hash = receipt_of(request, matter_id)
    matter = queries.get_matter(viewer_of(request), matter_id, receipt_hash)
    standing = policy.standing_of(viewer_of(request), matter, receipt_hash)
    if not policy.may_see_spot(standing):
        raise policy.not_yours(matter)
    acting = (
        people.acting_for(matter.handler_id, calendar.today(timezone.now()))
        if matter.handler_id
        else None
    )
    names = (
        people.names_for([matter.reporter_id], viewer_of(request))
        if matter.reporter_id and matter.on_behalf_by_id
        else {}
    )
    context = {
        "matter": matter,
        "unplaced": matter.path == "" and matter.place_text,
        "twins": twins_beside(viewer_of(request), matter),
        "whom": next(iter(names.values()), ""),
        "category": category_name(matter.rulebook, matter.category),
        "to_be_sorted": matter.category == OTHER and matter.state == State.RECEIVED,
        "read_from_words": read_from_words(matter),
        "kinds_to_name": kinds_to_name(matter, standing),
        "advice": advice_of(queries.catalogue_version(matter.rulebook).get(matter.category)),
        "acting": acting,
        "receipt": actions.receipt_for(matter.pk) if receipt_hash else "",
        "settle_by": deadline(matter.settle_due_at),
        "close_days": queries.catalogue_version(matter.rulebook).close_days,
    }
    return render(request, "matters/sent.html", context)


def kinds_for(words: str, chosen: str, *, anonymous: bool, works: bool) -> dict[str, Any]:
    """The kinds that the words suggest and the rest, with advice, as matters/_kinds.html asks.

    Who `works` here reads how sure each suggestion is."""
    return _split(_chips(words, chosen, anonymous=anonymous, works=works))


def places_for(searched: str, chosen: str) -> list[Choice]:
    """Places by name and the one already chosen, as matters/_places.html asks."""
    return _found(searched, chosen, home="")

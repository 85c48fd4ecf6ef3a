"""The page of one request: for the elder, their agent, the worker and the coordinator."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import documents
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import actions, policy, queries
from ..forms import CardForm, DecideForm, RateForm, WordsForm
from ..messages import ASKED, CHANNELS, GENDERS, LANGUAGE_NAMES, STAGES, THING_NAMES, WHY
from ..models import Request, Visit
from ..rules import codes
from ..rules.stages import WENT, Asked, Stage
from .base import (
    attempt,
    kind_choices,
    kind_name,
    label_of,
    rules_now,
    signed_in,
    span,
    spans,
    viewer_of,
)


@require_safe
@signed_in
def show(request: HttpRequest, help_id: UUID) -> HttpResponse:
    return page_of(request, help_id)


def page_of(
    request: HttpRequest, help_id: UUID, *, visit_id: UUID | None = None, name: str = "",
    bound: Any = None, card: people.PersonCard | None = None,
) -> HttpResponse:  # fmt: skip
    viewer, now = viewer_of(request), timezone.now()
    found = queries.get_request(viewer, help_id, now)
    if not queries.speaks_for(viewer, found, now):
        mine = queries.helps(viewer, found)
        assert mine is not None, "who may see it speaks for the elder or helps"
        return redirect("timebank:visit", mine.pk)
    visits = list(found.visits.select_related("member").prefetch_related("ratings").order_by("id"))
    coordinates = policy.coordinates(viewer, found.path)
    people_named = {found.elder_id, found.entered_by_id, *(one.member.person_id for one in visits)}
    names = people.names_for(people_named, viewer)
    context = {
        **about(found),
        "label": label_of(rules_now()), "names": names, "elder_name": names.get(found.elder_id, ""),
        "own": viewer.person_id == found.elder_id, "at_work": queries.at_work(viewer, found),
        "coordinates": coordinates, "card": card, "bad": bound,
        "entered": CHANNELS[found.channel], "entered_by": names.get(found.entered_by_id, ""),
        "visits": [
            _visit(one, names, found, viewer, coordinates, name if one.pk == visit_id else "", bound)
            for one in visits
        ],
        "may_withdraw": found.state in {"open", "proposed", "filled", "agreed"}
        and not any(one.stage in {"started", "ended"} for one in visits),
        "shows_code": queries.shows_code(viewer, found, now),
    }  # fmt: skip
    return render(request, "timebank/request.html", context, status=422 if bound else 200)


def about(found: Request) -> dict[str, Any]:
    """What everybody who sees the request reads of it."""
    when = found.when
    return {
        "found": found, "kind": kind_name(found), "look": ASKED[Asked(found.state)],
        "windows": spans(found.wanted), "when": when, "span": span(when) if when else "",
        "language": LANGUAGE_NAMES.get(found.language, ""), "gender": GENDERS.get(found.gender, ""),
        "things": [THING_NAMES[one] for one in found.things],
    }  # fmt: skip


def _visit(
    one: Visit, names: dict[UUID, str], found: Request, viewer: Viewer, coordinates: bool,
    name: str, bound: Any,
) -> dict[str, Any]:  # fmt: skip
    """One helper's visit on the page, with the forms that its stage and the viewer call for."""
    stage, mine = Stage(one.stage), viewer.person_id == one.member.person_id
    agent = viewer.person_id != found.elder_id and not queries.at_work(viewer, found)
    forms: dict[str, Any] = {
        "card": CardForm(auto_id=f"id_card_{one.pk}_%s"),
        "dispute": WordsForm(auto_id=f"id_dispute_{one.pk}_%s"),
        "decide": DecideForm(auto_id=f"id_decide_{one.pk}_%s", initial={"minutes": one.minutes}),
        "rate": RateForm(auto_id=f"id_rate_{one.pk}_%s"),
    }
    if name:
        forms[name] = bound
    party = viewer.person_id == found.elder_id or agent
    rated = any(rating.author_id == viewer.person_id for rating in one.ratings.all())
    decides = coordinates and not mine and viewer.person_id != found.elder_id
    return {
        "visit": one, "name": names.get(one.member.person_id, ""), "look": STAGES[stage],
        "why": [WHY[code] for code in one.why if code in WHY] if coordinates else [],
        "forms": forms, "rated": rated,
        "may_confirm": stage is Stage.ENDED and not mine and (party or decides),
        "may_dispute": stage is Stage.ENDED and party,
        "may_decide": stage is Stage.DISPUTED and decides,
        "may_type": stage in {Stage.ACCEPTED, Stage.STARTED} and decides and found.state == "agreed",
        "may_rate": stage in WENT and party and not rated,
        "ratings": list(one.ratings.all()) if decides else [],
    }  # fmt: skip


@require_POST
@signed_in
def agree(request: HttpRequest, help_id: UUID) -> HttpResponseBase:
    yes = request.POST.get("yes") == "1"
    thanks = gettext("Agreed. The helpers know.") if yes else gettext("Others will be asked.")
    attempt(request, None, lambda: actions.agree(
        viewer=viewer_of(request), request_id=help_id, yes=yes, now=timezone.now()
    ), thanks)  # fmt: skip
    return redirect("timebank:request", help_id)


@require_POST
@signed_in
def withdraw(request: HttpRequest, help_id: UUID) -> HttpResponseBase:
    attempt(request, None, lambda: actions.withdraw(
        viewer=viewer_of(request), request_id=help_id, now=timezone.now()
    ), gettext("Withdrawn. Whoever was asked knows."))  # fmt: skip
    return redirect("timebank:request", help_id)


@require_POST
@signed_in
def door(request: HttpRequest, help_id: UUID) -> HttpResponseBase:
    """Name, number and door, shown once on the answer to this form; the elder's log says to whom."""
    viewer, now = viewer_of(request), timezone.now()
    card = actions.open_door(viewer=viewer, request_id=help_id, now=now)
    found = queries.get_request(viewer, help_id, now)
    if not queries.speaks_for(viewer, found, now):
        return helper_page(request, found, card)
    return page_of(request, help_id, card=card)


def helper_page(request: HttpRequest, found: Request, card: people.PersonCard) -> HttpResponseBase:
    """The helper's own page, with the door."""
    from .visits import page_of as visit_page  # the two pages lead to each other

    mine = queries.helps(viewer_of(request), found)
    assert mine is not None, "a helper saw it"
    return visit_page(request, mine.pk, card=card)


@require_safe
@signed_in
def code(request: HttpRequest, help_id: UUID) -> HttpResponse:
    """The number and QR that the elder shows; the page renews itself when the number changes."""
    viewer, now = viewer_of(request), timezone.now()
    found = queries.get_request(viewer, help_id, now)
    if not queries.shows_code(viewer, found, now):
        raise Missing("timebank_missing")
    minutes = rules_now(now).book.code_minutes
    number = codes.code_at(found.secret, now, minutes)
    until = codes.changes_at(now, minutes)
    address = settings.SITE_URL.rstrip("/") + reverse("timebank:here", args=[found.pk])
    context = {
        "found": found, "number": f"{number[:3]} {number[3:]}", "until": until, "minutes": minutes,
        "qr": documents.qr(f"{address}?{urlencode({'code': number})}"),
    }  # fmt: skip
    answer = render(request, "timebank/code.html", context)
    answer["Refresh"] = str(int((until - now).total_seconds()) + 1)
    return answer


@require_http_methods(["GET", "HEAD"])
@signed_in
def card(request: HttpRequest, help_id: UUID) -> HttpResponse:
    """The visit card to print: two times, two signatures, a QR that leads the desk back here."""
    viewer, now = viewer_of(request), timezone.now()
    found = queries.get_request(viewer, help_id, now)
    if not queries.speaks_for(viewer, found, now):
        raise Missing("timebank_missing")
    address = settings.SITE_URL.rstrip("/") + reverse("timebank:request", args=[found.pk])
    seated, when = found.visits.exclude(accepted_at=None).count(), found.when
    return _pdf(
        "timebank/sheet_card.html", f"card-{found.reference}",
        label=str(label_of(rules_now())), reference=found.reference, kind=kind_name(found),
        day=when.day if when else None, span=span(when) if when else "",
        qr=documents.qr(address), copies=range(max(seated, found.seats)),
        days=found.rules.book.paper_days,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD"])
@signed_in
def paper(request: HttpRequest) -> HttpResponse:
    """The empty form on which somebody asks for help by hand."""
    rules = rules_now()
    kinds = tuple(name for _code, name in kind_choices(rules))
    return _pdf("timebank/sheet_request.html", "request", label=str(label_of(rules)), kinds=kinds)


def _pdf(template: str, name: str, **context: Hashable) -> HttpResponse:
    content = _sheet(template, get_language() or "zh-hans", tuple(sorted(context.items())))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@lru_cache(maxsize=16)
def _sheet(template: str, language: str, context: tuple[tuple[str, Hashable], ...]) -> bytes:
    """Takes a second, and is often printed again; holds no name and no door."""
    return documents.sheet(
        template=template, context=dict(context), style="timebank/sheet.css", language=language
    )

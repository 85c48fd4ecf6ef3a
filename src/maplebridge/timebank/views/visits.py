"""A helper's page of one visit, and what is said about a visit afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.people import public as people

from .. import actions, queries
from ..forms import CardForm, CodeForm, DecideForm, RateForm, WordsForm
from ..messages import STAGES
from ..models import Visit
from ..rules.stages import WENT, Asked, Stage
from . import requests
from .base import attempt, label_of, rules_now, signed_in, viewer_of


@require_safe
@signed_in
def show(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    return page_of(request, visit_id)


def page_of(
    request: HttpRequest, visit_id: UUID, *, name: str = "", bound: Any = None,
    card: people.PersonCard | None = None,
) -> HttpResponse:  # fmt: skip
    viewer = viewer_of(request)
    visit = queries.get_visit(viewer, visit_id)
    found, stage = visit.request, Stage(visit.stage)
    forms: dict[str, Any] = {
        "code": CodeForm(initial={"code": request.GET.get("code", "")[:12]}),
        "dispute": WordsForm(), "rate": RateForm(),
    }  # fmt: skip
    if name:
        forms[name] = bound
    context = {
        **requests.about(found),
        "label": label_of(rules_now()), "visit": visit, "stage": STAGES[stage], "forms": forms,
        "bad": bound, "card": card,
        "going": stage in {Stage.ACCEPTED, Stage.STARTED} and found.state == Asked.AGREED,
        "today": found.day == calendar.today(timezone.now()),
        "may_rate": stage in WENT
        and not visit.ratings.filter(author=viewer.person_id).exists(),
    }  # fmt: skip
    return render(request, "timebank/visit.html", context, status=422 if bound else 200)


@require_safe
@signed_in
def here(request: HttpRequest, help_id: UUID) -> HttpResponseBase:
    """Where the QR at the elder's home leads: to my own visit there, with the number filled in."""
    mine = Visit.objects.filter(
        request=help_id, member__person=viewer_of(request).person_id
    ).first()
    if mine is None:
        raise Missing("timebank_missing")
    number = "".join(char for char in request.GET.get("code", "")[:12] if char.isdecimal())
    return redirect(f"{reverse('timebank:visit', args=[mine.pk])}?code={number}")


@require_POST
@signed_in
def accept(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    thanks = gettext("Thank you. Whoever asked for help now says whether it suits.")
    return _plain(request, visit_id, actions.accept, thanks)


@require_POST
@signed_in
def decline(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    return _plain(
        request, visit_id, actions.decline, gettext("All right. Thank you for saying so.")
    )


def _plain(
    request: HttpRequest, visit_id: UUID, verb: Callable[..., object], thanks: str
) -> HttpResponseBase:
    attempt(request, None, lambda: verb(
        viewer=viewer_of(request), visit_id=visit_id, now=timezone.now()
    ), thanks)  # fmt: skip
    return redirect("timebank:visit", visit_id)


@require_POST
@signed_in
def come(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    return _at_the_door(request, visit_id, actions.come, gettext("Noted that you are there."))


@require_POST
@signed_in
def leave(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    return _at_the_door(
        request, visit_id, actions.leave, gettext("Noted that you left. Thank you.")
    )


def _at_the_door(
    request: HttpRequest, visit_id: UUID, verb: Callable[..., object], thanks: str
) -> HttpResponseBase:
    form = CodeForm(request.POST)

    def act() -> None:
        verb(
            viewer=viewer_of(request), visit_id=visit_id, code=form.cleaned_data["code"],
            now=timezone.now(),
        )  # fmt: skip

    if attempt(request, form, act, thanks):
        return redirect("timebank:visit", visit_id)
    return page_of(request, visit_id, name="code", bound=form)


@require_POST
@signed_in
def confirm(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    thanks = gettext("Confirmed. The minutes are the helper’s.")
    attempt(request, None, lambda: actions.confirm(
        viewer=viewer_of(request), visit_id=visit_id, now=timezone.now()
    ), thanks)  # fmt: skip
    return redirect("timebank:request", _request_of(visit_id))


@require_POST
@signed_in
def dispute(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    form = WordsForm(request.POST, auto_id=f"id_dispute_{visit_id}_%s")
    thanks = gettext("The coordinator looks into it. Nothing is posted until both have an answer.")

    def act() -> None:
        actions.dispute(
            viewer=viewer_of(request), visit_id=visit_id, words=form.cleaned_data["words"],
            now=timezone.now(),
        )  # fmt: skip

    return _said(request, visit_id, "dispute", form, act, thanks)


@require_POST
@signed_in
def rate(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    form = RateForm(request.POST, auto_id=f"id_rate_{visit_id}_%s")

    def act() -> None:
        actions.rate(
            viewer=viewer_of(request), visit_id=visit_id, stars=int(form.cleaned_data["stars"]),
            words=form.cleaned_data["words"], now=timezone.now(),
        )  # fmt: skip

    return _said(
        request, visit_id, "rate", form, act, gettext("Thank you. Only the coordinator reads it.")
    )


@require_POST
@signed_in
def decide(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    form = DecideForm(request.POST, auto_id=f"id_decide_{visit_id}_%s")

    def act() -> None:
        actions.decide(
            viewer=viewer_of(request), visit_id=visit_id, minutes=form.cleaned_data["minutes"],
            answer=form.cleaned_data["answer"], now=timezone.now(),
        )  # fmt: skip

    return _said(request, visit_id, "decide", form, act, gettext("Answered to both."))


@require_POST
@signed_in
def type_card(request: HttpRequest, visit_id: UUID) -> HttpResponseBase:
    form = CardForm(request.POST, auto_id=f"id_card_{visit_id}_%s")

    def act() -> None:
        data = form.cleaned_data
        actions.type_card(
            viewer=viewer_of(request), visit_id=visit_id, came=_on_day(visit_id, data["came"]),
            left=_on_day(visit_id, data["left"]), now=timezone.now(),
        )  # fmt: skip

    return _said(
        request, visit_id, "card", form, act, gettext("Typed in. The minutes wait to be confirmed.")
    )


def _on_day(visit_id: UUID, clock: time) -> datetime:
    """A time of a card on the day of its visit."""
    visit = Visit.objects.select_related("request").filter(pk=visit_id).first()
    if visit is None or visit.request.day is None:
        raise Missing("timebank_missing")
    return queries.instant(visit.request.day, clock.hour * 60 + clock.minute)


def _said(
    request: HttpRequest,
    visit_id: UUID,
    name: str,
    form: Form,
    act: Callable[[], None],
    thanks: str,
) -> HttpResponseBase:
    """Back to the page from which it was said: the helper's own, or that of the request."""
    done = attempt(request, form, act, thanks)
    mine = Visit.objects.filter(pk=visit_id, member__person=viewer_of(request).person_id).exists()
    if mine:
        if done:
            return redirect("timebank:visit", visit_id)
        return page_of(request, visit_id, name=name, bound=form)
    help_id = _request_of(visit_id)
    if done:
        return redirect("timebank:request", help_id)
    return requests.page_of(request, help_id, visit_id=visit_id, name=name, bound=form)


def _request_of(visit_id: UUID) -> UUID:
    found = Visit.objects.filter(pk=visit_id).values_list("request_id", flat=True).first()
    if found is None:
        raise Missing("timebank_missing")
    return found

"""What I agree to, and who may act for me."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from maplebridge.core.viewer import Viewer

from .. import actions, forms, queries
from .pages import (
    done,
    page,
    read_or_send,
    said,
    signed_in,
    today_and_now,
    viewer_of,
)


@signed_in
@read_or_send
def consents(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = Form(request.POST if request.method == "POST" else None)
    if done(form, lambda: _answer_purpose(request, viewer, now)):
        return redirect("people:consents")
    given = queries.consents_of(viewer)
    purposes = [(key, wording, given.get(key)) for key, wording in queries.PURPOSES.items()]
    about = [(queries.ABOUT[one.purpose], one) for one in queries.consents_about(viewer)]
    return page(request, "consents", form, purposes=purposes, about=about)


def _answer_purpose(request: HttpRequest, viewer: Viewer, now: datetime) -> None:
    purpose = request.POST.get("purpose", "")[:60]
    if request.POST.get("answer") == "withdraw":
        actions.withdraw_consent(viewer=viewer, purpose=purpose, now=now)
        return
    version = request.POST.get("version", "")[:40]
    actions.give_consent(viewer=viewer, purpose=purpose, text_version=version, now=now)


@signed_in
@read_or_send
def mandates(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    today, now = today_and_now()
    agents = queries.possible_agents(viewer, today)
    form = forms.MandateForm(request.POST or None, agents=agents)

    def act() -> None:
        actions.give_mandate(
            viewer=viewer,
            agent_id=UUID(form.cleaned_data["agent"]),
            valid_from=today,
            valid_to=form.cleaned_data["valid_to"],
            now=now,
        )

    if done(form, act):
        return said(request, gettext("The mandate is given."), "people:mandates")
    given, held = queries.mandates_of(viewer, today)
    return page(request, "mandates", form, given=given, held=held, agents=agents)


@signed_in
@require_POST
def revoke(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    actions.revoke_mandate(viewer=viewer_of(request), mandate_id=mandate_id, now=timezone.now())
    return said(request, gettext("The mandate has ended."), "people:mandates")

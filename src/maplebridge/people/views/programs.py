"""The keys with which programs act for me, or for my office."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from maplebridge.core.values import uuid7

from .. import actions, forms, policy, queries, rules
from .pages import done, page, read_or_send, said, signed_in, today_and_now, viewer_of


@signed_in
@require_GET
def programs(request: HttpRequest) -> HttpResponse:
    today, _now = today_and_now()
    rows = [
        (token, [forms.SCOPE_NAMES[rules.Scope(scope)] for scope in token.scopes.split()])
        for token in queries.tokens_of(viewer_of(request), today)
    ]
    return page(request, "programs", rows=rows)


@signed_in
@read_or_send
def add_program(request: HttpRequest) -> HttpResponse:
    """The answer to the form shows the token, this once: it is not kept, not even in the session."""
    viewer = viewer_of(request)
    today, now = today_and_now()
    first = {"id": uuid7(), "ends_on": today + timedelta(days=rules.TOKEN_DAYS)}
    leads = policy.may_make_office_tokens(viewer)
    form = forms.ProgramForm(request.POST or None, initial=first, leads=leads)
    made: list[str] = []
    if done(
        form, lambda: made.append(actions.make_token(viewer=viewer, now=now, **form.cleaned_data))
    ):
        return page(request, "program_made", token=made[0], program=form.cleaned_data["name"])
    return page(request, "program_form", form)


@signed_in
@require_POST
def revoke_program(request: HttpRequest, token_id: UUID) -> HttpResponse:
    actions.revoke_token(viewer=viewer_of(request), token_id=token_id, now=timezone.now())
    return said(request, gettext("The key opens nothing any more."), "people:programs")

"""Who sits with the parties: asked, agreed to by each of them, given up."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Forbidden
from maplebridge.organisations import public as organisations

from .. import actions, policy
from ..forms import SayForm, SeatForm
from ..rules.parts import About
from .pages import (
    bound,
    done,
    form_page,
    loaded_for,
    read_or_send,
    said,
    signed_in,
    try_it,
    viewer_of,
)


@signed_in
@read_or_send
def add_seat(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    active = organisations.active_at(loaded.file.path)
    form = bound(request, SeatForm, organisations=[(str(one.pk), one.name) for one in active])
    if done(form, lambda: actions.ask_seat(
        viewer=viewer, file_id=casefile_id, now=timezone.now(), **form.asked()
    )):  # fmt: skip
        sentence = gettext("Asked. The seat opens when every party has agreed to it.")
        return said(request, sentence, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Ask somebody to sit in"), button=gettext("Ask"),
        lede=gettext("They see nothing before every party has agreed, and nothing any more when one takes it back."),
        icon="people",
    )  # fmt: skip


@signed_in
@read_or_send
def say_seat(
    request: HttpRequest, casefile_id: UUID, chair_id: UUID, party_id: UUID
) -> HttpResponseBase:
    """A party's answer whether somebody may sit in."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found, seat = loaded.party(party_id), loaded.seat(chair_id)
    if not policy.may_say_for(loaded.standing, found.pk):
        raise Forbidden("mediation_not_yours")
    form = bound(request, SayForm, own=found.pk in loaded.standing.settles)
    if done(form, lambda: actions.say(
        viewer=viewer, file_id=casefile_id, party_id=party_id, about=About.SEAT, said=form.yes,
        how=form.way, seat_id=chair_id, paper=form.cleaned_data.get("paper"), now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("The answer is noted."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("May they sit in?"), button=gettext("Note it"),
        lede=seat.title, about=found.name, icon="people",
    )  # fmt: skip


@require_POST
@signed_in
def leave_seat(request: HttpRequest, casefile_id: UUID, chair_id: UUID) -> HttpResponse:
    return try_it(
        request,
        redirect("mediation:file", casefile_id),
        gettext("The seat is given up."),
        lambda: actions.leave_seat(
            viewer=viewer_of(request), file_id=casefile_id, seat_id=chair_id, now=timezone.now()
        ),
    )

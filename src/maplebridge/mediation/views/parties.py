"""Parties: added, put right, identified, heard; who speaks for them; and their way out."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Forbidden

from .. import actions, policy
from ..forms import IdentityForm, PartyForm, ReasonForm, SayForm, SpeakerForm, WordsForm
from ..messages import ROUTES
from ..queries.access import Loaded
from ..rules import screening
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


def _writes(loaded: Loaded, *, own: bool = False) -> None:
    if not (own or policy.may_write(loaded.standing)):
        raise Forbidden("mediation_not_yours")


@signed_in
@read_or_send
def add_party(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _writes(loaded)
    form = bound(request, PartyForm)
    if done(form, lambda: actions.add_party(
        viewer=viewer, file_id=casefile_id, one=form.someone(), now=timezone.now()
    )):  # fmt: skip
        return said(request, gettext("The party is added."), casefile_id)
    return form_page(
        request,
        loaded,
        form,
        title=gettext("Add a party"),
        button=gettext("Add a party"),
        icon="plus",
    )


@signed_in
@read_or_send
def party(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """Put right what is written about a party."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = loaded.party(party_id)
    own = found.pk in loaded.standing.settles
    _writes(loaded, own=own)
    covered = () if own else ("phone", "address")
    names = [name for name in PartyForm.base_fields if name not in covered]
    form = bound(request, PartyForm, initial={name: getattr(found, name) for name in names})
    if done(form, lambda: actions.change_party(
        viewer=viewer, file_id=casefile_id, party_id=party_id, one=form.someone(),
        now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("Put right."), casefile_id)
    return form_page(
        request, loaded, form, title=found.name, button=gettext("Save"), icon="edit",
        lede="" if own else gettext("Number and address are covered here. Left empty, they stay as they are."),
    )  # fmt: skip


@signed_in
@read_or_send
def contact(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """Number and address for a written reason, shown once on the answer to this form."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = loaded.party(party_id)
    if not policy.may_open_contact(loaded.standing, found.pk):
        raise Forbidden("mediation_not_yours")
    form = bound(request, ReasonForm)
    if done(form, lambda: actions.open_contact(
        viewer=viewer, file_id=casefile_id, party_id=party_id,
        reason=form.cleaned_data["reason"], now=timezone.now(),
    )):  # fmt: skip
        context = {"file": loaded.file, "party": found}
        return render(request, "mediation/contact.html", context)
    return form_page(
        request, loaded, form, title=gettext("Number and address"),
        button=gettext("Show them once"), icon="phone",
    )  # fmt: skip


@signed_in
@read_or_send
def identity(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = loaded.party(party_id)
    _writes(loaded)
    form = bound(request, IdentityForm)
    if done(form, lambda: actions.saw_identity(
        viewer=viewer, file_id=casefile_id, party_id=party_id, by=form.by, now=timezone.now()
    )):  # fmt: skip
        return said(request, gettext("Noted."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Who is it?"), button=gettext("I have seen it"),
        icon="person", about=found.name,
    )  # fmt: skip


@signed_in
@read_or_send
def speaker(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = loaded.party(party_id)
    _writes(loaded, own=found.pk in loaded.standing.settles)
    form = bound(request, SpeakerForm)
    if done(form, lambda: actions.add_speaker(
        viewer=viewer, file_id=casefile_id, party_id=party_id, one=form.spoken(),
        paper=form.cleaned_data["paper"], now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("Noted. The power can be ended at any time."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Who speaks for them?"), button=gettext("Note it"),
        icon="people", about=found.name,
    )  # fmt: skip


@require_POST
@signed_in
def end_speaker(request: HttpRequest, casefile_id: UUID, speaker_id: UUID) -> HttpResponse:
    return try_it(
        request,
        redirect("mediation:file", casefile_id),
        gettext("The power has ended."),
        lambda: actions.end_speaker(
            viewer=viewer_of(request),
            file_id=casefile_id,
            speaker_id=speaker_id,
            now=timezone.now(),
        ),
    )


@signed_in
@read_or_send
def say(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """A party's answer whether it wants to be mediated."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = loaded.party(party_id)
    if not policy.may_say_for(loaded.standing, found.pk):
        raise Forbidden("mediation_not_yours")
    own = found.pk in loaded.standing.settles
    form = bound(request, SayForm, own=own)
    if done(form, lambda: actions.say(
        viewer=viewer, file_id=casefile_id, party_id=party_id, about=About.MEDIATION,
        said=form.yes, how=form.way, paper=form.cleaned_data.get("paper"), now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("The answer is noted."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Mediation: yes or no?"), button=gettext("Note it"),
        lede=gettext("It is free of charge and voluntary. Either side can leave at any time; court and arbitration stay open."),
        about=found.name,
    )  # fmt: skip


@signed_in
@read_or_send
def leave(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """A party leaves: no reason is asked, the other ways are named before and after."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = loaded.party(party_id)
    if not policy.may_leave_for(loaded.standing, found):
        raise Forbidden("mediation_not_yours")
    own = found.pk in loaded.standing.settles
    form = bound(request, WordsForm)
    if done(form, lambda: actions.leave(
        viewer=viewer, file_id=casefile_id, party_id=party_id, words=form.cleaned_data["words"],
        now=timezone.now(),
    )):  # fmt: skip
        left = gettext("You left. The other ways stand on this page.")
        return said(request, left if own else gettext("It was noted."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Leave the mediation"), button=gettext("Leave"),
        icon="back",
        lede=gettext("You need no reason, and nothing follows from it for you.") if own
        else gettext("%(name)s needs no reason. Write how they said so.") % {"name": found.name},
        routes=[ROUTES[one] for one in screening.AFTER],
    )  # fmt: skip

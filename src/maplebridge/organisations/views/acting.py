"""Who may act for an organisation: asked, said yes or no, ended by either side."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from .. import actions, queries
from ..forms import InviteForm
from .pages import done, one_page, said, signed_in, today, viewer_of


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What I was asked, and for whom I act."""
    me, now = viewer_of(request).person_id, timezone.now()
    context = {"asked": queries.invitations(me, now), "acting": queries.acts_for(me, today())}
    return render(request, "organisations/mine.html", context)


@require_POST
@signed_in
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get_kept(viewer, organisation_id)
    form = InviteForm(request.POST)
    if done(
        form,
        lambda: actions.invite(
            viewer=viewer, organisation_id=found.pk, **form.cleaned_data, now=timezone.now()
        ),
    ):
        sentence = gettext("They were asked. They may act once they said yes.")
        return said(request, sentence, "organisations:show", found.pk)
    return one_page(request, found, "invite", form)


@require_POST
@signed_in
def accept(request: HttpRequest, delegate_id: UUID) -> HttpResponse:
    found = actions.accept(viewer=viewer_of(request), delegate_id=delegate_id, now=timezone.now())
    sentence = gettext("You may act for %(name)s now.") % {"name": found.organisation}
    return said(request, sentence, "organisations:mine")


@require_POST
@signed_in
def decline(request: HttpRequest, delegate_id: UUID) -> HttpResponse:
    actions.decline(viewer=viewer_of(request), delegate_id=delegate_id, now=timezone.now())
    sentence = gettext(
        "You said no, and the question is deleted. The record of all that is done here keeps one line about it, "
        "with numbers instead of names."
    )
    return said(request, sentence, "organisations:mine")


@require_POST
@signed_in
def end_delegate(request: HttpRequest, delegate_id: UUID) -> HttpResponse:
    """From my own page back to it, from the organisation's page back to that."""
    found = actions.end_delegate(
        viewer=viewer_of(request), delegate_id=delegate_id, now=timezone.now()
    )
    sentence = gettext("That is ended.")
    if request.POST.get("from") == "mine":
        return said(request, sentence, "organisations:mine")
    return said(request, sentence, "organisations:show", found.pk)

"""The people of a place, for those who work there."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from maplebridge.core.errors import Forbidden, Missing

from .. import actions, forms, policy, queries
from .homes import doors
from .pages import (
    done,
    key_from,
    page,
    read_or_send,
    said,
    signed_in,
    today_and_now,
    viewer_of,
)


@signed_in
@require_GET
def residents(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not policy.lists_residents(viewer):
        raise Forbidden("not_allowed_here")
    text = request.GET.get("q", "")[:100]
    found = queries.residents(viewer, text, after=key_from(request, "after"))
    more = urlencode({"q": text, "after": found.after} if text else {"after": found.after})
    older = f"{reverse('people:residents')}?{more}" if found.after else ""
    return page(request, "residents", rows=found.rows, older=older, text=text)


@signed_in
@read_or_send
def register(request: HttpRequest) -> HttpResponse:
    """A worker finds the door, then writes name and, if there is one, phone."""
    viewer, now = viewer_of(request), timezone.now()
    if not policy.lists_residents(viewer):
        raise Forbidden("not_allowed_here")
    home_id = key_from(request, "home")
    if home_id is None:
        return page(request, "register", **doors(request))
    home = queries.get_home(home_id)
    if not policy.may_register(viewer, home.path):
        raise Missing("no_such_thing")
    form = forms.RegisterForm(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        actions.register_person(
            viewer=viewer, name=typed["name"], phone=typed["phone"], home=home, now=now
        )

    if done(form, act):
        return said(request, gettext("The resident is registered."), "people:residents")
    return page(request, "register", form, home=home, address=queries.address_of(home))


@signed_in
@read_or_send
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody of one's place, masked; a reason opens the card for this one answer."""
    viewer, now = viewer_of(request), timezone.now()
    card = queries.card_of(queries.get_person(viewer, person_id), open_=False)
    form = forms.ReasonForm(request.POST or None)
    opened: list[queries.PersonCard] = []

    def act() -> None:
        reason = form.cleaned_data["reason"]
        opened.append(
            actions.read_person(viewer=viewer, person_id=person_id, reason=reason, now=now)
        )

    if done(form, act):
        card = opened[0]
    return page(
        request,
        "person",
        form,
        card=card,
        witness=forms.WitnessForm(),
        vouch=forms.VouchForm(),
    )


@signed_in
@require_POST
def vouch(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A worker who met the person lets the code open their account again."""
    viewer, now = viewer_of(request), timezone.now()
    card = queries.card_of(queries.get_person(viewer, person_id), open_=False)
    form = forms.VouchForm(request.POST)

    def act() -> None:
        phone = form.cleaned_data["phone"]
        actions.vouch(viewer=viewer, person_id=person_id, phone=phone, now=now)

    if done(form, act):
        text = gettext("Confirmed. Within a day, the code on this number opens their account.")
        return said(request, text, "people:person", person_id)
    about = {"card": card, "form": forms.ReasonForm(), "witness": forms.WitnessForm()}
    return render(request, "people/person.html", about | {"vouch": form}, status=422)


@signed_in
@require_POST
def witness(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down a spoken or paper mandate of a resident."""
    viewer = viewer_of(request)
    today, now = today_and_now()
    card = queries.card_of(queries.get_person(viewer, person_id), open_=False)
    form = forms.WitnessForm(request.POST)

    def act() -> None:
        actions.take_mandate(
            viewer=viewer,
            grantor_id=person_id,
            agent_phone=form.cleaned_data["agent_phone"],
            valid_from=today,
            valid_to=form.cleaned_data["valid_to"],
            now=now,
        )

    if done(form, act):
        return said(request, gettext("The mandate is written down."), "people:person", person_id)
    return render(
        request,
        "people/person.html",
        {"card": card, "form": forms.ReasonForm(), "witness": form, "vouch": forms.VouchForm()},
        status=422,
    )

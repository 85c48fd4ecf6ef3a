"""The register: a list that everybody reads, and the entries that those who lead a place keep."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core.errors import Forbidden

from .. import actions, policy, queries
from ..forms import EntryForm, OrganisationForm, PlaceForm
from ..messages import KINDS
from .pages import done, key_of, one_page, said, signed_in, viewer_of

read_or_send = require_http_methods(["GET", "HEAD", "POST"])
TEXT_MAX = 60
WHICH = ("here", "all", "ended")


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Those around the viewer, else all; those that ended for who keeps the register."""
    viewer = viewer_of(request)
    near = bool(viewer.home_path or viewer.posts)
    which = request.GET.get("which", "")
    if which not in WHICH or (which == "here" and not near):
        which = "here" if near else "all"
    text, after = request.GET.get("q", "")[:TEXT_MAX], request.GET.get("after")
    found = queries.find(
        viewer, text=text, here=which == "here", ended=which == "ended",
        after=key_of(after) if after else None,
    )  # fmt: skip
    context = {
        "lines": [(line, KINDS[line.organisation.kind]) for line in found.lines],
        "which": which,
        "near": near,
        "text": text,
        "keeps": policy.keeps_some(viewer),
        **_links(request, found.after),
    }
    return render(request, "organisations/index.html", context)


def _links(request: HttpRequest, after: UUID | None) -> dict[str, str]:
    query = request.GET.copy()
    later = query.pop("after", None)
    first = f"?{query.urlencode()}" if query else request.path
    links = {"newer": first if later else "", "older": ""}
    if after is not None:
        query["after"] = str(after)
        links["older"] = f"?{query.urlencode()}"
    return links


@signed_in
@read_or_send
def add(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not policy.keeps_some(viewer):
        raise Forbidden("organisation_not_yours")
    places = queries.kept_places(viewer)
    form = EntryForm(request.POST if request.method == "POST" else None, places=places)
    made: list[UUID] = []

    def act() -> None:
        place = UUID(form.cleaned_data["place"])
        found = actions.enter(viewer=viewer, entry=_entry(form), place_id=place, now=timezone.now())
        made.append(found.pk)

    if form.is_bound and done(form, act):
        return said(request, gettext("The organisation is entered."), "organisations:show", made[0])
    return _form_page(request, form)


@signed_in
@read_or_send
def edit(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get_kept(viewer, organisation_id)
    kept = {name: getattr(found, name) for name in OrganisationForm.base_fields}
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_bound and done(
        form,
        lambda: actions.change(
            viewer=viewer, organisation_id=found.pk, entry=_entry(form), now=timezone.now()
        ),
    ):
        return said(request, gettext("The entry is changed."), "organisations:show", found.pk)
    return _form_page(request, form, organisation=found)


def _entry(form: Form) -> actions.Entry:
    return actions.Entry(**{name: form.cleaned_data[name] for name in OrganisationForm.base_fields})


def _form_page(request: HttpRequest, form: Form, **facts: Any) -> HttpResponse:
    context = {"form": form, **facts}
    status = 422 if form.errors else 200
    return render(request, "organisations/form.html", context, status=status)


@signed_in
@read_or_send
def end(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """What ending it means, and the button that does it."""
    viewer = viewer_of(request)
    found = queries.get_kept(viewer, organisation_id)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_bound and done(
        form,
        lambda: actions.end(viewer=viewer, organisation_id=found.pk, now=timezone.now()),
    ):
        return said(request, gettext("The organisation has ended here."), "organisations:index")
    context = {"form": form, "organisation": found}
    status = 422 if form.errors else 200
    return render(request, "organisations/end.html", context, status=status)


@require_safe
@signed_in
def show(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    return one_page(request, queries.get_organisation(viewer_of(request), organisation_id))


@require_POST
@signed_in
def add_place(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """It is active in one of my places too, whoever entered it."""
    viewer = viewer_of(request)
    if not policy.keeps_some(viewer):
        raise Forbidden("organisation_not_yours")
    found = queries.get_organisation(viewer, organisation_id)
    form = PlaceForm(request.POST, places=queries.kept_places(viewer))
    if done(
        form,
        lambda: actions.activate(
            viewer=viewer, organisation_id=found.pk, place_id=UUID(form.cleaned_data["place"]),
            now=timezone.now(),
        ),
    ):  # fmt: skip
        return said(request, gettext("It is active there now."), "organisations:show", found.pk)
    return one_page(request, found, "place", form)


@require_POST
@signed_in
def end_place(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    form = Form(request.POST)
    found = queries.get_organisation(viewer, organisation_id)

    def act() -> None:
        actions.leave_place(
            viewer=viewer, organisation_id=found.pk,
            active_id=key_of(request.POST.get("active", "")), now=timezone.now(),
        )  # fmt: skip

    if done(form, act):
        sentence = gettext("It is not active there any more.")
        return said(request, sentence, "organisations:show", found.pk)
    return one_page(request, found, "left", form)

"""A resident applies; a mediator writes down what both sides say at the scene."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden
from maplebridge.matters import public as matters
from maplebridge.organisations import public as organisations
from maplebridge.people import public as people

from .. import actions, policy, queries
from ..forms import ApplyForm, TakeForm
from ..models import MediationFile
from ..rules.parts import About, How, Side
from .desk import communities_in, place_choices
from .pages import done, key_of, read_or_send, said, signed_in, viewer_of


@signed_in
@read_or_send
def apply(request: HttpRequest) -> HttpResponseBase:
    """The application; from a concern it begins with the concern's words."""
    viewer = viewer_of(request)
    asked = request.GET.get("matter") or request.POST.get("matter")
    matter = matters.get_summary(viewer, key_of(asked)) if asked else None
    assert viewer.person_id is not None
    places = [(str(one.pk), one.name) for one in communities_in("")]
    initial = {
        "a_name": viewer.name, "a_phone": people.proved_number(viewer.person_id, timezone.now()),
        "facts": matter.words if matter is not None else "",
    }  # fmt: skip
    form = ApplyForm(
        request.POST if request.method == "POST" else None, initial=initial, kinds=queries.kinds(),
        places=[("", gettext("Where I live")), *places],
        acting=[
            (str(one.organisation_id), one.organisation.name)
            for one in organisations.acts_for(viewer.person_id, calendar.today(timezone.now()))
        ],
    )  # fmt: skip
    made: list[MediationFile] = []

    def act() -> None:
        made.append(actions.apply(
            viewer=viewer, sent=form.sent(matter.pk if matter else None),
            me=form.me(), others=(form.someone("b", Side.RESPONDENT),),
            send="draft" not in request.POST, now=timezone.now(),
        ))  # fmt: skip

    if done(form, act):
        return said(request, _thanks(made[0]), made[0].pk)
    context = {"form": form, "matter": matter}
    return render(request, "mediation/apply.html", context, status=422 if form.errors else 200)


def _thanks(file: MediationFile) -> str:
    if file.submitted_at is None:
        return gettext("Kept as a draft. Nobody else sees it.")
    return gettext("Handed in as %(reference)s. The mediators say within three working days whether they take it on.") % {"reference": file.reference}  # fmt: skip


@require_POST
@signed_in
def send(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    actions.send_draft(viewer=viewer_of(request), file_id=casefile_id, now=timezone.now())
    return said(request, gettext("Handed in."), casefile_id)


@require_POST
@signed_in
def discard(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    actions.discard_draft(viewer=viewer_of(request), file_id=casefile_id, now=timezone.now())
    messages.success(request, gettext("Thrown away. Nothing of it is kept."))
    return redirect("mediation:home")


@signed_in
@read_or_send
def take(request: HttpRequest) -> HttpResponseBase:
    """Both sides on one page; then straight to the questions."""
    viewer = viewer_of(request)
    if not policy.at_the_desk(viewer):
        raise Forbidden("mediation_desk_only")
    places = place_choices(viewer)
    form = TakeForm(
        request.POST if request.method == "POST" else None, kinds=queries.kinds(), places=places
    )
    made: list[MediationFile] = []
    if done(form, lambda: made.append(take_both(request, form))):
        messages.success(request, gettext("Written down. Now the questions."))
        return redirect("mediation:screen", made[0].pk)
    context: dict[str, Any] = {"form": form}
    return render(request, "mediation/take.html", context, status=422 if form.errors else 200)


def take_both(request: HttpRequest, form: TakeForm) -> MediationFile:
    viewer, now = viewer_of(request), timezone.now()
    file = actions.take(
        viewer=viewer, sent=form.sent(),
        parties=(form.someone("a", Side.APPLICANT), form.someone("b", Side.RESPONDENT)), now=now,
    )  # fmt: skip
    loaded = queries.get_file(viewer, file.pk, now)
    for party, mark in zip(loaded.parties, ("a_agrees", "b_agrees"), strict=False):
        if form.cleaned_data[mark] and queries.agrees(party, About.MEDIATION) is None:
            actions.say(
                viewer=viewer, file_id=file.pk, party_id=party.pk, about=About.MEDIATION,
                said=True, how=How.IN_PERSON, now=now,
            )  # fmt: skip
    return file

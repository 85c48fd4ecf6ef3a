"""The screen and its decision, who leads, and each further step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Forbidden, Missing

from .. import actions, policy, queries
from ..actions import leading, resting
from ..actions.stepping import OWN_VERBS
from ..forms import AppointForm, HoldForm, ScreenForm, StepForm, WordsForm
from ..messages import EFFECTS, FINDINGS, KINDS, ROUTES, VERBS, cited
from ..messages.resting import HAPPENED
from ..queries.access import Loaded
from ..queries.next_things import facts_of
from ..rules import screening
from ..rules.stages import State, Verb
from ..rules.visibility import Hat
from .pages import (
    bound,
    done,
    form_page,
    loaded_for,
    read_or_send,
    said,
    signed_in,
    today,
    try_it,
    viewer_of,
)

DECISIONS = {
    Verb.ACCEPT: (gettext_lazy("Take the case"), gettext_lazy("The parties are told. Next come their consent and a mediator.")),
    Verb.DECLINE: (gettext_lazy("Do not take it on"), gettext_lazy("The parties read the reasons and the other ways.")),
    Verb.REFER: (gettext_lazy("Send it to the right place"), gettext_lazy("The parties read where to go. Write whom you told there.")),
}  # fmt: skip


@signed_in
@read_or_send
def screen(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """The questions, what follows from the answers, and the decision."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if Hat.COMMITTEE not in loaded.standing.hats:
        raise Forbidden("mediation_not_yours")
    first = queries.read_version(loaded.file.kinds).kinds[loaded.file.kind].asks
    form = bound(request, ScreenForm, first=first, initial=loaded.file.answers)
    if done(form, lambda: actions.answer(
        viewer=viewer, file_id=casefile_id, answers=form.answers, now=timezone.now()
    )):  # fmt: skip
        return redirect(f"{request.path}#h-found")
    facts = facts_of(loaded)
    context = {
        "file": loaded.file, "form": form, "kind": KINDS[loaded.file.kind],
        "findings": findings(loaded), "open_questions": len(facts.open_questions),
        "may_accept": screening.may_accept(facts), "may_decline": screening.may_decline(facts),
        "decided": loaded.file.stage not in {State.SUBMITTED, State.SCREENING},
    }  # fmt: skip
    return render(request, "mediation/screen.html", context, status=422 if form.errors else 200)


def findings(loaded: Loaded) -> list[dict[str, Any]]:
    """What the screen found, in words: each with its articles and the ways that stay open."""
    return [
        {
            "words": FINDINGS[one.ground], "effect": EFFECTS[one.effect], "articles": [cited(article) for article in one.articles],
            "routes": [ROUTES[route] for route in one.routes],
        }
        for one in screening.screen(facts_of(loaded))
    ]  # fmt: skip


@signed_in
@read_or_send
def decide(request: HttpRequest, casefile_id: UUID, move: str) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    verb = _verb(move)
    if verb not in DECISIONS:
        raise Missing("mediation_missing")
    if Hat.COMMITTEE not in loaded.standing.hats:
        raise Forbidden("mediation_not_yours")
    form = bound(request, WordsForm)
    if done(form, lambda: actions.decide(
        viewer=viewer, file_id=casefile_id, verb=verb, words=form.cleaned_data["words"],
        now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("Done. It stands in the record."), casefile_id)
    title, lede = DECISIONS[verb]
    found = findings(loaded) if verb is not Verb.ACCEPT else []
    return form_page(request, loaded, form, title=title, button=title, lede=lede, findings=found)


@signed_in
@read_or_send
def appoint(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """Who leads: those of the place first, the viewer before all; nobody who is a party."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if Hat.COMMITTEE not in loaded.standing.hats:
        raise Forbidden("mediation_not_yours")
    free = leading.free_mediators(loaded, timezone.now())
    free.sort(key=lambda one: one.person.pk != viewer.person_id)
    mediators = [(str(one.post.pk), f"{one.person.name} · {one.post.place.name}") for one in free]
    form = bound(request, AppointForm, mediators=mediators)
    if done(form, lambda: actions.appoint(
        viewer=viewer, file_id=casefile_id, post_id=UUID(form.cleaned_data["post"]),
        now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("Appointed."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Who leads?"), button=gettext("Appoint"),
        lede=gettext("The parties may refuse whom they do not trust."), icon="people",
        empty=gettext("No mediator is free for this file today.") if not mediators else "",
    )  # fmt: skip


@signed_in
@read_or_send
def step(request: HttpRequest, casefile_id: UUID, move: str) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    verb = _verb(move)
    if verb in OWN_VERBS:
        raise Missing("mediation_missing")
    if not any(policy.may_step(loaded.standing, state, verb) for state in State):
        raise Forbidden("mediation_not_yours")
    first = "" if verb is Verb.SUSPEND else today().isoformat()
    form = bound(request, StepForm, verb=verb, initial={"day": first})
    if done(form, lambda: actions.step(
        viewer=viewer, file_id=casefile_id, verb=verb, now=timezone.now(), **form.cleaned_data
    )):  # fmt: skip
        return said(request, gettext("Done. It stands in the record."), casefile_id)
    routes = (
        [ROUTES[one] for one in screening.AFTER] if verb in {Verb.TERMINATE, Verb.GUIDE} else []
    )
    return form_page(request, loaded, form, title=VERBS[verb], button=VERBS[verb], routes=routes)


@signed_in
@read_or_send
def happened(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """What the file waited for is entered, and the talks go on."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if not policy.may_say_it_happened(loaded.standing):
        raise Forbidden("mediation_not_yours")
    if loaded.file.stage is not State.SUSPENDED:
        raise Missing("mediation_missing")
    form = bound(request, WordsForm)
    if done(form, lambda: resting.happened(
        viewer=viewer, file_id=casefile_id, words=form.cleaned_data["words"], now=timezone.now()
    )):  # fmt: skip
        return said(request, gettext("The talks go on."), casefile_id)
    title = HAPPENED[loaded.file.paused_for]
    return form_page(
        request, loaded, form, title=title, button=gettext("Go on"), icon="arrow",
        lede=gettext("Everybody in the file is told that the talks go on."),
    )  # fmt: skip


def _verb(move: str) -> Verb:
    try:
        return Verb(move)
    except ValueError:
        raise Missing("mediation_missing") from None


@signed_in
@read_or_send
def hold(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if not policy.may_hold(loaded.standing):
        raise Forbidden("mediation_not_yours")
    form = bound(request, HoldForm)
    if done(form, lambda: actions.hold(
        viewer=viewer, file_id=casefile_id, reason=form.cleaned_data["reason"], now=timezone.now()
    )):  # fmt: skip
        return said(request, gettext("It is kept until you let it go."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Keep it because of a lawsuit"),
        button=gettext("Keep it"), icon="shield",
        lede=gettext("Without this, words and names go when their days are over."),
    )  # fmt: skip


@require_POST
@signed_in
def let_go(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    return try_it(
        request,
        redirect("mediation:file", casefile_id),
        gettext("The usual days count again."),
        lambda: actions.let_go(viewer=viewer_of(request), file_id=casefile_id, now=timezone.now()),
    )

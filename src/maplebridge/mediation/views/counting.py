"""Days that count: read, entered, ended; and days of mediation that all add together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Forbidden, Missing

from .. import actions, policy, queries
from ..forms.counting import DayForm, DoneForm, MoreDaysForm
from ..messages import CLOCKS, cited
from ..messages.counting import COUNTED
from ..models import CountedDay
from ..queries.access import Loaded
from ..rules.counting import OWN, STARTS, TRAFFIC, Counted, may_add_days
from ..rules.terms import TERMS
from .pages import (
    bound,
    done,
    form_page,
    loaded_for,
    read_or_send,
    signed_in,
    today,
    try_it,
    viewer_of,
)

PAGE = "mediation:days"


@require_safe
@signed_in
def days(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    loaded = loaded_for(request, casefile_id, left_too=True)
    left = loaded.standing.left_at is not None
    proposed = None if left else queries.proposal_of(loaded.file)
    asked = [one for one in loaded.present if proposed and str(one.pk) not in proposed.said]
    adds = may_add_days(loaded.file.stage) and loaded.file.accepted_at is not None
    context = {
        "file": loaded.file, "rows": [_row(loaded, one) for one in queries.days_for(loaded)],
        "enters": bool(_kinds(loaded)), "proposed": proposed,
        "waits": [
            {"party": one, "may": policy.may_say_for(loaded.standing, one.pk)} for one in asked
        ],
        "adds": adds and proposed is None
        and (bool(loaded.standing.settles) or policy.may_write(loaded.standing)),
        "added": 0 if left else queries.known_of(loaded.file).more_days,
        "traffic": loaded.file.kind == "traffic" and not left,
    }  # fmt: skip
    return render(request, "mediation/days.html", context)


def _row(loaded: Loaded, one: CountedDay) -> dict[str, Any]:
    kind = Counted(one.kind)
    return {
        "row": one, "words": COUNTED[kind],
        "clocks": [(CLOCKS[code], cited(TERMS[code].law)) for code in STARTS[kind]],
        "may_end": one.done_on is None and bool(STARTS[kind])
        and policy.may_enter_day(loaded.standing, one.party_id),
    }  # fmt: skip


def _kinds(loaded: Loaded) -> list[Counted]:
    """What the viewer may enter here: own days only, for whoever is a party."""
    if loaded.file.emptied:
        return []
    traffic = loaded.file.kind == "traffic"
    kinds = [one for one in Counted if traffic or one not in TRAFFIC]
    if policy.may_write(loaded.standing):
        return kinds
    mine = loaded.standing.settles | loaded.standing.still
    return [one for one in kinds if one in OWN and mine]


@signed_in
@read_or_send
def enter_day(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id, left_too=True)
    kinds = _kinds(loaded)
    if not kinds:
        raise Forbidden("mediation_not_yours")
    parties = [one for one in loaded.parties if policy.may_enter_day(loaded.standing, one.pk)]
    form = bound(request, DayForm, kinds=kinds, parties=parties, initial={
        "party": str(parties[0].pk) if len(parties) == 1 else "", "day": today(),
    })  # fmt: skip
    if done(form, lambda: actions.enter_day(
        viewer=viewer, file_id=casefile_id, now=timezone.now(), **form.entered()
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Write a day down"), button=gettext("Write it down"),
        icon="clock", back=PAGE,
        lede=gettext("Written anew, the day that stood there goes and its clock begins anew."),
    )  # fmt: skip


@signed_in
@read_or_send
def end_day(request: HttpRequest, casefile_id: UUID, counted_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id, left_too=True)
    found = next((one for one in queries.days_for(loaded) if one.pk == counted_id), None)
    if found is None:
        raise Missing("mediation_missing")
    if not policy.may_enter_day(loaded.standing, found.party_id):
        raise Forbidden("mediation_not_yours")
    form = bound(request, DoneForm, initial={"done_on": today()})
    if done(form, lambda: actions.end_day(
        viewer=viewer, file_id=casefile_id, day_id=counted_id,
        done_on=form.cleaned_data["done_on"], now=timezone.now(),
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("It is done"), button=gettext("Write it down"),
        icon="check", back=PAGE, lede=COUNTED[found.kind],
    )  # fmt: skip


@signed_in
@read_or_send
def more_days(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """Somebody proposes to prolong the mediation."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if not loaded.standing.settles and not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    form = bound(request, MoreDaysForm)
    if done(form, lambda: actions.propose_days(
        viewer=viewer, file_id=casefile_id, days=form.cleaned_data["days"], now=timezone.now()
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("More days for the mediation"),
        button=gettext("Propose these days"), icon="clock", back=PAGE,
    )  # fmt: skip


@signed_in
@require_POST
def answer_days(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    return try_it(
        request,
        redirect(PAGE, casefile_id),
        "",
        lambda: actions.answer_days(
            viewer=viewer_of(request),
            file_id=casefile_id,
            party_id=party_id,
            said=request.POST.get("said") == "yes",
            now=timezone.now(),
        ),
    )

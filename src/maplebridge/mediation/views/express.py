"""The quick lane on a phone: one address that shows the screen that is due, with the clock on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen

from .. import actions as verbs
from .. import policy, queries
from ..actions import express as actions
from ..forms import express as forms
from ..forms.agreed import RulesPage, SharesPage
from ..forms.taking import net_forms
from ..forms.talks import MediatorSignForm, SignForm
from ..messages.damages import say
from ..messages.express import STOPS, bell_words
from ..queries.access import Loaded
from ..queries.agreements import agreement_of, doubts_of, paper_of
from ..queries.damages_paper import paper
from ..queries.express import Due, OnLane, due, on_lane
from ..queries.reckonings import latest, names_of
from ..rules import reckonings as rules
from ..rules.capitals import yuan
from ..rules.damages import shipped
from ..rules.express import Clock, Stop, opened
from ..rules.parts import Lane, Side
from ..rules.stages import OVER
from ..rules.taking import FUND, Net, net
from ..rules.talks import AFTER
from ..rules.terms import EXPRESS_MINUTES
from .agreements import answers_in, doubt_in_words
from .desk import place_choices
from .intake import take_both
from .pages import done, loaded_for, read_or_send, signed_in, today, try_it, viewer_of
from .reckonings import faults_of

LANE = "mediation:lane"
BACK = {
    Stop.LOSSES: Stop.VEHICLES,
    Stop.SHARES: Stop.LOSSES,
    Stop.RULES: Stop.LOSSES,
    Stop.SHEET: Stop.LOSSES,
    Stop.TERMS: Stop.LOSSES,
}
"""Which screen can be opened again from which, while nothing is signed."""
AGAIN = frozenset({Stop.VEHICLES, Stop.LOSSES})
BOTH = (Side.APPLICANT, Side.RESPONDENT)


@signed_in
@read_or_send
def scene(request: HttpRequest) -> HttpResponseBase:
    """The first screen: both sides, at the scene."""
    viewer, now = viewer_of(request), timezone.now()
    if not policy.at_the_desk(viewer):
        raise Forbidden("mediation_desk_only")
    form = forms.SceneForm(
        request.POST if request.method == "POST" else None, kinds=queries.kinds(),
        places=place_choices(viewer), initial={"happened_on": today()},
    )  # fmt: skip
    made: list[Any] = []
    if done(form, lambda: made.append(take_both(request, form))):
        actions.mark(viewer=viewer, file_id=made[0].pk, stop=Stop.SCENE, now=now)
        return redirect(LANE, made[0].pk)
    # A form that was refused keeps its key, and with it the time at which it was first opened.
    key = form.cleaned_data.get("id") if form.is_bound else None
    clock = Clock(opened(key, now) if key else now)
    context = {
        "form": form, "stop": Stop.SCENE, "ends": clock.ends, "minutes": clock.minutes(now),
        "most": EXPRESS_MINUTES,
    }  # fmt: skip
    return render(
        request, "mediation/express_scene.html", context, status=422 if form.errors else 200
    )


@signed_in
@read_or_send
def lane(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """The screen that is due, or an earlier one that is opened again (`?again=`)."""
    loaded = loaded_for(request, casefile_id)
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    clocked = on_lane(loaded.file)
    if loaded.file.lane != Lane.EXPRESS or clocked is None:
        return redirect("mediation:file", casefile_id)
    found = due(loaded)
    again = request.GET.get("again", "")
    stop = Stop(again) if again in AGAIN and found.stop in BACK else found.stop
    gone = loaded.file.stage in OVER - AFTER
    if gone or (stop in AGAIN and len(_two(loaded)) < len(BOTH)):
        if not gone:
            messages.warning(request, gettext("One of the two sides left. Go on step by step."))
        return redirect("mediation:file", casefile_id)
    if request.method == "POST" and request.POST.get("due") != found.mark(stop):
        messages.info(
            request, gettext("That was done already, or changed meanwhile. This is due now.")
        )
        return redirect(LANE, casefile_id)
    handler: Callable[..., HttpResponseBase] = _SCREENS[stop]
    return handler(request, loaded, found, clocked)


@signed_in
@require_POST
def leave(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """From the quick lane to the one step by step; all that was entered stays."""
    return try_it(
        request,
        redirect("mediation:file", casefile_id),
        gettext("Step by step from here. All that was entered stays."),
        lambda: actions.leave_lane(
            viewer=viewer_of(request), file_id=casefile_id, now=timezone.now()
        ),
    )


# The screens --------------------------------------------------------------------------------


def _fit(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    form = forms.FitForm(request.POST if request.method == "POST" else None)
    began: list[bool] = []
    if done(form, lambda: began.append(actions.begin(
        viewer=viewer_of(request), file_id=loaded.file.pk, answers=form.answers, now=timezone.now()
    ))):  # fmt: skip
        if began[0]:
            return _on(request, loaded, Stop.FIT)
        return redirect("mediation:screen", loaded.file.pk)
    return _screen(
        request, loaded, found, lane, Stop.FIT, form=form, button=gettext("Take the case and begin")
    )


def _vehicles(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    places = [
        (key, say(f"place_{key}"))
        for key in sorted(shipped.rulebooks(), key=lambda one: one != "jiangxi")
    ]
    form = forms.VehiclesForm(
        request.POST if request.method == "POST" else None, parties=_two(loaded), places=places,
        kept=found.document,
    )  # fmt: skip
    happened = loaded.file.happened_on or today()
    return _entered(
        request,
        loaded,
        found,
        lane,
        Stop.VEHICLES,
        form,
        lambda kept: form.into(kept, happened, today()),
    )


def _losses(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    form = forms.LossesForm(
        request.POST if request.method == "POST" else None, parties=_two(loaded),
        kept=found.document,
    )  # fmt: skip
    return _entered(
        request, loaded, found, lane, Stop.LOSSES, form, form.into, groups=form.groups()
    )


def _shares(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    form = SharesPage(
        request.POST if request.method == "POST" else None, document=found.document,
        names=names_of(loaded), speaker=viewer_of(request).name,
    )  # fmt: skip
    faults = faults_of(loaded, found.looked.document, found.looked.faults)
    return _entered(request, loaded, found, lane, Stop.SHARES, form, form.into, faults=faults)


def _rules(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    form = RulesPage(
        request.POST if request.method == "POST" else None, document=found.document,
        names=names_of(loaded), speaker=viewer_of(request).name,
        missing=rules.missing_keys(found.looked.faults),
    )  # fmt: skip
    return _entered(request, loaded, found, lane, Stop.RULES, form, form.into)


def _entered(
    request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane, stop: Stop, form: Any, change: rules.Change,
    **more: Any,
) -> HttpResponseBase:  # fmt: skip
    """A screen that writes into the reckoning."""
    if done(form, lambda: actions.enter(
        viewer=viewer_of(request), file_id=loaded.file.pk, change=change, now=timezone.now()
    )):  # fmt: skip
        return _on(request, loaded, stop)
    return _screen(request, loaded, found, lane, stop, form=form, button=gettext("Go on"), **more)


def _sheet(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    """Everything that was lost and who pays; an insurer that pays becomes a party with it."""
    sent, problem = request.POST if request.method == "POST" else None, ""
    rows = _net(loaded, found)
    here = {one.name for one in loaded.present}
    pays = sorted({one.payer for one in rows if one.insurer and one.payer not in here})
    insurers = [
        forms.InsurerForm(sent, request.FILES or None, insurer=one, number=at)
        for at, one in enumerate(pays, start=1)
    ]
    wrong = [one for one in insurers if sent is not None and not one.is_valid()]
    if sent is not None and not wrong:
        try:
            actions.accept_sheet(
                viewer=viewer_of(request), file_id=loaded.file.pk, now=timezone.now(),
                insurers=[one.one() for one in insurers],
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            problem = broken.sentence
        else:
            return _on(request, loaded, Stop.SHEET)
    return _screen(
        request, loaded, found, lane, Stop.SHEET, problem=problem, button=gettext("Both have seen it: go on"),
        sheet=paper(found.looked.found) if found.looked.found else None, insurers=insurers,
        form=wrong[0] if wrong else None,
        faults=faults_of(loaded, found.looked.document, found.looked.faults),
    )  # fmt: skip


def _net(loaded: Loaded, found: Due) -> list[Net]:
    """What is still to be paid between those who are there."""
    names = {str(one.pk): one.name for one in loaded.present}
    return net(found.looked.found, names) if found.looked.found else []


def _terms(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    """When and how it is paid, and what else is promised."""
    row = latest(loaded.file)
    rows = _net(loaded, found)
    names = names_of(loaded)
    sent, problem = request.POST if request.method == "POST" else None, ""
    pays, promises = net_forms(sent, rows, today()), forms.PromisesForm(sent)
    wrong = [one for one in (*pays, promises) if sent is not None and not one.is_valid()]
    if sent is not None and not wrong and row is not None:
        try:
            actions.settle_terms(
                viewer=viewer_of(request), file_id=loaded.file.pk, number=row.number,
                clauses=promises.lines(), answers=answers_in(request), now=timezone.now(),
                chosen=[one for form in pays if (one := form.chosen()) is not None],
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            problem = broken.sentence
        else:
            return _on(request, loaded, Stop.TERMS)
    return _screen(
        request, loaded, found, lane, Stop.TERMS, problem=problem, button=gettext("Let the words stand still"),
        promises=promises, form=wrong[0] if wrong else None,
        doubts=_doubts(request, loaded) if problem else [],
        pays=[{"form": one, "payer": one.net.payer, "yuan": yuan(Fen(one.net.fen)),
               "payee": say("sheet_fund") if one.net.payee == FUND else names.get(one.net.payee, "")}
              for one in pays],
    )  # fmt: skip


def _doubts(request: HttpRequest, loaded: Loaded) -> list[dict[str, Any]]:
    """What keeps the words from standing still, each with its cure or a line for the answer."""
    draft, answers = agreement_of(loaded.file), answers_in(request)
    found = doubts_of(loaded, draft, today()) if draft is not None else ()
    return [doubt_in_words(one, answers.get(one.key, "")) for one in found]


def _sign(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    """One after the other on the mediator's phone, the mediator last; then it is sealed."""
    assert found.agreement is not None, "its words stand still"
    place, viewer, now = found.signs, viewer_of(request), timezone.now()
    party = place.party if place else None
    language = get_language() or "zh-hans"
    sent = request.POST if request.method == "POST" and "code_please" not in request.POST else None
    form = SignForm(sent) if party else MediatorSignForm(sent)
    if "code_please" in request.POST and party:
        _send_code(request, loaded, party.pk)
        return redirect(LANE, loaded.file.pk)

    def act() -> None:
        if party is not None:
            verbs.sign(
                viewer=viewer,
                file_id=loaded.file.pk,
                party_id=party.pk,
                now=now,
                **form.cleaned_data,
            )
        elif place is not None:
            actions.sign_and_seal(
                viewer=viewer, file_id=loaded.file.pk, strokes=form.cleaned_data["strokes"],
                language=language, now=now,
            )  # fmt: skip
        else:  # all signed, and the sealing failed before
            verbs.put_into_effect(viewer=viewer, file_id=loaded.file.pk, language=language, now=now)

    if done(form, act):
        return _on(request, loaded, Stop.SIGN)
    return _screen(
        request, loaded, found, lane, Stop.SIGN, form=form, party=party, code_sent=(
            found.agreement.codes.filter(party=party).first() if party else None
        ), paper=paper_of(loaded, found.agreement, language),
        button=gettext("Sign") if party else gettext("Sign and seal"),
    )  # fmt: skip


def _send_code(request: HttpRequest, loaded: Loaded, party_id: UUID) -> None:
    try:
        code = verbs.send_code(
            viewer=viewer_of(request), file_id=loaded.file.pk, party_id=party_id, now=timezone.now()
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return
    said = gettext("The code is on its way.")
    if code:
        said = gettext("This is a demo, no message goes out. The code is %(code)s.") % {
            "code": code
        }
    messages.success(request, said)


def _done(request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane) -> HttpResponseBase:
    if request.method == "POST":
        return redirect(LANE, loaded.file.pk)
    return _screen(request, loaded, found, lane, Stop.DONE, agreement=found.agreement)


_SCREENS: dict[Stop, Callable[..., HttpResponseBase]] = {
    Stop.FIT: _fit, Stop.VEHICLES: _vehicles, Stop.LOSSES: _losses, Stop.SHARES: _shares,
    Stop.RULES: _rules, Stop.SHEET: _sheet, Stop.TERMS: _terms, Stop.SIGN: _sign, Stop.DONE: _done,
}  # fmt: skip


# Helpers -------------------------------------------------------------------------------------


def _two(loaded: Loaded) -> list[Any]:
    """The two who met: one of each side, fewer when nobody of a side is here any more."""
    firsts = (next((one for one in loaded.present if one.side == side), None) for side in BOTH)
    return [one for one in firsts if one is not None]


def _on(request: HttpRequest, loaded: Loaded, stop: Stop) -> HttpResponse:
    """Keep the time of a screen, ring where a bell is due, and go on."""
    bells = actions.mark(
        viewer=viewer_of(request), file_id=loaded.file.pk, stop=stop, now=timezone.now()
    )
    for one in bells:
        messages.warning(request, bell_words(one))
    return redirect(LANE, loaded.file.pk)


def _screen(
    request: HttpRequest, loaded: Loaded, found: Due, lane: OnLane, stop: Stop, *, form: Any = None,
    problem: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    context = {
        "file": loaded.file, "stop": stop.value, "due": found.mark(stop), "title": STOPS[stop], "form": form,
        "problem": problem, "back": BACK.get(stop, ""), "times": [(STOPS[one], at) for one, at in lane.times],
        **clock_words(lane.clock, timezone.now()), **more,
    }  # fmt: skip
    wrong = problem or (form is not None and form.errors)
    return render(request, "mediation/express.html", context, status=422 if wrong else 200)


def clock_words(clock: Clock, now: datetime) -> dict[str, Any]:
    """The clock as pages draw it."""
    return {
        "minutes": clock.minutes(now), "most": EXPRESS_MINUTES, "over": clock.over(now),
        "soon": clock.soon(now), "stopped": clock.stopped is not None,
        "ends": clock.ends.astimezone(calendar.zone()), "started": clock.started,
    }  # fmt: skip

"""When talks failed: papers for a court by a party's own will, and the way to legal aid."""

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
from maplebridge.organisations import public as organisations

from .. import actions, policy
from ..forms.court import AidDaysForm, AidForm, HandOverForm, SuitForm
from ..messages import cited
from ..messages.court import SUIT_PAPERS
from ..messages.legal_aid import AID_ASKS, MEANS
from ..models import AidWish, Handover, Party
from ..queries import court
from ..queries.access import Loaded
from ..rules.legal_aid import advise
from ..rules.parts import Side
from .docket import suit_initial, suit_words
from .pages import bound, done, form_page, loaded_for, read_or_send, signed_in, try_it, viewer_of

PAGE, AID = "mediation:suits", "mediation:aid"


def _insider(loaded: Loaded) -> bool:
    """A party, or whoever leads or keeps the books: the others have no part in a suit."""
    return bool(loaded.standing.own) or policy.may_write(loaded.standing)


@require_safe
@signed_in
def suits(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    loaded = loaded_for(request, casefile_id, left_too=True)
    if not _insider(loaded):
        raise Forbidden("mediation_not_yours")
    rows = court.handovers_for(loaded, writes=policy.may_write(loaded.standing))
    open_ = {one.party_id for one in rows if not one.outcome and one.taken_back_at is None}
    context = {
        "file": loaded.file, "rows": [_row(loaded, one) for one in rows],
        "left": loaded.standing.left_at is not None,
        "hands": [
            one for one in loaded.parties
            if _ended_for(loaded, one) and one.pk not in open_ and policy.may_sue_for(loaded.standing, one)
        ],
    }  # fmt: skip
    return render(request, "mediation/suits.html", context)


def _ended_for(loaded: Loaded, party: Party) -> bool:
    """Whether the talks are over for a party: they failed, or it left them."""
    return (loaded.file.failed or party.left_at is not None) and not loaded.file.emptied


def _row(loaded: Loaded, one: Handover) -> dict[str, Any]:
    live = one.taken_back_at is None and not one.outcome
    return {
        "row": one, **suit_words(one), "papers": [SUIT_PAPERS[paper] for paper in one.papers],
        "may_note": live and policy.may_act_alone(loaded.standing, one.party_id),
        "may_take": live and one.filed_on is None
        and policy.may_sue_for(loaded.standing, loaded.party(one.party_id)),
    }  # fmt: skip


@signed_in
@read_or_send
def hand_over(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id, left_too=True)
    party = loaded.party(party_id)
    if not policy.may_sue_for(loaded.standing, party):
        raise Forbidden("mediation_not_yours")
    courts = organisations.of_kind(organisations.OrganisationKind.COURT)
    claim = loaded.file.requests if party.side == Side.APPLICANT else ""
    form = bound(request, HandOverForm, courts=courts, initial={"claim": claim})
    if done(form, lambda: actions.hand_over(
        viewer=viewer, file_id=casefile_id, party_id=party_id, now=timezone.now(), **form.handed()
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Hand papers to a court"), button=gettext("Hand them over"),
        icon="paper", about=party.name, back=PAGE,
        lede=gettext("Only what you tick goes there. What was said to a mediator alone, offers and concessions never do. You can sue without this page too."),
    )  # fmt: skip


@signed_in
@require_POST
def take_back(request: HttpRequest, casefile_id: UUID, handover_id: UUID) -> HttpResponseBase:
    return try_it(
        request,
        redirect(PAGE, casefile_id),
        gettext("Taken back. The court does not read it any more."),
        lambda: actions.take_back_papers(
            viewer=viewer_of(request),
            file_id=casefile_id,
            handover_id=handover_id,
            now=timezone.now(),
        ),
    )


@signed_in
@read_or_send
def note_suit(request: HttpRequest, casefile_id: UUID, handover_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id, left_too=True)
    rows = court.handovers_for(loaded, writes=policy.may_write(loaded.standing))
    row = next((one for one in rows if one.pk == handover_id), None)
    if row is None:
        raise Missing("mediation_missing")
    if not policy.may_act_alone(loaded.standing, row.party_id):
        raise Forbidden("mediation_not_yours")
    form = bound(request, SuitForm, initial=suit_initial(row))
    if done(form, lambda: actions.note_suit(
        viewer=viewer, file_id=casefile_id, handover_id=handover_id, now=timezone.now(),
        **form.said(),
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("How far the case is"), button=gettext("Write it down"),
        icon="paper", about=row.party.name, back=PAGE,
    )  # fmt: skip


@signed_in
@read_or_send
def aid(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """Answers give reasons and articles at once, and are kept nowhere."""
    loaded = loaded_for(request, casefile_id, left_too=True)
    if not _insider(loaded):
        raise Forbidden("mediation_not_yours")
    form, context = bound(request, AidForm), dict[str, Any]()
    if form.is_bound and form.is_valid():
        found = advise(form.asks)
        context = {
            "advice": found, "means": MEANS[found.means],
            "reasons": [(AID_ASKS[one], cited(law)) for one, law in found.reasons],
        }  # fmt: skip
    wishes = {
        one.party_id: one
        for one in AidWish.objects.filter(file=loaded.file).select_related("party").order_by("id")
        if policy.sees_own_day(loaded.standing, one.party_id)
    }
    context |= {
        "file": loaded.file, "form": form, "wishes": list(wishes.values()),
        "asks": [
            one for one in loaded.parties
            if one.pk not in wishes and not one.is_body
            and policy.may_act_alone(loaded.standing, one.pk)
        ],
        "may": {one for one in wishes if policy.may_act_alone(loaded.standing, one)},
    }  # fmt: skip
    return render(request, "mediation/aid.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def want_aid(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    return try_it(
        request,
        redirect(AID, casefile_id),
        "",
        lambda: actions.want_aid(
            viewer=viewer_of(request), file_id=casefile_id, party_id=party_id, now=timezone.now()
        ),
    )


@signed_in
@read_or_send
def aid_days(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id, left_too=True)
    party = loaded.party(party_id)
    if not policy.may_act_alone(loaded.standing, party.pk):
        raise Forbidden("mediation_not_yours")
    made = AidWish.objects.filter(party=party).first()
    initial = {name: getattr(made, name) for name in AidDaysForm.base_fields} if made else {}
    form = bound(request, AidDaysForm, initial=initial)
    if done(form, lambda: actions.note_aid(
        viewer=viewer, file_id=casefile_id, party_id=party_id, now=timezone.now(),
        **form.cleaned_data,
    )):  # fmt: skip
        return redirect(AID, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Legal aid: the days"), button=gettext("Write it down"),
        icon="clock", about=party.name, back=AID,
    )  # fmt: skip

"""After the agreement: what is paid, what helps when it is not, the court, and visits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import files
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.values import Fen
from maplebridge.organisations import public as organisations

from .. import actions, policy, queries
from ..forms.court import ApplicationForm, AskCourtForm
from ..forms.talks import AppliedForm, PaidForm, VisitForm, fen
from ..messages.papers import TICKS
from ..messages.talks import MANNERS, STANDINGS
from ..models import Agreement, CourtConfirmation, FollowUp, PaidNote
from ..queries.access import Loaded
from ..queries.agreements import in_force
from ..queries.performing import Kept, kept_of
from ..rules.capitals import yuan
from ..rules.court import ANEW, Answer
from ..rules.instalments import Standing
from ..rules.lint import Manner
from ..rules.stages import Confirmation, State
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

PAGE = "mediation:kept"
TONES = {
    Standing.PAID: ("done", "check"),
    Standing.TO_COME: ("plain", "clock"),
    Standing.DUE: ("waiting", "clock"),
    Standing.GRACE: ("waiting", "clock"),
    Standing.LATE: ("late", "warn"),
}
VISITS_SHOWN = 50


@require_safe
@signed_in
def kept(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    loaded = loaded_for(request, casefile_id)
    found = _in_effect(loaded)
    rows = [_kept(loaded, one) for one in kept_of(found, today())]
    writes = policy.may_write(loaded.standing)
    visits = list(
        FollowUp.objects.filter(file=loaded.file)
        .select_related("party")
        .order_by("-id")[:VISITS_SHOWN]
    )
    context = {
        "file": loaded.file, "agreement": found, "rows": rows, "writes": writes,
        "late": any(one["late"] for one in rows) or loaded.file.stage is State.BREACHED,
        "court": _court(loaded, found), "before": _before(loaded, found),
        "visits": [(one, TICKS[one.performed], TICKS.get(one.content, "")) for one in visits]
        if writes else [],
    }  # fmt: skip
    return render(request, "mediation/kept.html", context)


@signed_in
@read_or_send
def paid(request: HttpRequest, casefile_id: UUID, payment_id: UUID) -> HttpResponseBase:
    loaded = loaded_for(request, casefile_id)
    payment = next((one for one in _in_effect(loaded).payments.all() if one.pk == payment_id), None)
    if payment is None:
        raise Missing("mediation_missing")
    form = bound(request, PaidForm, initial={"paid_on": today()})
    if done(form, lambda: _note(request, form, casefile_id, payment_id)):
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Something was paid"), button=gettext("Write it down"),
        icon="coin", back=PAGE,
        lede=gettext("It counts at once; the receiver is asked whether it came."),
    )  # fmt: skip


def _note(request: HttpRequest, form: PaidForm, casefile_id: UUID, payment_id: UUID) -> None:
    now, sent = timezone.now(), form.cleaned_data["proof"]
    proof = files.ingest(sent, kinds=("image", "pdf"), now=now) if sent else None
    actions.note_paid(
        viewer=viewer_of(request), file_id=casefile_id, payment_id=payment_id,
        amount=fen(form.cleaned_data["amount"]) or Fen(0), paid_on=form.cleaned_data["paid_on"],
        proof=proof, now=now,
    )  # fmt: skip


@signed_in
@require_POST
def came(request: HttpRequest, casefile_id: UUID, paid_id: UUID) -> HttpResponseBase:
    """The receiver says whether it came."""
    return try_it(
        request,
        redirect(PAGE, casefile_id),
        "",
        lambda: actions.answer_paid(
            viewer=viewer_of(request),
            file_id=casefile_id,
            paid_id=paid_id,
            came=request.POST.get("came") == "1",
            now=timezone.now(),
        ),
    )


@require_safe
@signed_in
def proof(request: HttpRequest, casefile_id: UUID, paid_id: UUID) -> HttpResponseBase:
    """The photo of a receipt, for those in the file."""
    loaded = loaded_for(request, casefile_id)
    notes = [one for row in kept_of(_in_effect(loaded), today()) for one in row.notes]
    found = next((one for one in notes if one.pk == paid_id and one.proof is not None), None)
    if found is None or found.proof is None:
        raise Missing("mediation_missing")
    return files.response(found.proof)


@signed_in
@read_or_send
def court(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """A party asks that the court confirms."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found, party = _in_effect(loaded), loaded.party(party_id)
    if not policy.may_say_for(loaded.standing, party.pk):
        raise Forbidden("mediation_not_yours")
    made = CourtConfirmation.objects.filter(agreement=found).first()
    others = {*made.asked_by} - {str(party.pk)} if made else set()
    asked = bool(others) and made is not None and not made.outcome
    courts = organisations.of_kind(organisations.OrganisationKind.COURT)
    form = bound(request, AskCourtForm, courts=courts)
    if asked:  # who asked first said where
        del form.fields["organisation"], form.fields["court"]
    if done(form, lambda: actions.ask_court(
        viewer=viewer, file_id=casefile_id, party_id=party_id,
        court=form.cleaned_data.get("court", ""), contact=form.cleaned_data["contact"],
        organisation_id=None if asked else form.organisation_id, now=timezone.now(),
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Ask a court to confirm"), button=gettext("I ask for it"),
        lede=gettext("It is free. When all parties asked, the application goes to the court within the thirty days. The court reads it, the agreement, and the minutes of the last joint session when all parties signed them; nothing else of the talks."),
        icon="paper", about=made.court if asked and made else party.name, back=PAGE,
    )  # fmt: skip


@signed_in
@require_POST
def court_back(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """A party takes back that it asked, before anything was handed in."""
    return try_it(
        request,
        redirect(PAGE, casefile_id),
        gettext("Taken back. Nothing goes to a court."),
        lambda: actions.take_asking_back(
            viewer=viewer_of(request), file_id=casefile_id, party_id=party_id, now=timezone.now()
        ),
    )


@signed_in
@read_or_send
def court_applied(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _writers_only(loaded)
    form = bound(request, AppliedForm, initial={"applied_on": today()})
    if done(form, lambda: actions.apply_to_court(
        viewer=viewer, file_id=casefile_id, applied_on=form.cleaned_data["applied_on"],
        now=timezone.now(),
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Handed in at the court"), button=gettext("Write it down"),
        icon="paper", back=PAGE,
    )  # fmt: skip


@signed_in
@read_or_send
def court_answer(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _writers_only(loaded)
    form = bound(request, ApplicationForm, answers=tuple(Answer), initial={"day": today()})
    if done(form, lambda: actions.court_answers(
        viewer=viewer, file_id=casefile_id, now=timezone.now(), **form.answered()
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("What the court said"), button=gettext("Write it down"),
        icon="paper", back=PAGE,
    )  # fmt: skip


@signed_in
@read_or_send
def visit(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _writers_only(loaded)
    form = bound(request, VisitForm, parties=loaded.parties, initial={"visited_on": today()})
    if done(form, lambda: _visit(viewer, form, casefile_id)):
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("A follow-up visit"), button=gettext("Write it down"),
        icon="heart", back=PAGE,
    )  # fmt: skip


def _visit(viewer: Any, form: VisitForm, casefile_id: UUID) -> None:
    data = {**form.cleaned_data}
    actions.visit(
        viewer=viewer,
        file_id=casefile_id,
        party_id=UUID(data.pop("party")),
        now=timezone.now(),
        **data,
    )


def _writers_only(loaded: Loaded) -> None:
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")


def _in_effect(loaded: Loaded) -> Agreement:
    found = in_force(loaded.file)
    if not policy.reads_agreement(loaded.standing) or found is None:
        raise Missing("mediation_missing")
    return found


def _kept(loaded: Loaded, one: Kept) -> dict[str, Any]:
    own = loaded.standing.settles
    receives = one.payment.payee_id in own or policy.mediates(loaded.standing)
    lines = [
        {
            "number": line.part.number, "due_on": line.part.due_on, "sum": yuan(line.part.amount),
            "paid": yuan(line.paid), "part": 0 < line.paid < line.part.amount,
            "words": STANDINGS[line.standing],
            "tone": TONES[line.standing][0], "icon": TONES[line.standing][1],
        }
        for line in one.account.lines
    ]  # fmt: skip
    return {
        "payment": one.payment, "payer": one.payment.payer.name, "lines": lines,
        "manner": MANNERS[Manner(one.payment.manner)] if one.payment.manner else "", "sum": yuan(Fen(one.payment.amount_fen)),
        "due": yuan(one.account.due) if one.account.due else "", "rest": yuan(one.account.rest), "open": bool(one.account.rest),
        "all_due": one.account.all_due, "over": yuan(one.account.over) if one.account.over else "",
        "late": any(line.standing is Standing.LATE for line in one.account.lines),
        "notes": [
            {"note": note, "sum": yuan(Fen(note.amount_fen)),
             "asks": receives and note.confirmed_at is None and note.denied_at is None}
            for note in one.notes
        ],
        "may_note": bool(own & {one.payment.payer_id, one.payment.payee_id})
        or policy.may_write(loaded.standing),
    }  # fmt: skip


def _before(loaded: Loaded, found: Agreement) -> list[tuple[str, str, PaidNote]]:
    """What was paid under an agreement by word of mouth that one in writing replaced."""
    if found.number == loaded.file.reference:  # the first of this file
        return []
    notes = PaidNote.objects.filter(
        payment__agreement__file=loaded.file, payment__agreement__oral=True, denied_at__isnull=True
    )
    rows = notes.select_related("payment__payer").order_by("-paid_on", "-id")[:VISITS_SHOWN]
    return [(one.payment.payer.name, yuan(Fen(one.amount_fen)), one) for one in rows]


def _court(loaded: Loaded, found: Agreement) -> dict[str, Any]:
    made = CourtConfirmation.objects.filter(agreement=found).first()
    asked = set(made.asked_by) if made else set()
    last = queries.last_to_ask(loaded.file, queries.days_of(timezone.now()))
    open_ = last is not None and today() <= last
    anew = made is not None and bool(made.outcome) and Confirmation(made.outcome) in ANEW
    asked = set() if anew else asked
    applied = made is not None and made.applied_on is not None and not anew
    return {
        "made": made, "last": last, "open": open_,
        "rows": [
            {"party": one, "asked": str(one.pk) in asked,
             "may": open_ and not applied and (str(one.pk) not in asked or len(asked) == 1)
             and policy.may_say_for(loaded.standing, one.pk),
             "may_back": not applied and str(one.pk) in asked
             and policy.may_leave_for(loaded.standing, one)}
            for one in loaded.present
        ],
        "anew": anew,
        "ready": made is not None and not anew and not applied and all(str(one.pk) in asked for one in loaded.present),
        "waits": applied and made is not None and not made.outcome,
    }  # fmt: skip

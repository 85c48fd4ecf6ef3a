"""The agreement: written, doubted, signed, sealed, and taken along as PDF or as a file to edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import files
from maplebridge.core.documents.blocks import Text
from maplebridge.core.documents.office import DOCX_TYPE, write_docx
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy
from ..forms.talks import (
    MediatorSignForm,
    PaperSignForm,
    PayForm,
    SignForm,
    WordsOfDraftForm,
)
from ..messages.talks import in_words
from ..models import Agreement
from ..queries.access import Loaded
from ..queries.agreements import agreement_of, doubts_of, in_force, paper_of, places, shown_to
from ..rules.lint import Doubt
from ..rules.talks import DRAFTING
from .guiding import wordings
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

PAGE = "mediation:agreement"


@require_safe
@signed_in
def agreement(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """The agreement as it stands: its words, what is doubted, who still signs."""
    return _page(request, loaded_for(request, casefile_id), {}, "")


def _page(
    request: HttpRequest, loaded: Loaded, answers: Mapping[str, str], problem: str
) -> HttpResponse:
    """`answers` are those that were typed to doubts, `problem` why they were not taken."""
    found = shown_to(loaded)
    mediates = policy.mediates(loaded.standing)
    if not policy.reads_agreement(loaded.standing):
        raise Forbidden("mediation_not_yours")
    context: dict[str, Any] = {
        "file": loaded.file, "agreement": found, "mediates": mediates, "problem": problem,
        "drafting": mediates and loaded.file.stage in DRAFTING,
    }  # fmt: skip
    if found is not None and (mediates or found.state != "draft"):
        doubts = doubts_of(loaded, found, today()) if found.state == "draft" else ()
        signing = [_place(loaded, one, mediates) for one in places(loaded, found)]
        context |= {
            "paper": paper_of(loaded, found, get_language() or "zh-hans"),
            "payments": list(found.payments.all()), "places": signing,
            "doubts": [doubt_in_words(one, answers.get(one.key, "")) for one in doubts],
            "stops": any(one.stops for one in doubts),
            "complete": all(one["signature"] for one in signing),
        }  # fmt: skip
    return render(request, "mediation/agreement.html", context, status=422 if problem else 200)


@signed_in
@read_or_send
def write_words(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _mediators_only(loaded)
    found = agreement_of(loaded.file)
    initial = WordsOfDraftForm.kept(found, loaded.file.facts)
    if found is not None and found.state == "in_effect":  # by word of mouth; now in writing
        initial["oral"] = False
    if more := wordings(request):
        initial["clauses"] = f"{initial.get('clauses', '')}\n{more}".strip()
    form = bound(request, WordsOfDraftForm, parties=loaded.present, initial=initial)
    if done(form, lambda: actions.write_draft(
        viewer=viewer, file_id=casefile_id, words=form.said(), oral=form.cleaned_data["oral"],
        now=timezone.now(),
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Words of the agreement"), button=gettext("Save"),
        icon="edit", back=PAGE,
    )  # fmt: skip


@signed_in
@read_or_send
def add_payment(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _mediators_only(loaded)
    form = bound(request, PayForm, parties=loaded.present)
    if done(form, lambda: actions.add_payment(
        viewer=viewer, file_id=casefile_id, paying=form.paying(), now=timezone.now()
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Add a payment"), button=gettext("Add a payment"), icon="coin",
        back=PAGE,
    )  # fmt: skip


@signed_in
@require_POST
def drop_payment(request: HttpRequest, casefile_id: UUID, payment_id: UUID) -> HttpResponseBase:
    return try_it(
        request,
        redirect(PAGE, casefile_id),
        gettext("Taken out."),
        lambda: actions.drop_payment(
            viewer=viewer_of(request),
            file_id=casefile_id,
            payment_id=payment_id,
            now=timezone.now(),
        ),
    )


@signed_in
@require_POST
def fix_words(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    answers = answers_in(request)
    try:
        actions.fix_words(
            viewer=viewer_of(request), file_id=casefile_id, answers=answers, now=timezone.now()
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        return _page(request, loaded_for(request, casefile_id), answers, broken.sentence)
    messages.success(request, gettext("The words stand still now and can be signed."))
    return redirect(PAGE, casefile_id)


def answers_in(request: HttpRequest) -> dict[str, str]:
    """What was typed to doubts: why each may stay."""
    return {
        name.removeprefix("why-"): str(why)
        for name, why in request.POST.items()
        if name.startswith("why-")
    }


@signed_in
@require_POST
def reopen_words(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    thanks = gettext("The words can be changed. Whoever signed signs anew.")
    return try_it(
        request,
        redirect(PAGE, casefile_id),
        thanks,
        lambda: actions.reopen_words(
            viewer=viewer_of(request), file_id=casefile_id, now=timezone.now()
        ),
    )


# Signing -------------------------------------------------------------------------------------


@signed_in
@read_or_send
def sign(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """The words once more in full, then name, code and drawing."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    party, found = loaded.party(party_id), _signing(loaded)
    handed = party.pk not in loaded.standing.settles
    if handed and not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")
    form = bound(request, SignForm)
    if done(form, lambda: actions.sign(
        viewer=viewer, file_id=casefile_id, party_id=party_id, now=timezone.now(),
        **form.cleaned_data,
    )):  # fmt: skip
        messages.success(request, gettext("Signed. Thank you."))
        return redirect(PAGE, casefile_id)
    context = {
        "file": loaded.file, "party": party, "handed": handed, "form": form, "agreement": found,
        "paper": paper_of(loaded, found, get_language() or "zh-hans"),
        "sent": found.codes.filter(party=party).first(),
    }  # fmt: skip
    return render(request, "mediation/sign.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def send_code(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    try:
        code = actions.send_code(
            viewer=viewer_of(request), file_id=casefile_id, party_id=party_id, now=timezone.now()
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        words = gettext("The code is on its way.")
        if code:
            words = gettext("This is a demo, no message goes out. The code is %(code)s.")
        messages.success(request, words % {"code": code})
    return redirect("mediation:sign", casefile_id, party_id)


@signed_in
@read_or_send
def sign_on_paper(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    loaded = loaded_for(request, casefile_id)
    _mediators_only(loaded)
    party = loaded.party(party_id)
    form = bound(request, PaperSignForm)
    if done(form, lambda: _keep_scan(request, form, casefile_id, party_id)):
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Signed on paper"), button=gettext("Keep it"),
        lede=gettext("Print the agreement, let it be signed, sealed or printed with a finger, and take a photo."),
        icon="camera", about=party.name, back=PAGE,
    )  # fmt: skip


def _keep_scan(
    request: HttpRequest, form: PaperSignForm, casefile_id: UUID, party_id: UUID
) -> None:
    now = timezone.now()
    scan = files.ingest(form.cleaned_data["scan"], kinds=("image", "pdf"), now=now)
    actions.sign_on_paper(
        viewer=viewer_of(request), file_id=casefile_id, party_id=party_id,
        name=form.cleaned_data["name"], scan=scan, now=now,
    )  # fmt: skip


@require_safe
@signed_in
def scan(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """The scan of the paper that a party signed, for those who read the agreement."""
    loaded = loaded_for(request, casefile_id)
    found = shown_to(loaded)
    signed = [] if found is None else [one for one in found.signatures.all() if one.paper]
    kept = next((one.paper for one in signed if one.party_id == party_id), None)
    if kept is None or not policy.reads_agreement(loaded.standing):
        raise Missing("mediation_missing")
    return files.response(kept)


@signed_in
@read_or_send
def sign_as_mediator(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _mediators_only(loaded)
    found = _signing(loaded)
    form = bound(request, MediatorSignForm)
    if done(form, lambda: actions.sign_as_mediator(
        viewer=viewer, file_id=casefile_id, strokes=form.cleaned_data["strokes"], now=timezone.now()
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    context = {
        "file": loaded.file, "party": None, "form": form, "agreement": found,
        "paper": paper_of(loaded, found, get_language() or "zh-hans"),
    }  # fmt: skip
    return render(request, "mediation/sign.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def put_into_effect(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    thanks = gettext("The agreement is in effect and its paper is sealed.")
    return try_it(
        request,
        redirect(PAGE, casefile_id),
        thanks,
        lambda: actions.put_into_effect(
            viewer=viewer_of(request),
            file_id=casefile_id,
            language=get_language() or "zh-hans",
            now=timezone.now(),
        ),
    )


@require_safe
@signed_in
def agreement_pdf(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """The sealed paper; made anew where the first try failed."""
    loaded = loaded_for(request, casefile_id)
    found = _in_effect(loaded)
    if found.document is None:
        found = actions.seal(
            viewer=viewer_of(request), file_id=casefile_id, language=get_language() or "zh-hans",
            now=timezone.now(),
        )  # fmt: skip
    assert found.document is not None
    try:
        answer = files.response(found.document.file)
    except FileNotFoundError:  # its words went with those of the file
        raise Missing("mediation_missing") from None
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


@require_safe
@signed_in
def agreement_docx(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """A copy to edit in an office program. Its first line says that it is not the sealed paper."""
    loaded = loaded_for(request, casefile_id)
    found = shown_to(loaded)
    if found is None or not policy.reads_agreement(loaded.standing):
        raise Missing("mediation_missing")
    if found.state == "draft" and not policy.mediates(loaded.standing):
        raise Missing("mediation_missing")
    paper = paper_of(loaded, found, get_language() or "zh-hans")
    warning = Text(
        gettext("A copy to edit. What is signed and sealed is the PDF alone."), aside=True
    )
    body = write_docx(replace(paper, blocks=(warning, *paper.blocks)))
    answer = HttpResponse(body, content_type=DOCX_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.docx"'
    return answer


def _mediators_only(loaded: Loaded) -> None:
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")


def _signing(loaded: Loaded) -> Agreement:
    found = agreement_of(loaded.file)
    if found is None or found.state != "signing":
        raise RuleBroken("agreement_not_signing")
    return found


def _in_effect(loaded: Loaded) -> Agreement:
    found = in_force(loaded.file)
    if not policy.reads_agreement(loaded.standing) or found is None:
        raise Missing("mediation_missing")
    return found


def doubt_in_words(one: Doubt, answer: str) -> dict[str, Any]:
    said = in_words(one)
    return {
        "key": one.key, "what": said.what, "cure": said.cure, "article": one.article,
        "stops": one.stops, "number": one.number, "part": one.part, "answer": answer,
    }  # fmt: skip


def _place(loaded: Loaded, one: Any, mediates: bool) -> dict[str, Any]:
    own = one.party is not None and one.party.pk in loaded.standing.settles
    return {
        "party": one.party, "name": one.name, "signature": one.signature, "own": own,
        "may_sign": one.signature is None and (own or mediates),
        "may_scan": one.signature is None and mediates and one.party is not None,
    }  # fmt: skip

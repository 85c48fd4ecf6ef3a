"""Every step on the way to an answer: one small form, one action, back to the matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy, queries
from ..forms import (
    AcceptForm,
    AnswerForm,
    AssignForm,
    ContactForm,
    DisputeForm,
    DuplicateForm,
    RateForm,
    RecourseForm,
    ReferForm,
    ReturnForm,
    SuspendForm,
    TriageForm,
    WithdrawForm,
    WordsForm,
    ingest,
)
from ..models import Matter
from ..rules.states import State, Verb
from . import wordings
from .reading import matter_page
from .wording import receipt_of, signed_in, signed_in_or_receipt, viewer_of


def _take(
    request: HttpRequest,
    matter_id: UUID,
    verb: Verb,
    form: Form,
    act: Callable[[dict[str, Any], list[UUID]], object],
    thanks: str,
) -> HttpResponse:
    """Run the action of a valid form; a broken rule shows the page again with all words kept.

    Photos are looked at only for a step that is allowed now; otherwise the action says why not.
    """
    receipt_hash = receipt_of(request, matter_id)
    matter = queries.get_matter(viewer_of(request), matter_id, receipt_hash)
    standing = policy.standing_of(viewer_of(request), matter, receipt_hash)
    allowed = policy.allows(standing, State(matter.state), verb)
    if form.is_valid():
        try:
            data = form.cleaned_data
            photos = data.get("photos") or [] if allowed else []
            act(data, ingest(photos, [], timezone.now()))
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, thanks)
            return _onward(request, matter_id)
    return matter_page(request, matter_id, FORMS.get(verb, verb.value), form)


FORMS = {
    Verb.ADD_WORDS: "words",
    Verb.MARK_DUPLICATE: "duplicate",
    Verb.NAME_RECOURSE: "recourse",
}
"""The names of forms that are not the verb's own."""


def _onward(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """To the matter, or to the inbox when it was handed on to a place that the viewer cannot see."""
    try:
        queries.get_matter(viewer_of(request), matter_id, receipt_of(request, matter_id))
    except Missing:
        return redirect("matters:inbox")
    return redirect("matters:show", matter_id)


def _common(request: HttpRequest, matter_id: UUID) -> dict[str, Any]:
    return {"viewer": viewer_of(request), "matter_id": matter_id, "now": timezone.now()}


@require_POST
@signed_in
def accept(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = AcceptForm(request.POST, prefix="accept")
    return _take(
        request, matter_id, Verb.ACCEPT, form,
        lambda data, _: actions.accept(**_common(request, matter_id), text=data["text"]),
        gettext("You took the matter on. The resident can see that."),
    )  # fmt: skip


@require_POST
@signed_in
def answer(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    viewer = viewer_of(request)
    matter = queries.get_matter(viewer, matter_id)
    helpers = [(h.person_id, "") for h in queries.helpers_of(matter)]
    form = AnswerForm(request.POST, request.FILES, prefix="answer", helpers=helpers)
    return _take(
        request, matter_id, Verb.ANSWER, form,
        lambda data, photos: _answer(request, matter, data, photos),
        gettext("The answer was sent. The resident can rate it now."),
    )  # fmt: skip


def _answer(request: HttpRequest, matter: Matter, data: dict[str, Any], photos: list[UUID]) -> None:
    """A wording for one end is not sent for another; with words of one's own it is no template."""
    ending = wordings.mismatch(data["template"], matter, data["code"], data["text"])
    if ending is not None:
        raise RuleBroken("template_mismatch", ending=ending)
    actions.answer(
        **_common(request, matter.pk),
        text=data["text"], code=data["code"], photos=photos, helpers=data["helpers"], left=data["left"],
    )  # fmt: skip


@require_POST
@signed_in
def refer(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = ReferForm(request.POST, prefix="refer")
    return _take(
        request, matter_id, Verb.REFER, form,
        lambda data, _: actions.refer(
            **_common(request, matter_id), place_id=data["place"], reason=data["text"]
        ),
        gettext("The matter was handed on, with your reason."),
    )  # fmt: skip


@require_POST
@signed_in
def triage(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = TriageForm(request.POST, prefix="triage")
    return _take(
        request, matter_id, Verb.TRIAGE, form,
        lambda data, _: actions.triage(
            **_common(request, matter_id), category=data["category"], text=data["text"]
        ),
        gettext("The kind was set. The deadlines are those of this kind."),
    )  # fmt: skip


@require_POST
@signed_in
def return_(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = ReturnForm(request.POST, request.FILES, prefix="return")
    return _take(
        request, matter_id, Verb.RETURN, form,
        lambda data, photos: actions.return_(
            **_common(request, matter_id),
            reason=data["reason"], text=data["text"], photos=photos,
        ),
        gettext("The matter was handed back. Those above decide where it belongs."),
    )  # fmt: skip


@require_POST
@signed_in
def assign(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = AssignForm(request.POST, prefix="assign")
    return _take(
        request, matter_id, Verb.ASSIGN, form,
        lambda data, _: actions.assign(
            **_common(request, matter_id), place_id=data["place"], reason=data["text"]
        ),
        gettext("Decided. All concerned can read your reason."),
    )  # fmt: skip


@require_POST
@signed_in
def start(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = AcceptForm(request.POST, prefix="start")
    return _take(
        request, matter_id, Verb.START, form,
        lambda data, _: actions.start(**_common(request, matter_id), text=data["text"]),
        gettext("The resident can see now that work has begun."),
    )  # fmt: skip


@require_POST
@signed_in
def suspend(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = SuspendForm(request.POST, prefix="suspend")
    return _take(
        request, matter_id, Verb.SUSPEND, form,
        lambda data, _: actions.suspend(
            **_common(request, matter_id),
            reason=data["reason"], text=data["text"], until=data["until"],
        ),
        gettext("The matter rests until that morning. The resident can read why."),
    )  # fmt: skip


@require_POST
@signed_in
def resume(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = AcceptForm(request.POST, prefix="resume")
    return _take(
        request, matter_id, Verb.RESUME, form,
        lambda data, _: actions.resume(**_common(request, matter_id), text=data["text"]),
        gettext("Work goes on; what was left of the time is left again."),
    )  # fmt: skip


@require_POST
@signed_in
def duplicate(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = DuplicateForm(request.POST, prefix="duplicate")
    return _take(
        request, matter_id, Verb.MARK_DUPLICATE, form,
        lambda data, _: actions.mark_duplicate(
            **_common(request, matter_id), of_reference=data["reference"]
        ),
        gettext("The matter was closed; it points to the earlier one."),
    )  # fmt: skip


@require_POST
@signed_in
def contact(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """Show the contact once, on the answer to this very form; the reason is logged."""
    form = ContactForm(request.POST, prefix="contact")
    if not form.is_valid():
        return matter_page(request, matter_id, "contact", form)
    try:
        card = actions.see_contact(
            **_common(request, matter_id), reason=form.cleaned_data["reason"]
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.sentence)
        return matter_page(request, matter_id, "contact", form)
    given = isinstance(card, actions.GivenContact)
    context = {"card": card, "matter_id": matter_id, "given": given}
    return render(request, "matters/contact.html", context)


@require_POST
@signed_in_or_receipt
def add_words(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = WordsForm(request.POST, request.FILES, prefix="words")
    return _take(
        request, matter_id, Verb.ADD_WORDS, form,
        lambda data, photos: actions.add_words(
            **_common(request, matter_id), text=data["text"], photos=photos, id=data["id"],
            recourse=data["recourse"], asks=data["asks"], receipt_hash=receipt_of(request, matter_id),
        ),
        gettext("Your words were added."),
    )  # fmt: skip


@require_POST
@signed_in_or_receipt
def rate(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = RateForm(request.POST, prefix="rate")
    return _take(
        request, matter_id, Verb.RATE, form,
        lambda data, _: actions.rate(
            **_common(request, matter_id),
            stars=int(data["stars"]), solved=data["solved"] == "yes", text=data["text"],
            reasons=data["reasons"], receipt_hash=receipt_of(request, matter_id),
        ),
        gettext("Thank you for your rating. The matter is closed."),
    )  # fmt: skip


@require_POST
@signed_in_or_receipt
def dispute(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = DisputeForm(request.POST, prefix="dispute")
    return _take(
        request, matter_id, Verb.DISPUTE, form,
        lambda data, _: actions.dispute(
            **_common(request, matter_id), reason=data["text"], recourse=data["recourse"],
            receipt_hash=receipt_of(request, matter_id),
        ),
        gettext("The matter is open again and has new deadlines."),
    )  # fmt: skip


@require_POST
@signed_in_or_receipt
def withdraw(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = WithdrawForm(request.POST, prefix="withdraw")
    return _take(
        request, matter_id, Verb.WITHDRAW, form,
        lambda data, _: actions.withdraw(
            **_common(request, matter_id), reason=data["text"],
            receipt_hash=receipt_of(request, matter_id),
        ),
        gettext("You took the matter back."),
    )  # fmt: skip


@require_POST
@signed_in_or_receipt
def recourse(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = RecourseForm(request.POST, prefix="recourse")
    return _take(
        request, matter_id, Verb.NAME_RECOURSE, form,
        lambda data, _: actions.name_recourse(
            **_common(request, matter_id), kind=data["kind"], text=data["text"],
            receipt_hash=receipt_of(request, matter_id),
        ),
        gettext("Noted. It hinders nothing; go on there as you think right."),
    )  # fmt: skip


@require_POST
@signed_in_or_receipt
def end_recourse(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    form = AcceptForm(request.POST, prefix="recourse-over")
    return _take(
        request, matter_id, Verb.END_RECOURSE, form,
        lambda data, _: actions.end_recourse(
            **_common(request, matter_id), text=data["text"],
            receipt_hash=receipt_of(request, matter_id),
        ),
        gettext("Noted. The time that was left runs on."),
    )  # fmt: skip


@require_POST
@signed_in
def take_part(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    return _take(
        request, matter_id, Verb.TAKE_PART, Form(request.POST),
        lambda _data, _photos: actions.take_part(**_common(request, matter_id)),
        gettext("Thank you for helping. The handler will confirm it."),
    )  # fmt: skip

"""Every step on the way to an answer: one small form, one action, back to the matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
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
from .wording import View, receipt_of, signed_in, signed_in_or_receipt, viewer_of


@dataclass(frozen=True, slots=True)
class Way:
    """How one step is taken: what is asked, what is done with it, and what is said then.

    `takes` names the argument of the action for each field. A step of the reporter is open to who
    holds the receipt. `silent` is said instead of `thanks` where nobody wrote a word.
    """

    form: Callable[..., Form]
    act: Callable[..., object]
    takes: Mapping[str, str]
    thanks: Any
    silent: Any = ""
    photos: bool = False
    by_reporter: bool = False
    name: str = ""
    """Of the form on the page, where it is not the verb's own."""
    prefix: str = ""
    """Of its fields, where it is not the name."""


_TEXT = {"text": "text"}

WAYS = {
    Verb.ACCEPT: Way(
        AcceptForm, actions.accept, _TEXT,
        _("You took the matter on. Your words count as the first answer."),
        silent=_("You took the matter on, and the resident can see that. The first answer is not given yet."),
    ),
    Verb.REFER: Way(
        ReferForm, actions.refer, {"place": "place_id", "text": "reason"},
        _("The matter was handed on, with your reason."),
    ),
    Verb.TRIAGE: Way(
        TriageForm, actions.triage, {"category": "category", "text": "text", "longer": "longer"},
        _("The kind was set. No promise becomes longer by it unless somebody above says so."),
    ),
    Verb.RETURN: Way(
        ReturnForm, actions.return_, {"reason": "reason", "text": "text"},
        _("The matter was handed back. Those above decide where it belongs."), photos=True,
    ),
    Verb.ASSIGN: Way(
        AssignForm, actions.assign, {"place": "place_id", "text": "reason"},
        _("Decided. All concerned can read your reason."),
    ),
    Verb.START: Way(
        AcceptForm, actions.start, _TEXT, _("The resident can see now that work has begun.")
    ),
    Verb.SUSPEND: Way(
        SuspendForm, actions.suspend, {"reason": "reason", "text": "text", "until": "until"},
        _("The matter rests until that morning. The resident can read why."),
    ),
    Verb.RESUME: Way(
        AcceptForm, actions.resume, _TEXT,
        _("Work goes on; what was left of the time is left again."),
    ),
    Verb.MARK_DUPLICATE: Way(
        DuplicateForm, actions.mark_duplicate, {"reference": "of_reference"},
        _("The matter was closed; it points to the earlier one."), name="duplicate",
    ),
    Verb.ADD_WORDS: Way(
        WordsForm, actions.add_words,
        {"text": "text", "id": "id", "recourse": "recourse", "asks": "asks"},
        _("Your words were added."), photos=True, by_reporter=True, name="words",
    ),
    Verb.RATE: Way(
        RateForm, actions.rate,
        {"stars": "stars", "solved": "solved", "text": "text", "reasons": "reasons"},
        _("Thank you for your rating. The matter is closed."), by_reporter=True,
    ),
    Verb.DISPUTE: Way(
        DisputeForm, actions.dispute, {"text": "reason", "recourse": "recourse"},
        _("The matter is open again and has new deadlines."), by_reporter=True,
    ),
    Verb.NAME_RECOURSE: Way(
        RecourseForm, actions.name_recourse, {"kind": "kind", "text": "text"},
        _("Noted. It hinders nothing; go on there as you think right."),
        by_reporter=True, name="recourse",
    ),
    Verb.END_RECOURSE: Way(
        AcceptForm, actions.end_recourse, _TEXT, _("Noted. The time that was left runs on."),
        by_reporter=True, prefix="recourse-over",
    ),
    Verb.WITHDRAW: Way(
        WithdrawForm, actions.withdraw, {"text": "reason"},
        _("You took the matter back."), by_reporter=True,
    ),
    Verb.TAKE_PART: Way(
        Form, actions.take_part, {}, _("Thank you for helping. The handler will confirm it.")
    ),
}  # fmt: skip


def _view(verb: Verb) -> View:
    way = WAYS[verb]
    let_in: Callable[[View], View] = signed_in_or_receipt if way.by_reporter else signed_in

    @require_POST
    @let_in
    def taken(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
        form = way.form(request.POST, request.FILES, prefix=way.prefix or way.name or verb.value)

        def act(data: dict[str, Any], photos: list[UUID]) -> None:
            sent = {argument: data[field] for field, argument in way.takes.items()}
            sent |= {"photos": photos} if way.photos else {}
            sent |= {"receipt_hash": receipt_of(request, matter_id)} if way.by_reporter else {}
            way.act(**_common(request, matter_id), **sent)

        return _take(request, matter_id, verb, way, form, act)

    return taken


accept = _view(Verb.ACCEPT)
refer = _view(Verb.REFER)
triage = _view(Verb.TRIAGE)
return_ = _view(Verb.RETURN)
assign = _view(Verb.ASSIGN)
start = _view(Verb.START)
suspend = _view(Verb.SUSPEND)
resume = _view(Verb.RESUME)
duplicate = _view(Verb.MARK_DUPLICATE)
add_words = _view(Verb.ADD_WORDS)
rate = _view(Verb.RATE)
recourse = _view(Verb.NAME_RECOURSE)
end_recourse = _view(Verb.END_RECOURSE)
dispute = _view(Verb.DISPUTE)
withdraw = _view(Verb.WITHDRAW)
take_part = _view(Verb.TAKE_PART)


def _take(
    request: HttpRequest,
    matter_id: UUID,
    verb: Verb,
    way: Way,
    form: Form,
    act: Callable[[dict[str, Any], list[UUID]], None],
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
            spoke = data.get("text") or not way.silent or matter.first_answered_at
            messages.success(request, way.thanks if spoke else way.silent)
            return _onward(request, matter_id)
    return matter_page(request, matter_id, way.name or verb.value, form)


def _onward(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """To the matter, or to the inbox when it was handed on to a place that the viewer cannot see."""
    try:
        queries.get_matter(viewer_of(request), matter_id, receipt_of(request, matter_id))
    except Missing:
        return redirect("matters:inbox")
    return redirect("matters:show", matter_id)


def _common(request: HttpRequest, matter_id: UUID) -> dict[str, Any]:
    return {"viewer": viewer_of(request), "matter_id": matter_id, "now": timezone.now()}


ANSWERING = Way(
    AnswerForm, actions.answer, {}, _("The answer was sent. The resident can rate it now.")
)


@require_POST
@signed_in
def answer(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """The one step that needs to know the matter before its form is read: who says they helped."""
    matter = queries.get_matter(viewer_of(request), matter_id)
    helpers = [(h.person_id, "") for h in queries.helpers_of(matter)]
    form = AnswerForm(request.POST, request.FILES, prefix="answer", helpers=helpers)

    def act(data: dict[str, Any], photos: list[UUID]) -> None:
        _answer(request, matter, data, photos)

    return _take(request, matter_id, Verb.ANSWER, ANSWERING, form, act)


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
def contact(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """Show the contact once, on the answer to this very form; the reason is logged."""
    form = ContactForm(request.POST, prefix="contact")
    if form.is_valid():
        try:
            card = actions.see_contact(
                **_common(request, matter_id), reason=form.cleaned_data["reason"]
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            given = isinstance(card, actions.GivenContact)
            context = {"card": card, "matter_id": matter_id, "given": given}
            return render(request, "matters/contact.html", context)
    return matter_page(request, matter_id, "contact", form)

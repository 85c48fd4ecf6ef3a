"""The operator's console: one page for one call, worked from top to bottom with the keyboard."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..actions import Report
from ..actions import calling as actions
from ..forms.calling import CallForm
from ..forms.questions import QuestionsForm
from ..queries.calling import History, history
from ..queries.knowledge import perhaps
from ..rules import receipts
from .joining import likely_twins_of
from .questions import answers_in, questions_in
from .reporting import kinds_for, places_for
from .spots import map_context
from .wording import lines, remember_receipt, signed_in, viewer_of

NUMBER_DIGITS = 11
LOOKED_SALT = "maplebridge.matters.console"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def console(request: HttpRequest) -> HttpResponseBase:
    """Everything but “Dispatch” looks again at what was typed and keeps it."""
    viewer, now = viewer_of(request), timezone.now()
    if not policy.may_take_calls(viewer):
        raise Forbidden("console_not_yours")
    if request.method != "POST":
        form = CallForm(initial={"began": now.isoformat()})
        return _page(request, viewer, form, None)
    form = CallForm(request.POST)
    looks = "dispatch" not in request.POST
    asked = questions_in(request.POST, judged=not looks)
    valid = form.is_valid()
    if looks or not valid or (asked is not None and not asked.is_valid()):
        return _page(request, viewer, form, asked, 200 if looks else 422)
    try:
        made = actions.dispatch(
            viewer=viewer, sent=_report(request, form), began_at=_instant(form, now),
            number=_number(form), now=now,
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, ValidationError(broken.sentence, broken.code))
        return _page(request, viewer, form, asked, 422)
    if made.receipt:
        remember_receipt(request, made.matter.pk, receipts.hash_of(made.receipt))
    return redirect("matters:sent", made.matter.pk)


def _report(request: HttpRequest, form: CallForm) -> Report:
    data = form.cleaned_data
    return Report(
        id=data["id"],
        words=data["words"],
        category=data["category"],
        place_id=data["place"],
        lon=data["lon"],
        lat=data["lat"],
        place_text=data["place_text"],
        reporter_id=data["reporter"],
        attributes=answers_in(request.POST),
        sorts=True,
    )


def _number(form: CallForm) -> str:
    """Where the caller agreed to be written to; "" when they did not."""
    data = form.cleaned_data
    return (data["number"] or data["caller"]).strip() if data["texts"] else ""


def _instant(form: CallForm, now: datetime) -> datetime:
    try:
        began = datetime.fromisoformat(form.cleaned_data["began"])
    except ValueError:
        return now
    return began if began.tzinfo else now


def _page(
    request: HttpRequest,
    viewer: Viewer,
    form: CallForm,
    asked: QuestionsForm | None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    words, kind = str(form["words"].value() or ""), str(form["category"].value() or "")
    searched, chosen = request.POST.get("place_search", "")[:60], str(form["place"].value() or "")
    caller = str(form["caller"].value() or "")[:100]
    known, token = _history(request, viewer, form, now)
    callers = queries.residents_for(viewer, caller) if caller.strip() else []
    today = calendar.today(now)
    office = max(viewer.posts, key=lambda post: len(post.path), default=None)
    context: dict[str, Any] = {
        "form": form,
        "callers": callers,
        "typed_caller": caller,
        "caller": str(form["reporter"].value() or "") or _matched(request, caller, callers),
        "history": lines(known.rows, queries.catalogue(today), now) if known else [],
        "known": known,
        "looked": token,
        "asks": bool(words.strip()),
        "place_search": searched,
        "found": places_for(searched, chosen),
        "chosen": chosen,
        **map_context(form, chosen, office.place_id if office else None),
        **kinds_for(words[:500], kind, anonymous=not form["reporter"].value(), works=True),
        "questions": asked,
        "twins": likely_twins_of(request, viewer) if words.strip() else [],
        "perhaps": perhaps(
            words[:500], path=office.path if office else "", today=today, inside=True
        ),
    }
    return render(request, "matters/console.html", context, status=status)


def _matched(request: HttpRequest, typed: str, callers: list[queries.Whom]) -> str:
    """The only one with the whole number that was typed; "" when the last look offered them already.

    Who was offered and not taken is not pressed on the operator again.
    """
    whole = sum(sign.isdigit() for sign in typed) >= NUMBER_DIGITS
    if len(callers) != 1 or not whole or typed == request.POST.get("matched", ""):
        return ""
    return str(callers[0].id)


def _history(
    request: HttpRequest, viewer: Viewer, form: CallForm, now: datetime
) -> tuple[History | None, str]:
    """The chosen caller's matters, once they agreed. Logged once a call, not at each look."""
    if not form.is_bound or not form["agrees"].value():
        return None, ""
    try:
        person, call = UUID(str(form["reporter"].value())), UUID(str(form["id"].value()))
    except ValueError:
        return None, ""
    mark = f"{viewer.person_id} {person} {call}"
    token = request.POST.get("looked", "")[:300]
    try:
        if signing.loads(token, salt=LOOKED_SALT, max_age=4 * 3600) == mark:
            return history(viewer, queries.whom(viewer, person, now)), token
    except signing.BadSignature:
        pass
    reason = gettext("Asked by the caller on the phone")
    try:
        known = actions.look_up(
            viewer=viewer, person_id=person, call_id=call, reason=reason, now=now
        )
    except Missing:
        return None, ""
    return known, signing.dumps(mark, salt=LOOKED_SALT)

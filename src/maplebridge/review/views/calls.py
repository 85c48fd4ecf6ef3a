"""What a community calls for another one, and the note of how each call ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from .. import actions, queries
from ..forms import CallForm
from ..messages import OUTCOMES, THEN
from ..models import CallBack
from .reviews import viewer_of


@never_cache
@require_safe
@login_required
def calls(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    rows, more = queries.calls_of(viewer_of(request), after=after)
    context = {
        "calls": [(one, OUTCOMES.get(one.outcome, "")) for one in rows],
        "newer": request.path if after else "",
        "older": f"?after={more}" if more else "",
    }
    return render(request, "review/calls.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def call(request: HttpRequest, call_id: UUID) -> HttpResponseBase:
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_call(
                viewer=viewer_of(request), call_id=call_id, outcome=form.cleaned_data["outcome"],
                text=form.cleaned_data["text"], reopen=form.reopen, now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("Noted. The reporter's own rating stays as it is."))
            return redirect("review:calls")
    return _page(request, call_id, form)


@require_POST
@login_required
def number(request: HttpRequest, call_id: UUID) -> HttpResponseBase:
    """Show name and number once, on the answer to this very form; their log says who and why."""
    form = CallForm()
    try:
        card = actions.read_number(viewer=viewer_of(request), call_id=call_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        return _page(request, call_id, form, status=422)
    return _page(request, call_id, form, card=card)


def _page(
    request: HttpRequest,
    call_id: UUID,
    form: CallForm,
    status: int = 200,
    card: people.PersonCard | None = None,
) -> HttpResponse:
    found = queries.call_for(viewer_of(request), call_id)
    matter = found.matter
    kind = matters.catalogue_version(matter.rulebook).get(matter.category)
    ending = matters.look_of(matters.State(matter.state), matter.closing_code)[0]
    context = {
        "call": found,
        "matter": matter,
        "kind": kind.name(get_language() or "en") if kind else matter.category,
        "ending": ending,
        "outcome": OUTCOMES.get(found.outcome, ""),
        "then": _then(found),
        "form": form,
        "card": card,
    }
    return render(request, "review/call.html", context, status=422 if form.errors else status)


def _then(call: CallBack) -> str:
    """What followed from "not solved"; "" where nobody was asked yet."""
    return "" if call.reopened is None else str(THEN["reopen" if call.reopened else "leave"])

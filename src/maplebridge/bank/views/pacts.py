"""Villages between which points follow a household that moves, and taking one's own along."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy
from ..queries import pacts as reading
from .pages import standing, viewer_of


@never_cache
@require_safe
def neighbours(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """For everybody; whoever decides the bank's rules agrees and ends here."""
    return _page(request, bank_id)


def _page(request: HttpRequest, bank_id: UUID, status: int = 200) -> HttpResponse:
    here = standing(request, bank_id)
    decides = policy.may_decide_rules(here.viewer, here.bank.path, here.seat)
    text = request.GET.get("q", "").strip()[:60]
    context = {
        "bank": here.bank,
        "neighbours": reading.neighbours(here.bank),
        "may_decide": decides,
        "q": text,
        "found": reading.other_banks(here.bank, text) if decides and text else [],
    }
    return render(request, "bank/neighbours.html", context, status=status)


@require_POST
@login_required
def agree_pact(request: HttpRequest, bank_id: UUID, other_id: UUID) -> HttpResponseBase:
    ask: dict[str, Any] = {"viewer": viewer_of(request), "bank_id": bank_id, "other_id": other_id}
    try:
        if request.POST.get("what") == "end":
            actions.end_pact(**ask, now=timezone.now())
            messages.success(request, gettext("Ended. What has followed stays."))
        else:
            pact = actions.agree_pact(**ask, now=timezone.now())
            messages.success(
                request,
                gettext("Both villages agree: points follow from now on.")
                if pact.stands
                else gettext("Noted. It begins when the other council says the same."),
            )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        return _page(request, bank_id, 422)
    return redirect("bank:neighbours", bank_id)


@require_POST
@login_required
def bring_along(request: HttpRequest, household_id: UUID) -> HttpResponseBase:
    key, book = _key(request, "id") or uuid4(), _key(request, "book")
    if book is None:
        raise Missing("bank_nothing_left_behind")
    try:
        points = actions.bring_along(
            viewer=viewer_of(request), id=key, household_id=household_id, book_id=book,
            now=timezone.now(),
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
    else:
        messages.success(
            request,
            ngettext("%(points)s point came along.", "%(points)s points came along.", points)
            % {"points": points},
        )
    return redirect("bank:statement")


def _key(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None

"""月公示: publishing a month, reading it, objecting to an entry, answering."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy, queries
from ..forms.deeds import AnswerForm, ObjectForm
from ..messages import FIELDS
from ..queries.notices import PAGE
from .entering import after_number
from .pages import deed_rows, kind_name, standing, viewer_of


@require_POST
@login_required
def publish(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """Publish the month that is over."""
    here = standing(request, bank_id)
    now = timezone.now()
    month = queries.month_to_publish(here.bank, calendar.today(now))
    if not policy.may_publish(here.seat):
        raise Forbidden("deed_needs_council")
    if month is None:
        messages.warning(request, gettext("There is no month to publish now."))
        return redirect("bank:home", bank_id)
    notice = actions.publish_notice(viewer=here.viewer, bank_id=bank_id, month=month, now=now)
    messages.success(request, gettext("The notice is published. Print it for the board."))
    return redirect("bank:notice", notice.pk)


@require_safe
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A month's notice, for everybody; `all` shows every household, for the printer."""
    found = queries.get_notice(notice_id)
    here = standing(request, found.bank_id)
    whole = "all" in request.GET
    lines = queries.notice_lines(
        found, after=0 if whole else after_number(request), limit=None if whole else PAGE
    )
    totals = queries.notice_totals(found)
    shown = lines if whole else lines[:PAGE]
    context = {
        "bank": found.bank,
        "notice": found,
        "fields": [(words, totals.get(field.value, 0)) for field, words in FIELDS.items()],
        "total": sum(totals.values()),
        "lines": [
            {"line": line, "labelled": list(zip(FIELDS.values(), line.in_order, strict=True))}
            for line in shown
        ],
        "objections": queries.objections_of(found),
        "inside": here.inside,
        "open": found.closes_at > timezone.now(),
        "older": f"?after={shown[-1].number}" if len(lines) > len(shown) else "",
        "newer": request.path if request.GET.get("after") else "",
    }
    return render(request, "bank/notice.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entries(request: HttpRequest, notice_id: UUID, passbook: int) -> HttpResponseBase:
    """The single entries of one household of a notice, for the village; here one objects."""
    found = queries.get_notice(notice_id)
    here = standing(request, found.bank_id)
    if not here.inside:
        raise Forbidden("objection_not_here")
    household_id = queries.household_of_number(found.bank, passbook)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.object_to(
                viewer=here.viewer, deed_id=form.cleaned_data["deed"],
                text=form.cleaned_data["text"], on_paper=form.cleaned_data["on_paper"],
                now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("The council will answer your objection."))
            return redirect("bank:entries", notice_id, passbook)
    context = {
        "bank": found.bank,
        "notice": found,
        "number": passbook,
        "rows": deed_rows(queries.noticed_deeds(found, household_id)),
        "form": form,
        "chosen": request.POST.get("deed", ""),
        "open": found.closes_at > timezone.now(),
        "may_object": policy.may_object(here.viewer, found.bank.path),
        "may_note": policy.may_note_objection(here.viewer, found.bank.path, here.seat),
    }
    return render(request, "bank/entries.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@login_required
def objections(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """What the council has to answer."""
    return _objections(request, bank_id)


@require_POST
@login_required
def answer(request: HttpRequest, objection_id: UUID) -> HttpResponseBase:
    """Uphold or reject, with the reason."""
    found = queries.get_objection(objection_id)
    form = AnswerForm(request.POST)
    if standing(request, found.deed.bank_id).seat is None:
        raise Forbidden("deed_needs_council")
    if form.is_valid():
        try:
            actions.answer_objection(
                viewer=viewer_of(request), objection_id=objection_id,
                upheld=form.cleaned_data["upheld"], text=form.cleaned_data["text"],
                now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("The answer stands with the notice."))
            return redirect("bank:objections", found.deed.bank_id)
    return _objections(request, found.deed.bank_id, {objection_id: form}, 422)


def _objections(
    request: HttpRequest,
    bank_id: UUID,
    forms: dict[UUID, AnswerForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    here = standing(request, bank_id)
    if here.seat is None:
        raise Forbidden("deed_needs_council")
    waiting = queries.waiting_objections(here.bank)
    rows = queries.household_rows(
        here.bank, [one.deed.household_id for one in waiting], by_name=True
    )
    told: list[dict[str, Any]] = [
        {
            "objection": one,
            "kind": kind_name(one.deed),
            "whose": rows.get(one.deed.household_id),
            "form": (forms or {}).get(one.pk) or AnswerForm(auto_id=f"{one.pk}-%s"),
        }
        for one in waiting
    ]
    context = {"bank": here.bank, "objections": told}
    return render(request, "bank/objections.html", context, status=status)

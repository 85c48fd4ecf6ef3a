"""The council's desk: what waits, one entry with its photo and witnesses, and the second look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar, files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy, queries
from ..messages import STATES
from ..models import Deed
from ..queries.deeds import PAGE
from ..rules import DeedState
from .pages import Standing, deed_rows, kind_name, row_words, standing, viewer_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def waiting(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """Entries that wait, oldest first; several can be approved at once."""
    here = _council(request, bank_id)
    if request.method == "POST":
        ids = [key for key in (_key(text) for text in request.POST.getlist("deed")[:PAGE]) if key]
        approved, left = actions.approve_deeds(viewer=here.viewer, deed_ids=ids, now=timezone.now())
        count = len(approved)
        if approved:
            words = ngettext("%(count)s entry approved.", "%(count)s entries approved.", count)
            messages.success(request, words % {"count": count})
        for words in _refused(here, left):
            messages.warning(request, words)
        return redirect("bank:waiting", bank_id)
    deeds = queries.waiting_deeds(here.bank, after=_key(request.GET.get("after", "")))
    shown = deeds[:PAGE]
    rows = queries.household_rows(
        here.bank, [deed.household_id for deed in shown], by_name=here.reads_names
    )
    context = {
        "bank": here.bank,
        "rows": [
            one | {"whose": _whose(rows, one["deed"]), "said": _said(one["deed"])}
            for one in deed_rows(shown)
        ],
        "newer": request.path if request.GET.get("after") else "",
        "older": f"?after={shown[-1].pk}" if len(deeds) > PAGE else "",
    }
    return render(request, "bank/waiting.html", context)


@never_cache
@require_safe
@login_required
def deed(request: HttpRequest, deed_id: UUID) -> HttpResponse:
    """One entry, with what the viewer may do about it."""
    return _page(request, deed_id)


@require_POST
@login_required
def decide(request: HttpRequest, deed_id: UUID) -> HttpResponseBase:
    """Approve, refuse, take back, or say that one saw it; `verb` names which."""
    viewer, now = viewer_of(request), timezone.now()
    ask: dict[str, Any] = {"viewer": viewer, "deed_id": deed_id, "now": now}
    verb = request.POST.get("verb", "")
    try:
        if verb == "approve":
            actions.approve_deed(**ask)
        elif verb == "refuse":
            actions.refuse_deed(reason=request.POST.get("reason", ""), **ask)
        elif verb == "withdraw":
            actions.withdraw_deed(**ask)
        elif verb == "saw":
            actions.say_saw(heard_from=_key(request.POST.get("heard_from", "")), **ask)
        else:
            raise RuleBroken("deed_decided")
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        reason = request.POST.get("reason", "")
        return _page(request, deed_id, wrong=broken.sentence, reason=reason, status=422)
    messages.success(request, gettext("Noted."))
    return redirect("bank:deed", deed_id)


def _page(
    request: HttpRequest, deed_id: UUID, *, wrong: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    today = calendar.today(timezone.now())
    found = queries.get_deed(viewer, deed_id, today)
    here = standing(request, found.bank_id)
    own = queries.own_household(viewer)
    asked = list(found.witnesses.all())
    homes = queries.household_rows(
        found.bank,
        [found.household_id, *(one.household_id for one in asked)],
        by_name=here.reads_names,
    )
    entered = found.state == DeedState.ENTERED
    context = {
        "bank": found.bank,
        "deed": found,
        "kind": kind_name(found),
        "state": STATES[found.state],
        "whose": _whose(homes, found),
        "witnesses": [(one, _row(homes, one.household_id)) for one in asked],
        "may_approve": entered
        and policy.may_approve(
            here.seat,
            own_household=own,
            household=found.household_id,
            entered_by=found.entered_by_id,
            charter=found.charter.charter,
        ),
        "may_refuse": entered
        and policy.may_refuse(here.seat, own_household=own, household=found.household_id),
        "may_withdraw": found.state in (DeedState.ENTERED, DeedState.APPROVED)
        and policy.may_withdraw(viewer, found.entered_by_id),
        "may_say": entered and own is not None and own != found.household_id
        and own not in {one.household_id for one in asked if one.said_at},
        "may_note": entered and here.seat is not None and own != found.household_id,
        "likeness": found.looks_like if here.seat is not None else None,
        "wanted": found.charter.charter.witnesses,
        "wrong": wrong,
        "reason": reason,
    }  # fmt: skip
    return render(request, "bank/deed.html", context, status=status)


@require_safe
@login_required
def photo(request: HttpRequest, deed_id: UUID) -> HttpResponseBase:
    """The photo of an entry, for those who may read the entry."""
    found = queries.get_deed(viewer_of(request), deed_id, calendar.today(timezone.now()))
    if found.photo is None:
        raise Missing("deed_photo_gone")
    return files.response(found.photo, request=request, thumb="thumb" in request.GET)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def second_look(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """Entries that confirmed each other in a circle, for the council to look at again."""
    here = _council(request, bank_id)
    if request.method == "POST":
        actions.look_again(
            viewer=here.viewer, bank_id=bank_id, mark=request.POST.get("mark", "")[:64],
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, gettext("Noted that the council has looked."))
        return redirect("bank:second_look", bank_id)
    found = queries.rings_of(here.bank, timezone.now())
    shown = found.rings[:20]
    deeds = queries.ring_deeds(shown)
    ids = {home for ring in shown for home in ring.households}
    rows = queries.household_rows(here.bank, ids, by_name=here.reads_names)
    context = {
        "bank": here.bank,
        "rings": [
            {
                "mark": ring.mark,
                "homes": [_row(rows, home) for home in ring.households],
                "deeds": deed_rows(deeds[key] for key in ring.deeds if key in deeds),
            }
            for ring in shown
        ],
        "whole": found.whole and len(shown) == len(found.rings),
    }
    return render(request, "bank/second_look.html", context)


def _council(request: HttpRequest, bank_id: UUID) -> Standing:
    here = standing(request, bank_id)
    if here.seat is None:
        raise Forbidden("deed_needs_council")
    return here


def _row(rows: dict[UUID, queries.HouseholdRow], household_id: UUID) -> str:
    found = rows.get(household_id)
    return row_words(found) if found else gettext("A household that moved away")


def _refused(here: Standing, left: Sequence[tuple[UUID, str]]) -> list[str]:
    """Which entries were not approved, in words: day, kind, whose, and why."""
    why = dict(left)
    deeds = queries.deeds_by_id(here.bank, list(why))
    ids = [deed.household_id for deed in deeds]
    homes = queries.household_rows(here.bank, ids, by_name=here.reads_names)
    return [
        f"{deed.done_on:%m-%d} {kind_name(deed)} · {_row(homes, deed.household_id)}: {why[deed.pk]}"
        for deed in deeds
    ]


def _whose(rows: dict[UUID, queries.HouseholdRow], of: object) -> str:
    assert isinstance(of, Deed)
    return _row(rows, of.household_id)


def _said(of: object) -> int:
    assert isinstance(of, Deed)
    return sum(one.said_at is not None for one in of.witnesses.all())


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""Slips of a month: printed for each household, and checked by whoever holds one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.people import public as people

from .. import actions, policy, queries
from ..forms import SlipForm
from ..models import VillageBank
from ..queries import slips as reading
from ..queries.sheets import get_seal
from ..rules import slips as rules
from .sheets import after_of, month_from
from .who import desk_at, viewer_of


@never_cache
@require_safe
@login_required
def slips(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponse:
    """The council's list of parts to print."""
    desk = desk_at(request, bank_id)
    seat = queries.seat_of(desk.viewer.person_id, bank_id, calendar.today(desk.now))
    if not policy.may_print_slips(seat):
        raise Forbidden("deed_needs_council")
    seal = get_seal(desk.bank, month_from(sheet_month))
    context = {
        "desk": desk,
        "bank": desk.bank,
        "sheet_month": sheet_month,
        "seal": seal,
        "parts": reading.parts_of(seal),
    }
    return render(request, "bank/slips.html", context)


@never_cache
@require_safe
@login_required
def slips_paper(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponse:
    """A part of the village's slips, two on a sheet of A4."""
    bank, viewer, now = queries.get_bank(bank_id), viewer_of(request), timezone.now()
    month = month_from(sheet_month)
    found, _after = reading.slips_for(viewer, bank, month, now=now, after=after_of(request))
    if not found:
        raise Missing("slip_none_yet")
    first, last = found[0].said.number, found[-1].said.number
    actions.note_slips_printed(
        viewer=viewer, seal=get_seal(bank, month), first=first, last=last, now=now
    )
    return _pdf(bank, month, found, "pair", f"slips-{sheet_month}-{first}-{last}")


@never_cache
@require_safe
@login_required
def own_slip(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponse:
    """The slip of the viewer's own household, on A4 in large type."""
    bank, viewer = queries.get_bank(bank_id), viewer_of(request)
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    if household is None:
        raise Missing("sheet_no_passbook")
    month = month_from(sheet_month)
    slip = reading.own_slip(bank, month, household.pk)
    return _pdf(bank, month, [slip], "one", f"slip-{sheet_month}-{slip.said.number}")


@never_cache
@require_safe
def check_slip(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """Whether a paper says what was sealed: for any phone, without signing in."""
    bank = queries.get_bank(bank_id)
    form = SlipForm(request.GET if request.GET else None)
    checked = None
    if request.GET and form.is_valid():
        try:
            checked = reading.check(bank, form.said(bank.pk))
        except Missing as missing:
            form.add_error("m", missing.sentence)
    context: dict[str, Any] = {"bank": bank, "form": form, "checked": checked}
    if checked:
        context |= {
            "head": rules.in_groups(checked.seal.head),
            "figures": actions.labelled(checked.said),
            "path": [step.hex() for step in checked.path],
        }
    return render(request, "bank/check_slip.html", context, status=422 if form.errors else 200)


def _pdf(
    bank: VillageBank, month: date, found: list[reading.HouseholdSlip], size: str, name: str
) -> HttpResponse:
    content = actions.slips_pdf(
        bank, get_seal(bank, month), found, size, get_language() or "zh-hans"
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer

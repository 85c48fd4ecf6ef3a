"""Slips of a month: printed for each household, and checked by whoever holds one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core import calendar, documents
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.people import public as people

from .. import actions, policy, queries
from ..forms import SlipForm
from ..messages import SLIP_FIGURES
from ..models import VillageBank
from ..queries import slips as reading
from ..queries.sheets import get_seal
from ..rules import slips as rules
from .pages import kind_name
from .sheets import after_of, in_groups, month_from
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
    return _paper(bank, sheet_month, found, "pair", f"slips-{sheet_month}-{first}-{last}")


@never_cache
@require_safe
@login_required
def own_slip(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponse:
    """The slip of the viewer's own household, on A4 in large type."""
    bank, viewer = queries.get_bank(bank_id), viewer_of(request)
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    if household is None:
        raise Missing("sheet_no_passbook")
    slip = reading.own_slip(bank, month_from(sheet_month), household.pk)
    return _paper(bank, sheet_month, [slip], "one", f"slip-{sheet_month}-{slip.said.number}")


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
            "head": in_groups(checked.seal.head),
            "figures": labelled(checked.said),
            "path": [step.hex() for step in checked.path],
        }
    return render(request, "bank/check_slip.html", context, status=422 if form.errors else 200)


def labelled(said: rules.SlipFigures) -> list[tuple[Any, int]]:
    return [
        (SLIP_FIGURES[name], figure)
        for name, figure in zip(rules.FIGURES, said.figures, strict=True)
    ]


def _paper(
    bank: VillageBank,
    sheet_month: str,
    found: list[reading.HouseholdSlip],
    size: str,
    name: str,
) -> HttpResponse:
    seal = get_seal(bank, month_from(sheet_month))
    address = settings.SITE_URL.rstrip("/") + reverse("bank:check_slip", args=[bank.pk])
    context = {
        "bank": bank,
        "sheet_month": sheet_month,
        "size": size,
        "head": in_groups(seal.head),
        "address": address,
        "slips": [_drawn(one, address) for one in found],
    }
    content = documents.sheet(
        template="bank/slip_paper.html", context=context, style="bank/slip.css",
        language=get_language() or "zh-hans",
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _drawn(one: reading.HouseholdSlip, address: str) -> dict[str, Any]:
    said = one.said
    asked = {"m": f"{said.month:%Y-%m}", "n": said.number, "f": said.dotted, "c": said.code}
    return {
        "number": said.number,
        "figures": labelled(said),
        "closing": one.line.closing,
        "promised": one.line.promised,
        "rows": [(row.at, _row_words(row), row.amount) for row in one.rows],
        "more": one.more,
        "code": rules.in_fours(said.code),
        "qr": documents.qr(f"{address}?{urlencode(asked)}"),
    }


def _row_words(row: reading.SlipRow) -> str:
    if row.deed is not None:
        return kind_name(row.deed)
    if row.code == "redeem":
        return gettext("Exchanged")
    return gettext("Adjusted") if row.code in {"reverse", "reinstate"} else gettext("Other")

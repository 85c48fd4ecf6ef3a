"""The month's sheet as a page and as a paper for the board."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maplebridge.core import calendar, documents
from maplebridge.core.errors import Missing
from maplebridge.people import public as people

from .. import policy, queries
from ..messages import FIELDS
from ..models import Passbook, VillageBank
from ..queries.fund import coverage, month_sums
from ..queries.sheets import PAGE, Sheet, get_seal, month_sheet
from ..rules import month_after, month_of
from ..rules.fund import yuan
from ..rules.slips import in_groups
from .fund import yuan_sums
from .who import Desk, desk_at, pages, viewer_of

ROWS = 100
"""Households of one printed part: a few pages of paper, made in seconds."""
SIZES = ("a3", "a4")


@require_safe
@login_required
def sheets(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """To the sheet of the last month that is over."""
    last = month_of(calendar.today(timezone.now())) - timedelta(days=1)
    return redirect("bank:sheet", bank_id, f"{last:%Y-%m}")


@never_cache
@require_safe
@login_required
def sheet(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponse:
    """The month by household, a page at a time."""
    desk = desk_at(request, bank_id)
    found = _read(request, desk.bank, sheet_month, PAGE)
    today = calendar.today(desk.now)
    seat = queries.seat_of(desk.viewer.person_id, bank_id, today)
    end = month_after(found.month)
    context = _context(desk.bank, found, sheet_month) | {
        "desk": desk,
        "may_close": policy.may_close_book(seat) and found.seal is None,
        "may_print_slips": policy.may_print_slips(seat),
        "has_slip": _has_slip(desk),
        "part": after_of(request),
        "before": f"{month_of(found.month - timedelta(days=1)):%Y-%m}",
        "next": f"{end:%Y-%m}" if month_after(end) <= today else "",
    }
    context |= pages(request, str(found.after or ""))
    return render(request, "bank/sheet.html", context)


@never_cache
@require_safe
@login_required
def sheet_paper(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponse:
    """A part of the sheet as a PDF in large type, on A3 or A4, with the sums and the root."""
    bank = queries.get_bank(bank_id)
    found = _read(request, bank, sheet_month, ROWS)
    size = request.GET.get("size", "")
    context = _context(bank, found, sheet_month) | {"size": size if size in SIZES else "a3"}
    if found.seal:
        context["qr"] = documents.qr(context["address"])
    content = documents.sheet(
        template="bank/sheet_paper.html", context=context, style="bank/sheet.css",
        language=get_language() or "zh-hans",
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="sheet-{sheet_month}.pdf"'
    return answer


@require_safe
def sealed(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponse:
    """What the QR on the board leads to: the root as the book has it today, for everybody."""
    bank = queries.get_bank(bank_id)
    seal = get_seal(bank, month_from(sheet_month))
    context = {"bank": bank, "seal": seal, "head": in_groups(seal.head)}
    return render(request, "bank/sealed.html", context)


def month_from(text: str) -> date:
    """Raises Missing for what is no month, and for years before any bank or beyond all of them."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError as unreadable:
        raise Missing("sheet_month_unknown") from unreadable
    if not 2000 <= month.year < 2200:
        raise Missing("sheet_month_unknown")
    return month


def _read(request: HttpRequest, bank: VillageBank, sheet_month: str, limit: int) -> Sheet:
    return month_sheet(
        viewer_of(request), bank, month_from(sheet_month), now=timezone.now(),
        after=after_of(request), limit=limit,
    )  # fmt: skip


def after_of(request: HttpRequest) -> int:
    """The last passbook number of the page before; 0 for the first page."""
    typed = request.GET.get("after", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0


def _has_slip(desk: Desk) -> bool:
    household = people.household_of(desk.viewer.person_id) if desk.viewer.person_id else None
    numbered = Passbook.objects.filter(bank=desk.bank)
    return household is not None and numbered.filter(household=household.pk).exists()


def _context(bank: VillageBank, found: Sheet, sheet_month: str) -> dict[str, Any]:
    """What page and paper both show."""
    now = timezone.now()
    cover = coverage(bank, calendar.today(now))
    lines = [*found.lines, *([found.rest] if found.rest else [])]
    objections = queries.objections_of(found.notice) if found.notice else None
    address = ""
    if found.seal is not None:
        path = reverse("bank:sealed", args=[bank.pk, sheet_month])
        address = settings.SITE_URL.rstrip("/") + path
    sums = month_sums(bank.pk, found.month)
    ways = ("bought", "spent", "handed_out", "written_off")
    gone = {name: yuan(getattr(sums, name)) for name in ways}
    return {
        "bank": bank,
        "sheet": found,
        "sheet_month": sheet_month,
        "fields": list(FIELDS.values()),
        "lines": [
            {"line": line, "labelled": list(zip(FIELDS.values(), line.in_order, strict=True))}
            for line in lines
        ],
        "total": found.total,
        "labelled_total": list(zip(FIELDS.values(), found.total.in_order, strict=True)),
        "fund": yuan_sums(sums) | gone,
        "head": in_groups(found.seal.head) if found.seal else "",
        "cover": {"whole": cover.whole, "percent": cover.percent},
        "today": calendar.today(now),
        "objections": objections,
        "open": found.notice is not None and found.notice.closes_at > now,
        "address": address,
    }

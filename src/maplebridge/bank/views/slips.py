"""Slips of a month: printed for each household, and checked by whoever holds one."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from typing import IO, Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.people import public as people

from .. import actions, policy, queries
from ..actions.printing import FILE_DAYS
from ..forms import SlipForm
from ..models import VillageBank
from ..queries import slips as reading
from ..queries.banks import PAGE, banks_called
from ..queries.printing import run_of, waits_to_go_on
from ..queries.sheets import get_seal
from ..rules import slips as rules
from .sheets import after_of, month_from
from .who import desk_at, pages, viewer_of

REFRESH_SECONDS = 4


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
    run = run_of(seal, get_language() or "zh-hans")
    stopped = run is not None and waits_to_go_on(run, desk.now)
    at_work = run is not None and run.state == "printing" and not stopped
    context = {
        "desk": desk,
        "bank": desk.bank,
        "sheet_month": sheet_month,
        "seal": seal,
        "parts": reading.parts_of(seal),
        "run": run,
        "problem": RuleBroken(run.problem, **run.facts).sentence if run and run.problem else "",
        "at_work": at_work,
        "stopped": stopped,
        "kept_until": run.moved_at + timedelta(days=FILE_DAYS) if run else None,
    }
    answer = render(request, "bank/slips.html", context)
    if at_work:
        answer["Refresh"] = str(REFRESH_SECONDS)
    return answer


@require_POST
@login_required
def print_slips(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponseBase:
    """Ask for all slips as one file, or let a printing that stopped go on."""
    seal = get_seal(queries.get_bank(bank_id), month_from(sheet_month))
    actions.print_all(
        viewer=viewer_of(request), seal=seal, language=get_language() or "zh-hans",
        now=timezone.now(),
    )  # fmt: skip
    return redirect("bank:slips", bank_id, sheet_month)


@never_cache
@require_safe
@login_required
def slips_file(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponseBase:
    """All slips of the village as one zip of parts, in the order of the passbooks."""
    seal = get_seal(queries.get_bank(bank_id), month_from(sheet_month))
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    actions.all_as_zip(
        viewer=viewer_of(request), seal=seal, language=get_language() or "zh-hans", file=file,
        now=timezone.now(),
    )  # fmt: skip
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"slips-{sheet_month}.zip",
        content_type="application/zip",
    )


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
def find_slip(request: HttpRequest) -> HttpResponseBase:
    """The bank whose slip somebody holds: by its name, so that nobody has to type its address."""
    text = request.GET.get("q", "").strip()[:60]
    found = banks_called(text, after=_key(request.GET.get("after", "")))
    if not text and len(found) == 1:
        return redirect("bank:check_slip", found[0].pk)
    shown = found[:PAGE]
    more = shown[-1].pk.hex if len(found) > PAGE else ""
    context = {"q": text, "banks": shown, **pages(request, more)}
    return render(request, "bank/find_slip.html", context)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


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

"""The page on which the council sees what closing a month means, before it does so."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions
from ..forms import CloseForm
from ..queries.closing import to_close
from ..queries.fund import month_sums
from ..rules.fund import yuan
from .sheets import month_from
from .who import desk_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close_month(request: HttpRequest, bank_id: UUID, sheet_month: str) -> HttpResponseBase:
    """What will be closed, with its figures; then close the book up to the end of the month."""
    desk, month = desk_at(request, bank_id), month_from(sheet_month)
    found = to_close(desk.viewer, desk.bank, month, now=desk.now)
    if found is None:  # sealed already
        return redirect("bank:sheet", bank_id, sheet_month)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_month(
                viewer=desk.viewer, bank_id=bank_id, month=month, now=timezone.now()
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            said = gettext("The month is closed and sealed. Print the sheet again.")
            messages.success(request, said)
            return redirect("bank:sheet", bank_id, sheet_month)
    sums = month_sums(bank_id, found.month)
    context = {
        "desk": desk,
        "bank": desk.bank,
        "sheet_month": sheet_month,
        "found": found,
        "last_day": found.ends_on - timedelta(days=1),
        "money": yuan(sums.money_after),
        "goods": yuan(sums.stock_after),
        "form": form,
    }
    return render(request, "bank/close_month.html", context, status=422 if form.errors else 200)

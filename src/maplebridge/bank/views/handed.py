"""What was handed over at a bank, and an exchange that was entered for the wrong household, undone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions
from ..forms import UndoForm
from ..queries import rewards as reading
from .who import desk_at, pages


@never_cache
@require_safe
@login_required
def handed(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """For the council: which passbook got what, latest first."""
    desk = desk_at(request, bank_id).for_council()
    found = reading.handed_over(bank_id, after=request.GET.get("after", ""))
    shown = found[: reading.PAGE]
    numbers = reading.passbooks(bank_id, {one.household_id for one in shown})
    context = {
        "desk": desk,
        "bank": desk.bank,
        "handed": [(one, numbers.get(one.household_id)) for one in shown],
        **pages(request, shown[-1].pk.hex if len(found) > len(shown) else ""),
    }
    return render(request, "bank/handed.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undo(request: HttpRequest, redemption_id: UUID) -> HttpResponseBase:
    found = reading.get_redemption(redemption_id)
    desk = desk_at(request, found.bank_id).for_council()
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo_redemption(
                viewer=desk.viewer, redemption_id=found.pk, now=desk.now, **form.cleaned_data
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("Undone: the points and the piece are back."))
            return redirect("bank:handed", desk.bank.pk)
    context = {
        "desk": desk,
        "bank": desk.bank,
        "redemption": found,
        "number": reading.passbooks(desk.bank.pk, {found.household_id}).get(found.household_id),
        "form": form,
    }
    return render(request, "bank/undo.html", context, status=422 if form.errors else 200)

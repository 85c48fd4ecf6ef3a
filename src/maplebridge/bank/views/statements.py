"""The bank's statement beside the book, for chair and treasurer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions
from ..forms import StatementForm
from ..models import Donation, Spending
from ..queries import statements as reading
from ..rules.fund import yuan
from .who import desk_at, pages, viewer_of

FIRST = {"day": "交易日期", "words": "摘要", "income": "收入", "outgo": "支出"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reconcile(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    desk = desk_at(request, bank_id).for_keepers()
    form = StatementForm(request.POST or None, request.FILES or None, initial=FIRST)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.bring_statement(
                viewer=desk.viewer, bank_id=bank_id, file=form.cleaned_data["file"].file,
                columns=form.columns, now=desk.now,
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error("file", broken.sentence)
        else:
            said = gettext("%(rows)s rows read, %(fresh)s of them new; %(matched)s matched.")
            facts = {"rows": done.rows, "fresh": done.fresh, "matched": done.matched}
            messages.success(request, said % facts)
            return redirect("bank:reconcile", bank_id)
    found = reading.open_lines(bank_id, after=_key(request.GET.get("after", "")))
    shown = found[: reading.PAGE]
    gifts = reading.unseen_gifts(bank_id)
    spendings = reading.unseen_spendings(bank_id)
    context = {
        "desk": desk,
        "bank": desk.bank,
        "form": form,
        "lines": [
            (one, yuan(one.amount_fen), _could_be(one.amount_fen, gifts, spendings))
            for one in shown
        ],
        "gifts": [(one, yuan(one.amount_fen)) for one in gifts],
        "spendings": [(one, yuan(-one.amount_fen)) for one in spendings],
        "settled": [(one, yuan(one.amount_fen)) for one in reading.settled_lines(bank_id)],
        **pages(request, shown[-1].pk.hex if len(found) > len(shown) else ""),
    }
    return render(request, "bank/reconcile.html", context, status=422 if form.errors else 200)


def _could_be(fen: int, gifts: list[Donation], spendings: list[Spending]) -> list[tuple[UUID, str]]:
    """What of the listed entries has the amount of a line."""
    if fen > 0:
        return [(one.pk, one.receipt) for one in gifts if one.amount_fen == fen]
    return [(one.pk, f"{one.voucher} {one.what}") for one in spendings if one.amount_fen == -fen]


@require_POST
@login_required
def match(request: HttpRequest, line_id: UUID) -> HttpResponseBase:
    ask: dict[str, Any] = {"viewer": viewer_of(request), "line_id": line_id, "now": timezone.now()}
    done = actions.match_line(
        **ask, thing_id=_key(request.POST.get("thing", "")),
        explained=request.POST.get("explained", ""),
    )  # fmt: skip
    return redirect("bank:reconcile", done.bank_id)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

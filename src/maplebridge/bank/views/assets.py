"""Bringing in what the village had before its bank, and deciding about what another one brought."""

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
from ..forms import AssetForm
from ..messages import ASSET_STATES
from ..models import OpeningAsset
from ..queries import fund as reading
from ..rules.fund import yuan
from .fund import fund_choices
from .who import Desk, desk_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assets(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """What was there before, each with how it stands; chair and treasurer bring in more."""
    desk = desk_at(request, bank_id).for_council()
    sent = request.POST if request.method == "POST" else None
    form = AssetForm(sent, **fund_choices(desk, gift="money"))
    if sent is not None and form.is_valid():
        data = form.cleaned_data
        try:
            actions.prepare_asset(
                viewer=desk.viewer, id=data["id"], bank_id=bank_id, gift=data["gift"],
                amount_fen=form.fen, why=data["why"], way=data["way"],
                purpose_id=form.key("purpose"), reward_id=form.key("reward"),
                pieces=data["pieces"] or 0, now=desk.now,
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error("why" if broken.code == "asset_why" else None, broken.sentence)
        else:
            messages.success(request, gettext("Prepared. Another member of the council decides."))
            return redirect("bank:assets", bank_id)
    return _page(request, desk, form)


@require_POST
@login_required
def decide_asset(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """Let it into the book, or refuse it; what was typed stays where a rule forbids it."""
    found = reading.get_asset(asset_id)
    desk = desk_at(request, found.bank_id).for_council()
    why_not = request.POST.get("why_not", "")
    try:
        actions.decide_asset(
            viewer=desk.viewer, asset_id=asset_id, why_not=why_not, now=timezone.now(),
            approve=request.POST.get("decision") == "approve",
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        form = AssetForm(**fund_choices(desk, gift="money"))
        return _page(request, desk, form, status=422, typed={asset_id: why_not})
    messages.success(request, gettext("It is decided."))
    return redirect("bank:assets", found.bank_id)


def _page(
    request: HttpRequest, desk: Desk, form: AssetForm, *, status: int = 200,
    typed: dict[UUID, str] | None = None,
) -> HttpResponseBase:  # fmt: skip
    context = {
        "desk": desk,
        "bank": desk.bank,
        "form": form,
        "open": reading.takes_assets(desk.bank.pk),
        "assets": [
            _asset(one, desk, (typed or {}).get(one.pk, ""))
            for one in reading.assets_of(desk.bank.pk)
        ],
    }
    status = 422 if form.errors else status
    return render(request, "bank/assets.html", context, status=status)


def _asset(one: OpeningAsset, desk: Desk, typed: str) -> dict[str, Any]:
    words, tone, icon = ASSET_STATES[one.state]
    return {
        "asset": one, "yuan": yuan(one.amount_fen), "mine": one.prepared_by_id == desk.viewer.person_id,
        "waits": one.state == "prepared", "state": words, "tone": tone, "icon_name": icon,
        "typed": typed,
    }  # fmt: skip

"""To reckon with while people talk: the other way, ranges for payers, dividing things. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import Fen

from .. import policy
from ..forms.reckoning import PayersForm, ThingsForm, WaysForm
from ..messages.talks import BARS, TRACKS
from ..queries.items import items_of
from ..queries.reckonings import latest
from ..rules import alternatives, dividing, ranges
from ..rules.alternatives import Card, Fee
from ..rules.capitals import yuan
from ..rules.dividing import Owner
from . import taking
from .pages import bound, loaded_for, read_or_send, signed_in

T = TypeVar("T")


@signed_in
@read_or_send
def ways(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """The card of the court's track: for the mediator and for both sides alike."""
    loaded = loaded_for(request, casefile_id)
    open_ = sum(one.claimed_fen for one in items_of(loaded) if one.agreed_fen is None)
    form = bound(request, WaysForm, initial={"sum": f"{open_ // 100}.{open_ % 100:02d}"})
    card, problem = None, ""
    if form.is_bound and form.is_valid():
        made, problem = _tried(lambda: alternatives.card(form.question(), form.average()))
        card = _card(made, form) if made else None
    context = {"file": loaded.file, "form": form, "card": card, "problem": problem}
    status = 422 if form.errors or problem else 200
    return render(request, "mediation/ways.html", context, status=status)


@signed_in
@read_or_send
def payers(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """Low, likely and high for each payer; for the mediator alone, as the likely values are.

    Where a reckoning stands the engine says it; else the payers are entered by hand.
    """
    loaded = loaded_for(request, casefile_id)
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")
    computed = latest(loaded.file)
    answer = taking.moves(request, loaded, computed) if computed is not None else None
    if answer is not None:
        return answer
    form = PayersForm(request.POST if request.method == "POST" else None)
    found = items_of(loaded)
    sheet, problem = None, ""
    if form.is_bound and form.is_valid():
        entered = [payer for one in form if (payer := one.payer()) is not None]
        made, problem = _tried(lambda: ranges.sheet([one.as_item for one in found], entered))
        labels = {str(one.pk): one.label for one in found}
        sheet = _sheet(made, labels) if made else None
    context = {
        "file": loaded.file, "form": form, "sheet": sheet, "problem": problem, "items": len(found),
    }  # fmt: skip
    status = 422 if problem or (form.is_bound and not form.is_valid()) else 200
    return render(request, "mediation/payers.html", context, status=status)


@signed_in
@read_or_send
def divide(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """A proposal for dividing things between two who spread a hundred points each."""
    loaded = loaded_for(request, casefile_id)
    form = ThingsForm(request.POST if request.method == "POST" else None)
    made, problem = None, ""
    if form.is_bound and form.is_valid():
        things = [thing for one in form if (thing := one.thing()) is not None]
        division, problem = _tried(lambda: dividing.divide(things))
        made = _division(division) if division else None
    context = {"file": loaded.file, "form": form, "made": made, "problem": problem}
    status = 422 if problem or (form.is_bound and not form.is_valid()) else 200
    return render(request, "mediation/dividing.html", context, status=status)


def _tried(act: Callable[[], T]) -> tuple[T | None, str]:
    try:
        return act(), ""
    except RuleBroken as broken:
        return None, broken.sentence


def _card(made: Card, form: WaysForm) -> dict[str, Any]:
    sum_ = form.question().sum
    kinds = [Fee.PROPERTY, Fee.PERSONAL] if form.cleaned_data["injury"] else [Fee.PROPERTY]
    halved = made.track is not alternatives.Track.ORDINARY
    fees = [alternatives.fee_range(sum_, kind, halved=halved) for kind in kinds]
    return {
        "track": TRACKS[made.track], "months": made.term.months, "more": made.term.extension,
        "appeal": made.appeal, "by_agreement": made.by_agreement,
        "bars": [BARS[one] for one in made.bars],
        "limit": yuan(made.limit) if made.limit is not None else "",
        "limit_agreed": yuan(made.limit_agreed) if made.limit_agreed is not None else "",
        "fees": [(yuan(low), yuan(high)) for low, high in fees], "halved": halved,
        "source": form.cleaned_data["source"], "year": form.cleaned_data["year"],
    }  # fmt: skip


def _sheet(made: ranges.Sheet, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "rows": [
            {"name": line.key, "low": yuan(Fen(line.sum.low)), "likely": yuan(Fen(line.sum.likely)),
             "high": yuan(Fen(line.sum.high)),
             "movers": [(labels.get(one.key, ""), yuan(one.swing)) for one in line.movers[:3]]}
            for line in made.payers
        ],
        "total": [yuan(Fen(one)) for one in (made.total.low, made.total.likely, made.total.high)],
        "unpaid": [yuan(Fen(one)) for one in (made.unpaid.low, made.unpaid.likely, made.unpaid.high)],
    }  # fmt: skip


def _division(made: dividing.Division) -> dict[str, Any]:
    levelling = made.levelling
    return {
        "rows": [
            {"name": one.key, "first": _percent(one.first_share), "second": _percent(1 - one.first_share)}
            for one in made.portions
        ],
        "content": _percent(made.content), "divided": made.divided,
        "levelling": levelling,
        "keeper_first": levelling is not None and levelling.keeper is Owner.FIRST,
        "share": _percent(levelling.share) if levelling else "",
        "amount": yuan(levelling.amount) if levelling and levelling.amount is not None else "",
    }  # fmt: skip


def _percent(share: Any) -> str:
    """In a hundred, to one place; 0 and 100 without it."""
    tenths = int(share * 1000 + share.__class__(1, 2))
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)

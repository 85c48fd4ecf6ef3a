"""Talks: the item sheet with its ranges, and silent offers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.values import Fen

from .. import actions, policy
from ..forms.talks import AnswerItemForm, FigureForm, ItemForm, OffersForm, SettleItemForm, fen
from ..messages.talks import DISTANCES, OFFER_STATES, STANDS
from ..models import ClaimItem
from ..queries.access import Loaded
from ..queries.items import items_of, range_of
from ..queries.offers import attempts
from ..queries.reckonings import reckoned
from ..rules.capitals import yuan
from ..rules.offers import Side
from ..rules.talks import TALKING
from .pages import bound, done, form_page, loaded_for, read_or_send, signed_in, try_it, viewer_of


@require_safe
@signed_in
def items(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    loaded = loaded_for(request, casefile_id)
    found = items_of(loaded)
    mediates = policy.mediates(loaded.standing)
    by_engine = reckoned(loaded)
    rows = [_row(loaded, one) | _reckoned(one, by_engine) for one in found]
    context = {
        "file": loaded.file, "rows": rows, "mediates": mediates,
        "talking": loaded.file.stage in TALKING and bool(_claimants(loaded)),
        "sums": _sums(found), "range": range_of(found) if mediates and found else None,
    }  # fmt: skip
    return render(request, "mediation/items.html", context)


@signed_in
@read_or_send
def add_item(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    parties = _claimants(loaded)
    if not parties:
        raise Forbidden("mediation_not_yours")
    initial = {"label": request.GET.get("label", "")[:80]}
    form = bound(request, ItemForm, parties=parties, initial=initial)
    if done(form, lambda: actions.add_item(
        viewer=viewer, file_id=casefile_id, party_id=UUID(form.cleaned_data["party"]),
        label=form.cleaned_data["label"], claimed=fen(form.cleaned_data["claimed"]) or Fen(0),
        evidence=form.cleaned_data["evidence"], now=timezone.now(),
    )):  # fmt: skip
        return redirect("mediation:items", casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Add an item"), button=gettext("Add an item"), icon="plus",
        back="mediation:items",
    )  # fmt: skip


@signed_in
@read_or_send
def item(request: HttpRequest, casefile_id: UUID, item_id: UUID) -> HttpResponseBase:
    """The answer of the other side, or what the mediator notes."""
    viewer, loaded, now = viewer_of(request), loaded_for(request, casefile_id), timezone.now()
    found = next((one for one in items_of(loaded) if one.pk == item_id), None)
    if found is None:
        raise Missing("mediation_missing")
    answers = _answers(loaded, found)
    mediates = policy.mediates(loaded.standing)
    if not answers and not mediates:
        raise Forbidden("mediation_not_yours")
    answer = bound(request, AnswerItemForm) if "settle" not in request.POST else AnswerItemForm()
    settle = bound(request, SettleItemForm) if "settle" in request.POST else SettleItemForm(
        initial={"agreed": _yuan(found.agreed_fen), "likely": _yuan(found.likely_fen)}
    )  # fmt: skip
    about: dict[str, Any] = {
        "viewer": viewer, "file_id": casefile_id, "item_id": item_id, "now": now,
    }  # fmt: skip
    if request.method == "POST" and "settle" in request.POST:
        if done(settle, lambda: _settle(settle, about)):
            return redirect("mediation:items", casefile_id)
    elif done(answer, lambda: actions.answer_item(
        admitted=fen(answer.cleaned_data["admitted"]) or Fen(0), **about
    )):  # fmt: skip
        return redirect("mediation:items", casefile_id)
    context = {
        "file": loaded.file, "row": _row(loaded, found), "answers": answers, "mediates": mediates,
        "answer": answer, "settle": settle, "drops": policy.may_say_for(loaded.standing, found.claimant_id),
    }  # fmt: skip
    status = 422 if answer.errors or settle.errors else 200
    return render(request, "mediation/item.html", context, status=status)


def _settle(form: SettleItemForm, about: dict[str, Any]) -> None:
    actions.settle_item(agreed=fen(form.cleaned_data["agreed"]), **about)
    actions.weigh_item(likely=fen(form.cleaned_data["likely"]), **about)


@signed_in
@require_POST
def drop_item(request: HttpRequest, casefile_id: UUID, item_id: UUID) -> HttpResponseBase:
    return try_it(
        request,
        redirect("mediation:items", casefile_id),
        gettext("Taken away."),
        lambda: actions.drop_item(
            viewer=viewer_of(request), file_id=casefile_id, item_id=item_id, now=timezone.now()
        ),
    )


# Silent offers -------------------------------------------------------------------------------


@require_safe
@signed_in
def offers(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    loaded = loaded_for(request, casefile_id)
    found = attempts(loaded)
    mediates = policy.runs_offers(loaded.standing)
    rows = [_attempt(loaded, one) for one in found]
    running = any(one["open"] for one in rows)
    context = {
        "file": loaded.file, "attempts": rows, "form": FigureForm(),
        "may_open": mediates and not running and loaded.file.stage in TALKING,
    }  # fmt: skip
    return render(request, "mediation/offers.html", context)


@signed_in
@read_or_send
def open_offers(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if not policy.runs_offers(loaded.standing):
        raise Forbidden("mediation_not_yours")
    form = bound(request, OffersForm, parties=loaded.present)
    if done(form, lambda: actions.open_offers(
        viewer=viewer, file_id=casefile_id, asks_id=UUID(form.cleaned_data["asks"]),
        pays_id=UUID(form.cleaned_data["pays"]), about=form.cleaned_data["about"],
        terms=form.terms(), now=timezone.now(),
    )):  # fmt: skip
        return redirect("mediation:offers", casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Propose silent offers"), button=gettext("Propose"),
        lede=gettext(
            "Each side names a figure that nobody else sees. If they meet, the middle is the result; "
            "if not, nothing is told. From a settled middle each can work out the other’s last figure."
        ),
        icon="shield", back="mediation:offers",
    )  # fmt: skip


@signed_in
@require_POST
def play(request: HttpRequest, casefile_id: UUID, offers_id: UUID, move: str) -> HttpResponseBase:
    """One button of silent offers: take part, put, take back, end a round, stop."""
    about: dict[str, Any] = {
        "viewer": viewer_of(request), "file_id": casefile_id, "offers_id": offers_id,
    }  # fmt: skip
    now, sent = timezone.now(), request.POST
    number = int(text) if (text := sent.get("round", "")).isdecimal() and len(text) < 3 else 0
    if move in {"end-round", "stop"}:
        return try_it(
            request,
            redirect("mediation:offers", casefile_id),
            gettext("Done."),
            lambda: (
                actions.stop_offers(now=now, **about)
                if move == "stop"
                else actions.end_round(number=number, now=now, **about)
            ),
        )
    try:
        side = Side(sent.get("side", ""))
    except ValueError:
        raise Missing("mediation_missing") from None
    if move == "ready":
        return try_it(
            request,
            redirect("mediation:offers", casefile_id),
            gettext("You take part."),
            lambda: actions.take_part(side=side, allows="allows" in sent, now=now, **about),
        )
    if move == "back":
        return try_it(
            request,
            redirect("mediation:offers", casefile_id),
            gettext("Taken back. Nothing of it stays."),
            lambda: actions.take_back(side=side, now=now, **about),
        )
    if move != "put":
        raise Missing("mediation_missing")
    form = FigureForm(sent)
    if not form.is_valid():
        messages.error(request, gettext("Please give a sum in yuan, from 0 to ten billion."))
        return redirect("mediation:offers", casefile_id)
    figure = fen(form.cleaned_data["figure"]) or Fen(0)
    return try_it(
        request,
        redirect("mediation:offers", casefile_id),
        gettext("The figure is sealed."),
        lambda: actions.put_figure(side=side, number=number, figure=figure, now=now, **about),
    )


def _attempt(loaded: Loaded, one: Any) -> dict[str, Any]:
    found = one.offers
    names = {party.pk: party.name for party in loaded.parties}
    told = one.told
    return {
        "row": found, "open": found.state == "open", "state": OFFER_STATES[found.state],
        "asks": names.get(found.asks_id, ""), "pays": names.get(found.pays_id, ""),
        "percent": found.settle_bp // 100,
        "settled": "" if found.settled_fen is None else yuan(found.settled_fen),
        "plays": [
            {"one": play, "own": [("" if figure is None else yuan(figure)) for figure in play.shown.own],
             "sealed": play.shown.own[-1] is not None}
            for play in one.plays
        ],
        "round": told.round if told else one.plays[0].shown.round if one.plays else 0,
        "both": len(found.ready) == len(Side),
        "distances": [DISTANCES[near] for near in told.distances if near] if told else [],
        "mediates": told is not None, "may_stop": one.may_stop,
    }  # fmt: skip


def _claimants(loaded: Loaded) -> list[Any]:
    return [one for one in loaded.present if policy.may_say_for(loaded.standing, one.pk)]


def _answers(loaded: Loaded, found: ClaimItem) -> bool:
    side = loaded.party(found.claimant_id).side
    others = [one.pk for one in loaded.present if one.side != side]
    return policy.may_answer_item(loaded.standing, others)


def _row(loaded: Loaded, found: ClaimItem) -> dict[str, Any]:
    return {
        "item": found, "claimant": loaded.party(found.claimant_id).name,
        "stand": STANDS[found.as_item.stand], "code": found.as_item.stand.value,
        "claimed": yuan(Fen(found.claimed_fen)), "admitted": _shown(found.admitted_fen),
        "agreed": _shown(found.agreed_fen),
        "open": _answers(loaded, found) or policy.mediates(loaded.standing),
    }  # fmt: skip


def _reckoned(item: ClaimItem, by_engine: dict[tuple[str, str], int]) -> dict[str, str]:
    """Where an item that was taken over differs from the newest reckoning, and what that says."""
    if not item.head or not by_engine:
        return {}
    fen = by_engine.get((str(item.claimant_id), item.head), 0)
    if not fen:
        return {"gone": "1"}
    return {} if fen == item.claimed_fen else {"by_engine": yuan(Fen(fen))}


def _sums(found: list[ClaimItem]) -> dict[str, str]:
    return {
        "claimed": yuan(Fen(sum(one.claimed_fen for one in found))),
        "admitted": yuan(Fen(sum(one.admitted_fen or 0 for one in found))),
        "agreed": yuan(Fen(sum(one.agreed_fen or 0 for one in found))),
    }


def _shown(fen: int | None) -> str:
    return "" if fen is None else yuan(Fen(fen))


def _yuan(amount: int | None) -> str | None:
    return None if amount is None else f"{amount // 100}.{amount % 100:02d}"

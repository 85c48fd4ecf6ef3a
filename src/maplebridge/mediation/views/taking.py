"""A version of a reckoning goes on: into the item sheet, into the agreement, and what moves it most."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen

from .. import policy
from ..actions import taking as actions
from ..forms.taking import WidthForm, net_forms
from ..messages.damages import say
from ..messages.reckonings import MOVES, taken_in_words
from ..models import Reckoning
from ..queries import reckonings as queries
from ..queries.access import Loaded
from ..queries.advances import changed_since
from ..queries.items import items_of
from ..rules.capitals import yuan
from ..rules.damages import movers, shipped
from ..rules.damages.allocation import PayerKind
from ..rules.damages.assessment import Assessment
from ..rules.damages.claim import Head
from ..rules.ranges import spread_of
from ..rules.taking import FUND, Net, net
from ..rules.talks import AFTER, DRAFTING
from .pages import loaded_for, read_or_send, signed_in, today, viewer_of

SHOWN = 12
"""So many movers are shown, the strongest first."""


@signed_in
@require_POST
def take_items(request: HttpRequest, casefile_id: UUID, reckoning_number: int) -> HttpResponse:
    """The heads become claimed items; what was answered stays."""
    try:
        taken = actions.take_items(
            viewer=viewer_of(request), file_id=casefile_id, number=reckoning_number,
            now=timezone.now(),
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return redirect("mediation:reckoning_version", casefile_id, reckoning_number)
    messages.success(
        request, taken_in_words(taken.made, taken.changed, taken.differing, taken.gone)
    )
    return redirect("mediation:items", casefile_id)


@signed_in
@read_or_send
def take_payments(
    request: HttpRequest, casefile_id: UUID, reckoning_number: int
) -> HttpResponseBase:
    """What is still to be paid, payer by payer, with day and way; then into the draft."""
    loaded = loaded_for(request, casefile_id)
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")
    row = queries.version(loaded.file, reckoning_number)
    found = queries.looked_at(row.document, row.made_at).found
    names = {str(one.pk): one.name for one in loaded.present}
    rows = net(found, names) if found else []
    ready = [one for one in rows if one.key and (one.payee in names or one.payee == FUND)]
    forms = net_forms(request.POST if request.method == "POST" else None, ready, today())
    problem = ""
    behind = changed_since(loaded.file, row.made_at)
    wrong = [one for one in forms if not one.is_valid()]
    if request.method == "POST" and not wrong:
        chosen = [one for form in forms if (one := form.chosen()) is not None]
        try:
            taken = actions.take_payments(
                viewer=viewer_of(request), file_id=casefile_id, number=reckoning_number,
                chosen=chosen, now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            problem = broken.sentence
        else:
            messages.success(request, taken_in_words(taken.made, taken.changed, taken.differing))
            return redirect("mediation:agreement", casefile_id)
    context = {
        "file": loaded.file, "row": row, "problem": problem, "behind": behind and not problem, "drafting": loaded.file.stage in DRAFTING,
        "agreed": loaded.file.stage in AFTER,
        "payments": [{"form": form, **_net(form.net, names)} for form in forms],
        "unmatched": [_net(one, names) for one in rows if one not in ready],
    }  # fmt: skip
    status = 422 if problem or any(one.errors for one in forms) else 200
    return render(request, "mediation/reckoning_payments.html", context, status=status)


def _net(one: Net, names: dict[str, str]) -> dict[str, str]:
    to = say("sheet_fund") if one.payee == FUND else names.get(one.payee, "")
    return {"payer": one.payer, "payee": to, "yuan": yuan(Fen(one.fen))}


def moves(request: HttpRequest, loaded: Loaded, row: Reckoning) -> HttpResponse | None:
    """The page of the payers where a reckoning stands: low, as entered, high, and what moves it.

    None when the version cannot be computed any more.
    """
    found = queries.looked_at(row.document, row.made_at).found
    if found is None:
        return None
    form = WidthForm(request.POST if request.method == "POST" else None)
    figures = queries.known_figures(row.made_at)
    made = movers.range_of(found, figures, shipped.rulebooks(), form.width(), _settled(loaded))
    context = {
        "file": loaded.file, "row": row, "form": form, **_said(found, made),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "mediation/reckoning_moves.html", context, status=status)


def _settled(loaded: Loaded) -> dict[tuple[str, Head], tuple[int, int]]:
    """Heads on the item sheet that were answered: between what is admitted and what is claimed."""
    found = {}
    for one in items_of(loaded):
        if one.head and (one.admitted_fen is not None or one.agreed_fen is not None):
            spread = spread_of(one.as_item)
            found[str(one.claimant_id), Head(one.head)] = (spread.low, spread.high)
    return found


def _said(found: Assessment, made: movers.Range) -> dict[str, Any]:
    names = {one.id: one.name or one.id for one in found.claim.claimants}
    names |= {one.id: one.name or one.id for one in found.claim.sides}
    order = list(PayerKind)
    payers = sorted(
        {*made.low, *made.likely, *made.high}, key=lambda one: (order.index(one[0]), one[1])
    )
    rows = [
        {
            "name": f"{say(f'payer_{kind.value}')} {name}",
            "sums": [yuan(Fen(sums.get((kind, name), 0))) for sums in (made.low, made.likely, made.high)],
        }
        for kind, name in payers
    ]  # fmt: skip
    return {
        "rows": rows,
        "total": [yuan(Fen(sum(sums.values()))) for sums in (made.low, made.likely, made.high)],
        "movers": [
            {
                "what": MOVES[one.input.what],
                "of": names.get(one.input.of, "") if one.input.what is movers.What.SHARE
                else say(f"head_{one.input.of}"),
                "who": names[one.input.claimant], "from": one.input.low, "to": one.input.high,
                "swing": yuan(Fen(one.swing)),
            }
            for one in made.moved[:SHOWN]
        ],
    }  # fmt: skip

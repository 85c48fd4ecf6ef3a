"""The guide of a kind of quarrel, beside its file: questions, what may be agreed, where the rest goes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maplebridge.core.errors import Missing

from .. import policy
from ..messages import FINDINGS, KINDS, ROUTES, cited
from ..messages.guides import CLAUSES, ITEMS, MAY, TO_ASK, WEIGHS
from ..queries.agreements import agreement_of
from ..rules import screening
from ..rules.guides import GUIDES
from ..rules.talks import DRAFTING, TALKING
from .pages import loaded_for, signed_in

CLAUSES_ASKED_MAX = 20


@require_safe
@signed_in
def guide(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """For all in the file to read; who mediates takes wordings over into the item sheet and the draft."""
    loaded = loaded_for(request, casefile_id)
    found = GUIDES.get(loaded.file.kind)
    if found is None:
        raise Missing("mediation_missing")
    draft = agreement_of(loaded.file)
    mediates = policy.mediates(loaded.standing)
    context = {
        "file": loaded.file, "kind": KINDS[loaded.file.kind],
        "asks": [TO_ASK[one] for one in found.asks], "may": [MAY[one] for one in found.may],
        "weighs": [WEIGHS[one] for one in found.weighs],
        "elsewhere": [_elsewhere(one) for one in found.elsewhere],
        "items": [ITEMS[one] for one in found.items],
        "adds": loaded.file.stage in TALKING and mediates,
        "clauses": [(one, CLAUSES[one]) for one in found.clauses],
        "drafts": mediates and loaded.file.stage in DRAFTING
        and (draft is None or draft.state == "draft"),
    }  # fmt: skip
    return render(request, "mediation/guide.html", context)


def _elsewhere(ground: screening.Ground) -> dict[str, object]:
    found = screening.whole(ground)
    return {
        "words": FINDINGS[ground], "articles": [cited(one) for one in found.articles],
        "routes": [ROUTES[one] for one in found.routes],
    }  # fmt: skip


def wordings(request: HttpRequest) -> str:
    """The promises that were ticked on the guide, one a line."""
    codes = request.GET.getlist("clause")[:CLAUSES_ASKED_MAX]
    return "\n".join(str(CLAUSES[one]) for one in codes if one in CLAUSES)

"""The reporter names the kind of a matter themselves, while nobody has sorted it or taken it on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy, queries
from ..models import Matter
from ..rules.states import State
from .wording import receipt_of, signed_in_or_receipt, viewer_of


def kinds_to_name(matter: Matter, standing: policy.Standing) -> list[tuple[str, str]]:
    """The other kinds as code and name for the reporter of a new matter; [] for everybody else."""
    if standing is not policy.Standing.REPORTER or matter.state != State.RECEIVED:
        return []
    language, named = get_language() or "en", matter.reporter_id is not None
    return [
        (kind.code, kind.name(language))
        for kind in queries.catalogue_version(matter.rulebook).categories
        if kind.code != matter.category and (named or kind.anonymous)
    ]


@require_POST
@signed_in_or_receipt
def name_kind(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """Back to the confirmation, which says by when it is answered now; or why it is not possible."""
    try:
        actions.name_kind(
            viewer=viewer_of(request),
            matter_id=matter_id,
            category=request.POST.get("category", "")[:20],
            receipt_hash=receipt_of(request, matter_id),
            now=timezone.now(),
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return redirect("matters:show", matter_id)
    messages.success(request, gettext("Changed. The days below are those of this kind."))
    return redirect("matters:sent", matter_id)

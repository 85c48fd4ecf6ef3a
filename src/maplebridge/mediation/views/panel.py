"""The panel of one file: mediators of other places are looked for and called in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Level
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..messages import KINDS
from ..queries.panel import everywhere
from .desk import TEXT_MAX
from .leading import line_of
from .pages import key_of, loaded_for, read_or_send, signed_in, viewer_of

STREETS = 200


@signed_in
@read_or_send
def panel(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """The mediators of the jurisdiction, by street, kind and name; a button calls one in."""
    loaded = loaded_for(request, casefile_id)
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    if request.method == "POST":
        return _called(request, casefile_id)
    streets = territory.places_below("", Level.STREET, limit=STREETS)
    street = next((one for one in streets if str(one.pk) == request.GET.get("street")), None)
    kind = request.GET.get("kind", "")
    kind = kind if kind in queries.kinds().kinds else ""
    name, after = request.GET.get("q", "")[:TEXT_MAX], request.GET.get("after")
    found = everywhere(
        timezone.now(), path=street.path if street else "", kind=kind, name=name,
        after=key_of(after) if after else None,
    )  # fmt: skip
    sits = {one.post_id for one in loaded.seats if one.left_at is None} | {loaded.file.lead_id}
    query = request.GET.copy()
    first = query.pop("after", None) is not None
    context: dict[str, Any] = {
        "file": loaded.file, "street": street, "streets": streets, "kind": kind, "text": name,
        "rows": [line_of(*one) | {"sits": one[0].post.pk in sits} for one in found.rows],
        "kinds": [(code, KINDS[code]) for code in queries.kinds().kinds],
        "newer": f"?{query.urlencode()}" if first else "", "older": "",
    }  # fmt: skip
    if found.after is not None:
        query["after"] = str(found.after)
        context["older"] = f"?{query.urlencode()}"
    return render(request, "mediation/panel.html", context)


def _called(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    try:
        actions.call_in(
            viewer=viewer_of(request), file_id=casefile_id,
            post_id=key_of(request.POST.get("post", "")), now=timezone.now(),
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return redirect(request.get_full_path())
    messages.success(
        request, gettext("Called in. The seat opens when every party has agreed to it.")
    )
    return redirect("mediation:file", casefile_id)

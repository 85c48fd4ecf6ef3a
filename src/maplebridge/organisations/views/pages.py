"""What the pages of organisations share: who looks, how a form is run, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.views import signed_in as signed_in
from maplebridge.core.views import viewer_of as viewer_of
from maplebridge.territory.public import Place

from .. import policy, queries
from ..forms import InviteForm, PlaceForm
from ..messages import KINDS
from ..models import Organisation, OrganisationPlace

View = Callable[..., HttpResponseBase]
YEAR = timedelta(days=365)


AT_FIELD = {
    "organisation_name": "name",
    "organisation_kind": "kind",
    "organisation_code": "credit_code",
    "organisation_entered_already": "credit_code",
    "organisation_place": "place",
}
"""The field that a broken rule is about, where it is about one."""


def done(form: Form, act: Callable[[], object]) -> bool:
    """Run `act` for a valid form; a broken rule becomes the form's error and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        field = AT_FIELD.get(broken.code, "")
        form.add_error(field if field in form.fields else None, broken.sentence)
        return False
    return True


def said(request: HttpRequest, sentence: str, to: str, *args: Any) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(to, *args)


def today() -> date:
    return calendar.today(timezone.now())


def key_of(text: str) -> UUID:
    """A key out of an address or a form; anything that is none is answered as nothing there."""
    try:
        return UUID(text)
    except ValueError:
        raise Missing("organisation_missing") from None


def one_page(
    request: HttpRequest, organisation: Organisation, name: str = "", bound: Form | None = None
) -> HttpResponse:
    """The page of an organisation; `bound` is the form of it that was refused."""
    viewer, now = viewer_of(request), timezone.now()
    keeps = policy.may_keep(viewer, organisation.place.path) and organisation.ended_on is None
    places = queries.kept_places(viewer) if organisation.ended_on is None else []
    active = queries.active_in(organisation)
    forms: dict[str, Form] = {
        "invite": InviteForm(initial={"until": (today() + YEAR).isoformat()}),
        "place": PlaceForm(places=_not_yet(places, active)),
    }
    if bound is not None:
        forms[name] = bound
    context = {
        "organisation": organisation,
        "kind": KINDS[organisation.kind],
        "active": [
            (row, keeps or (bool(places) and policy.may_keep(viewer, row.place.path)))
            for row in active
        ],
        "keeps": keeps,
        "leads": bool(places),
        "named": queries.named(organisation, now) if keeps else [],
        "mine": queries.may_act_for(viewer.person_id, organisation.pk, today()),
        "forms": forms,
        "form": bound,
    }
    status = 422 if bound is not None else 200
    return render(request, "organisations/show.html", context, status=status)


def _not_yet(places: list[Place], active: list[OrganisationPlace]) -> list[Place]:
    """Where it is not active so far, neither there nor around it."""
    paths = tuple(row.place.path for row in active)
    return [one for one in places if not one.path.startswith(paths)]

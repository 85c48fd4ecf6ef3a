"""What all pages of the ground share: who looks, what they may see, how a form is run."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Level, Viewer
from maplebridge.core.views import signed_in as signed_in
from maplebridge.core.views import viewer_of as viewer_of

from .. import actions, queries
from ..forms import LEVELS
from ..models import Place
from ..policy import may_browse
from ..rules.coordinates import Srs

PAGE = 50

View = Callable[..., HttpResponseBase]


def allow_working(viewer: Viewer) -> None:
    actions.allow_browsing(viewer, "")


def browsed(viewer: Viewer, place_id: UUID) -> Place:
    shown = queries.place_by_id(place_id)
    if not may_browse(viewer, shown.path):
        actions.allow(viewer, shown.path)
    return shown


def rows(places: list[Place]) -> list[tuple[Place, Promise, str]]:
    """Places with the word for their level and their code, as lists show them. One query."""
    codes = queries.codes_of(places)
    return [(place, LEVELS[Level(place.level)], codes.get(place.pk, "")) for place in places]


def crumbs_to(shown: Place, here: bool = True) -> list[tuple[str, str]]:
    line = queries.ancestors(shown.path)
    pairs = [(p.name, reverse("territory:place", args=[p.pk])) for p in line]
    if here:
        pairs[-1] = (pairs[-1][0], "")
    return [(_("Places"), reverse("territory:index")), *pairs]


def done(form: Form, act: Callable[[], object]) -> bool:
    """Act; a broken rule becomes an error of the form, so that nothing typed is lost."""
    try:
        act()
    except RuleBroken as broken:
        if isinstance(broken, Missing):
            raise
        form.add_error(None, broken.sentence)
        return False
    return True


def status_of(form: Form) -> int:
    """422 for a form that was sent and not taken."""
    return 422 if form.is_bound and form.errors else 200


def srs_of(request: HttpRequest) -> Srs:
    try:
        return Srs(request.GET.get("srs", Srs.WGS84.value))
    except ValueError:
        raise RuleBroken("srs_unknown") from None

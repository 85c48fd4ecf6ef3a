"""Grids out of a file: first a look at what would change, then the drawing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maplebridge.core import calendar, files
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import StoredFile

from .. import actions, queries
from ..forms import ImportForm
from ..models import Place
from ..rules.coordinates import Srs
from ..rules.feature_files import BYTES_MAX
from ..rules.moves import Outside
from .finding import GEOJSON
from .pages import crumbs_to, signed_in, viewer_of

SALT = "maplebridge.territory.import"
KEPT_SECONDS = 12 * 3600
"""How long a file may wait between the look and the drawing; an unused file goes after a day."""
LISTED = 20


@signed_in
def import_grids(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Send a file, see what it would change, choose, and draw. Nothing is written before."""
    shown = queries.place_by_id(place_id)
    actions.allow(viewer_of(request), shown.path)
    context: dict[str, Any] = {
        "place": shown,
        "crumbs": crumbs_to(shown, here=False),
        "form": ImportForm(initial={"srs": Srs.WGS84.value, "outside": Outside.ASK.value}),
    }
    if request.method != "POST":
        return render(request, "territory/import.html", context)
    form = ImportForm(request.POST, request.FILES)
    context["form"] = form
    status = _run(request, form, shown, context) if form.is_valid() else 422
    if status == 302:
        return redirect("territory:place", place_id)
    return render(request, "territory/import.html", context, status=status)


def _run(request: HttpRequest, form: ImportForm, shown: Place, context: dict[str, Any]) -> int:
    """Look or draw; answers the status and puts what is wrong into form or context."""
    now = timezone.now()
    try:
        content, name = _content(form, shown)
        facts: dict[str, Any] = {
            "viewer": viewer_of(request),
            "place": shown,
            "content": content,
            "srs": Srs(form.cleaned_data["srs"]),
            "whole": form.cleaned_data["whole"],
            "outside": Outside(form.cleaned_data["outside"]),
            "day": calendar.today(now),
        }
        if form.cleaned_data["kept"] and "draw" in request.POST:
            _tell(request, actions.import_grids(**facts, source=name, now=now))
            return 302
        report = actions.look_at_grids(**facts)
    except actions.ImportRefused as refused:
        form.add_error("file", refused.sentence)
        context["flaws"] = refused.sentences
        return 422
    except RuleBroken as broken:
        form.add_error("file", broken.sentence)
        return 413 if broken.code == "file_over_limit" else 422
    kept = form.cleaned_data["kept"] or _keep(content, name, shown)
    context |= {"report": report, "kept": kept, "file_name": name, "listed": LISTED}
    context["listed_to"] = f":{LISTED}"
    context["asking"] = any(one.target is None for one in report.outside)
    return 200


def _content(form: ImportForm, shown: Place) -> tuple[bytes, str]:
    """The file just sent, else the one kept since the last look."""
    file = form.cleaned_data["file"]
    if file is not None:
        if file.size > BYTES_MAX:
            raise RuleBroken("file_over_limit", most=BYTES_MAX // 1_000_000)
        form.cleaned_data["kept"] = ""
        return file.read(), file.name or ""
    try:
        key, place, name = signing.loads(form.cleaned_data["kept"], salt=SALT, max_age=KEPT_SECONDS)
        stored = StoredFile.objects.get(pk=key) if place == str(shown.pk) else None
    except (signing.BadSignature, StoredFile.DoesNotExist):
        stored = None
    if stored is None:
        raise RuleBroken("file_chosen_none")
    with files.open(stored) as kept:
        return kept.read(), name


def _keep(content: bytes, name: str, shown: Place) -> str:
    stored = files.keep(content, GEOJSON)
    return signing.dumps([str(stored.pk), str(shown.pk), name[:120]], salt=SALT)


def _tell(request: HttpRequest, report: actions.ImportReport) -> None:
    facts = {"added": report.added, "corrected": report.corrected, "same": report.unchanged}
    done = _("%(added)s grids added, %(corrected)s corrected, %(same)s unchanged.")
    messages.success(request, done % facts)
    if report.overlapping:
        first, second, area = report.overlapping[0]
        count = len(report.overlapping)
        words = ngettext(
            "“%(first)s” and “%(second)s” share %(area)s m².",
            "%(count)s pairs of grids lap over a little, first “%(first)s” and “%(second)s”.",
            count,
        )
        pair = {"first": first, "second": second, "area": area, "count": count}
        messages.warning(request, words % pair)

"""Grids out of a file, and into one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken

from .. import actions, queries
from ..forms import ImportForm
from ..models import Place
from ..rules.coordinates import Srs
from ..rules.feature_files import BYTES_MAX
from .pages import crumbs_to, signed_in, viewer_of


@signed_in
def import_grids(request: HttpRequest, place_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    shown = queries.place_by_id(place_id)
    actions.allow(viewer, shown.path)
    context: dict[str, Any] = {"place": shown, "crumbs": crumbs_to(shown, here=False), "flaws": []}
    form = ImportForm(initial={"srs": Srs.WGS84.value})
    status = 200
    if request.method == "POST":
        form, status = ImportForm(request.POST, request.FILES), 422
        if form.is_valid():
            status = _import(request, form, shown, context)
            if status == 200:
                return redirect("territory:place", place_id)
    return render(request, "territory/import.html", context | {"form": form}, status=status)


def _import(request: HttpRequest, form: ImportForm, shown: Place, context: dict[str, Any]) -> int:
    """Draw what the file holds; answers the status and puts what is wrong into form or context."""
    file, now = form.cleaned_data["file"], timezone.now()
    try:
        if file.size > BYTES_MAX:
            raise RuleBroken("file_over_limit", most=BYTES_MAX // 1_000_000)
        report = actions.import_grids(
            viewer=viewer_of(request),
            place=shown,
            content=file.read(),
            srs=Srs(form.cleaned_data["srs"]),
            day=calendar.today(now),
            source=file.name or "",
            now=now,
        )
    except actions.ImportRefused as refused:
        form.add_error("file", refused.sentence)
        context["flaws"] = refused.sentences
        return 422
    except RuleBroken as broken:
        form.add_error("file", broken.sentence)
        return 413 if broken.code == "file_over_limit" else 422
    _tell(request, report)
    return 200


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

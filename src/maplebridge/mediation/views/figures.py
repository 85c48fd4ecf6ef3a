"""Published figures by year: what counts, what is missing, and entering one by two people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maplebridge.core.errors import RuleBroken

from .. import policy
from ..actions import figures as actions
from ..forms.figures import CheckForm, FigureForm
from ..messages.damages import label
from ..messages.figures import STATUSES
from ..queries import figures as queries
from ..rules.damages import shipped
from ..rules.damages.statistics import SERIES
from ..rules.damages.values import yuan
from .pages import bound, done, read_or_send, signed_in, today, viewer_of


@require_safe
@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """Every series of one place and year, those that are missing too."""
    viewer, books = viewer_of(request), shipped.rulebooks()
    place = request.GET.get("region", "")
    place = place if place in books else max(books)
    asked = request.GET.get("year", "")
    year = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today().year - 1
    )
    rows = queries.figures_of(viewer, place, year)
    shown = [_shown(one, place, year) for one in rows]
    context = {
        "main": shown[: len(SERIES)], "industries": shown[len(SERIES) :], "place": place, "year": year,
        "place_name": books[place].name, "before": year - 1,
        "after": year + 1 if year < today().year else None,
        "places": [(one.place, one.name) for one in books.values()],
        "may_enter": policy.may_enter_figures(viewer),
    }  # fmt: skip
    return render(request, "mediation/figures.html", context)


def _shown(row: queries.Row, place: str, year: int) -> dict[str, Any]:
    figure = row.figure
    return {
        "name": label("series", row.series),
        "yuan": yuan(figure.fen) if figure else "",
        "source": figure.source if figure else "",
        "status": STATUSES[figure.status.value] if figure else "",
        "people": [one for one in (figure.entered_by, figure.checked_by) if one]
        if figure and figure.checked_by
        else [],
        "waits": row.waits is not None,
        "url": reverse("mediation:figure", args=[place, year, row.series]),
    }


@read_or_send
@signed_in
def figure(request: HttpRequest, region: str, figure_year: int, series: str) -> HttpResponse:
    """Enter a figure; read it again as the second person; or take back what does not count yet."""
    viewer, now = viewer_of(request), timezone.now()
    row = queries.get_row(viewer, region, figure_year, series)
    key: dict[str, Any] = {
        "viewer": viewer,
        "place": region,
        "year": figure_year,
        "series": series,
        "now": now,
    }
    back = f"{reverse('mediation:figures')}?region={region}&year={figure_year}"
    if request.POST.get("do") == "take_back":
        try:
            actions.take_figure_back(**key)
            messages.success(request, _("The entry was taken back."))
        except RuleBroken as broken:
            messages.error(request, broken.sentence)
        return redirect(back)
    mine = row.waits is not None and row.waits.entered_by_id == viewer.person_id
    form: Any = bound(request, CheckForm if row.waits else FigureForm)
    if row.waits is None:
        sent = done(form, lambda: actions.enter_figure(**key, **form.entered()))
        thanks = _("Entered. It counts as soon as a second person has read the same.")
    else:
        sent = done(form, lambda: actions.check_figure(**key, fen=form.cleaned_data["value"]))
        thanks = _("Checked: the figure counts from now on.")
    if sent:
        messages.success(request, thanks)
        return redirect(back)
    context = {
        "form": form, "row": _shown(row, region, figure_year), "waits": row.waits, "mine": mine,
        "year": figure_year, "place_name": shipped.rulebooks()[region].name, "back": back,
    }  # fmt: skip
    return render(request, "mediation/figure.html", context, status=422 if form.errors else 200)

"""The catalogue's own pages: its versions, what differs between two, and the way to a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Missing, RuleBroken

from .. import actions, queries
from ..forms.catalogue import KINDS_MAX, AdoptForm, FiguresForm, content_of, draft_of
from ..rules.catalogue import Catalogue
from ..rules.catalogue_changes import changes
from .changes import in_words, where_of
from .wording import keyset_links, signed_in, viewer_of


@signed_in
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every version: planned, in force, earlier; newest adoption first, shipped ones last."""
    actions.allow_catalogue(viewer_of(request))
    today = calendar.today(timezone.now())
    page = queries.versions(viewer_of(request), today, after=request.GET.get("after", ""))
    context = {"versions": page.rows, **keyset_links(request, page.after)}
    return render(request, "matters/catalogue.html", context)


@signed_in
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """What changed from one version to another, in words."""
    actions.allow_catalogue(viewer_of(request))
    current = queries.catalogue(calendar.today(timezone.now()))
    old = version_named(request.GET.get("old", "") or current.version)
    new = version_named(request.GET.get("new", "") or queries.all_catalogues()[-1].version)
    context = {
        "old": old,
        "new": new,
        "versions": [one.version for one in queries.all_catalogues()],
        "changes": in_words(old, new, changes(old, new)),
    }
    return render(request, "matters/compare.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponseBase:
    """Change single figures of a version; look at what that changes before it is adopted."""
    actions.allow_catalogue(viewer_of(request))
    now = timezone.now()
    today = calendar.today(now)
    based = request.GET.get("based", "")
    book = version_named(based) if based else queries.catalogue(today)
    sent = request.POST if request.method == "POST" else None
    form = FiguresForm(book, data=sent, tomorrow=today + timedelta(days=1))
    if sent is not None and form.is_valid():
        try:
            return preview(request, form.content())
        except actions.CatalogueRefused as refused:
            for fault in refused.faults:
                field = str(fault.path[-1]) if len(fault.path) == 1 else None
                told = where_of(fault)
                form.add_error(field if field in form.fields else None, ValidationError(told))
        except RuleBroken as broken:
            field = "valid_from" if broken.code == "catalogue_day_too_early" else "version"
            form.add_error(field, ValidationError(broken.sentence, broken.code))
    context = {"form": form, "book": book, "too_many": len(book.categories) > KINDS_MAX}
    return render(request, "matters/propose.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def adopt(request: HttpRequest) -> HttpResponseBase:
    """Adopt the draft that was looked at, with the reason."""
    actions.allow_catalogue(viewer_of(request))
    form = AdoptForm(request.POST)
    content: dict[str, Any] = {}
    try:
        content = content_of(form["draft"].value() or "")
        if form.is_valid():
            made = actions.adopt_catalogue(
                viewer=viewer_of(request),
                content=content,
                why=form.cleaned_data["why"],
                also_open=form.cleaned_data["also_open"],
                now=timezone.now(),
            )
            facts = {"version": made.version}
            messages.success(request, gettext("Version %(version)s is adopted.") % facts)
            return redirect("matters:catalogue")
    except RuleBroken as broken:
        form.add_error(None, ValidationError(broken.sentence, broken.code))
    return preview(request, content, form)


def preview(
    request: HttpRequest, content: dict[str, Any], form: AdoptForm | None = None
) -> HttpResponse:
    """What a proposed catalogue changes, to be adopted or left. Raises as the action would."""
    context: dict[str, Any]
    if not content:
        context = {"form": form, "changes": [], "new": None}
        return render(request, "matters/preview.html", context, status=422)
    new = actions.checked_catalogue(content)
    if form is None:
        actions.check_new(new, timezone.now())
        form = AdoptForm(initial={"draft": draft_of(content)})
    old = queries.catalogue(calendar.today(timezone.now()))
    context = {
        "form": form,
        "old": old,
        "new": new,
        "changes": in_words(old, new, changes(old, new)),
    }
    return render(request, "matters/preview.html", context, status=422 if form.errors else 200)


def version_named(version: str) -> Catalogue:
    """The version of this name. Raises Missing."""
    found = next((one for one in queries.all_catalogues() if one.version == version), None)
    if found is None:
        raise Missing("catalogue_version_missing", version=version[:20])
    return found

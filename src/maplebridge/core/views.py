"""Whether the house stands, the operator's pages, and the public check of a document's code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import actions, calendar, documents, queries
from .errors import Missing
from .forms import CodeForm, DayForm, YearForm
from .viewer import Viewer

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks, or whose program asks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    return viewer


def signed_in(view: View[P]) -> View[P]:
    """Send a visitor to the sign-in page and back; what a post may do is decided further in.

    Nothing that is shown to somebody who signed in is ever kept by a cache.
    """

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not viewer_of(request).signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return checked


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Requests may be sent here: 200, or 503 with what is not ready."""
    found = queries.readiness(timezone.now())
    return JsonResponse({"ready": found.ready, **asdict(found)}, status=200 if found.ready else 503)


@signed_in
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    queue = queries.get_queue(viewer_of(request), before=_uuid(request.GET.get("before")))
    older = f"?before={queue.older_than}" if queue.older_than else ""
    context = {"queue": queue, "newer": "", "older": older, "now": timezone.now()}
    return render(request, "core/deliveries.html", context)


@signed_in
@require_POST
def retry_delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    actions.retry_delivery(viewer=viewer_of(request), delivery_id=delivery_id, now=timezone.now())
    messages.success(request, _("It will be tried again in a moment."))
    return redirect("core:deliveries")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_year(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    asked = YearForm(request.GET)
    year = asked.cleaned_data["year"] if asked.is_valid() else calendar.today(now).year
    days = queries.days_of_year(viewer_of(request), year)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["date"]
        actions.set_day(
            viewer=viewer_of(request),
            day=day,
            workday=form.workday,
            name=form.cleaned_data["name"],
            source=form.cleaned_data["source"],
            now=now,
        )
        messages.success(request, _("The calendar was changed."))
        return redirect(f"{reverse('core:calendar')}?year={day.year}")
    context = {"year": year, "days": days, "form": form, "before": year - 1, "after": year + 1}
    status = 400 if request.method == "POST" else 200
    return render(request, "core/calendar.html", context, status=status)


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"].strip().replace("/", "")
        return redirect("core:verify", code=code or "-")
    return render(request, "core/verify_form.html", {"form": form})


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a code is ours, and for what; nothing is uploaded, nobody is named."""
    document = documents.find(code)
    if document is None:
        context = {"code": code[:40], "form": CodeForm(initial={"code": code[:40]})}
        return render(request, "core/verify_unknown.html", context, status=404)
    context = {"document": document, "kind": documents.kind_label(document.kind)}
    return render(request, "core/verify.html", context)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Missing("delivery_missing") from None

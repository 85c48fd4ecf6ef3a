"""Turns what a person may not do, or what is not there, into a page that says so."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from . import views


def errors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Missing is 404, Forbidden 403, any other broken rule 422 with its own sentence."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleBroken):
            return None
        if isinstance(exception, Missing):
            return views.error(request, 404)
        status = 403 if isinstance(exception, Forbidden) else 422
        return views.error(request, status, words=str(exception))

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django's hook
    return middleware

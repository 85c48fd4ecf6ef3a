"""Puts on every request who is looking, asked for only when somebody wants to know."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from maplebridge.core.viewer import ANONYMOUS, Viewer

from . import queries


def viewer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Set `request.viewer`: no query for a visitor, three at most for somebody signed in."""

    def look(request: HttpRequest) -> Viewer:
        account = request.user
        if not account.is_authenticated:
            return ANONYMOUS
        return queries.viewer_of(account, now=timezone.now())

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: look(request))  # type: ignore[attr-defined]  # ours
        return get_response(request)

    return middleware

"""A kiosk keeps no page: the next person's Back button finds nothing of the one before."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from . import queries


def kiosk_keeps_nothing(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Every answer to a device that is a kiosk, whatever its view says; files of the design are not
    among them, because they are served before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        if queries.KIOSK_COOKIE in request.COOKIES:
            patch_cache_control(answer, no_store=True, private=True)
        return answer

    return middleware

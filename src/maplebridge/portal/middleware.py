"""Turns what a person may not do, what is not there, what comes too fast and what cannot be read
into a page that says so."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from maplebridge.core.errors import Forbidden, Missing, RuleBroken, Unavailable
from maplebridge.core.viewer import Viewer
from maplebridge.matters.public import open311_problem
from maplebridge.people import public as people

from . import views
from .policy import OPEN311 as OPEN311_SCOPES

clock = time.time
WINDOW = 60
SEARCHES = frozenset(
    {
        "territory:search",
        "territory:locate",
        "people:residents",
        "matters:places",
        "api:places",
        "api:locate",
        "open311:request",
        "open311:requests",
        "open311:updates",
    }
)
OPEN311 = "/open311/"
IN_JSON = ("/api/", "/matters/report/outbox/")
NUL = "\0"
JSON_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
PIECES = frozenset({"matters:upload"})
"""A photo comes in many requests: they have a limit of their own."""
KNOCKING = frozenset({"channels:wechat", "channels:sms_receipts", "channels:sms_replies"})
"""Providers knock here for everybody, from a few addresses; each call proves who sent it."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TooFast(Exception):
    """More than the limit allows within this minute; `wait` seconds until the next."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


def no_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """400 for a NUL in an address, a filter or a form: no text of ours has one, and PostgreSQL
    stores none and compares with none. A cookie with one is not ours, and is as good as absent.

    Open311 lists all that is wrong in a request, and providers send many messages in one: both
    look at each text themselves.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {k: v for k, v in request.COOKIES.items() if NUL not in k + v}
        return get_response(request)

    def process_view(request: HttpRequest, *args: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match and (match.view_name in KNOCKING or match.app_names == ["open311"]):
            return None
        found = NUL in request.path or _has_nul(request.GET)
        found = found or _has_nul(request.POST) or _has_nul_in_json(request)
        return _nul_refused(request) if found else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django's hook
    return middleware


def _has_nul(sent: QueryDict) -> bool:
    return any(NUL in text for name, values in sent.lists() for text in (name, *values))


def _has_nul_in_json(request: HttpRequest) -> bool:
    """Written as it has to be in JSON; what is too large to be looked at is refused by its view."""
    length = request.headers.get("Content-Length", "")
    small = length.isdecimal() and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    in_json = request.content_type == "application/json"
    return small and in_json and JSON_NUL.search(request.body) is not None


def _nul_refused(request: HttpRequest) -> HttpResponse:
    said = gettext(
        "In what was sent stands a character that no text has (NUL). Remove it, then send it again."
    )
    if request.path.startswith(IN_JSON):
        return JsonResponse({"code": "nul_character", "message": said}, status=400)
    fields = [(name, str(value).replace(NUL, "")) for name, value in request.POST.items()]
    return views.error(request, 400, words=said, typed=people.typed_words(fields))


def errors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Missing is 404, Forbidden 403, Unavailable 503, others 422 with their own sentence."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RuleBroken):
            return None
        if isinstance(exception, Missing):
            return views.error(request, 404)
        if isinstance(exception, Unavailable):
            return views.error(request, 503, words=str(exception))
        status = 403 if isinstance(exception, Forbidden) else 422
        return views.error(request, status, words=str(exception))

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django's hook
    return middleware


def limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Searches and writes within the limits of the settings; what was typed stays on the page.

    Signing in has limits of its own. A program is counted once its key is known (see policy);
    Open311 sends keys in forms, so its views open them by the way that they are given here.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *args: Any) -> HttpResponse | None:
        match = request.resolver_match
        of_a_program = request.path.startswith("/api/") and "Authorization" in request.headers
        try:
            if match and match.view_name in SEARCHES:
                count("search", people.address_mark(request))
            if match and match.view_name in PIECES:
                count("piece", _who(request))
            elif match and match.app_names == ["open311"]:
                request.open_key = partial(open_key, request)  # type: ignore[attr-defined]  # ours
            elif not of_a_program and not _limited_elsewhere(request):
                count_write(request)
        except TooFast as refused:
            return too_fast(request, refused)
        return None

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_fast(request, exception) if isinstance(exception, TooFast) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django's hook
    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # likewise
    return middleware


def _limited_elsewhere(request: HttpRequest) -> bool:
    """Signing in counts by itself; a provider's call is refused unless it proves who sent it."""
    match = request.resolver_match
    knocks = match is not None and match.view_name in KNOCKING
    return knocks or request.path.startswith("/account/")


def count_write(request: HttpRequest) -> None:
    """Count a request that changes something. Raises TooFast."""
    if request.method in SAFE:
        return
    viewer = _viewer(request)
    if viewer.signed_in:
        count("account", str(viewer.account_id))
    else:
        count("visitor", people.address_mark(request))


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    return viewer


def _who(request: HttpRequest) -> str:
    viewer = _viewer(request)
    return str(viewer.account_id) if viewer.signed_in else people.address_mark(request)


def open_key(request: HttpRequest, key: str) -> people.Program:
    """The program behind a key that came with a form, counted as what it is from here on.

    Raises Forbidden when the key opens nothing, or not this address; TooFast.
    """
    program = people.open_token(token=key, now=timezone.now()) if key else None
    if program is None:
        count("visitor", people.address_mark(request))
        raise Forbidden("open311_key_unusable" if key else "open311_key_missing")
    match = request.resolver_match
    needs = OPEN311_SCOPES.get(f"{request.method} {match.url_name if match else ''}", ())
    if not program.scopes.intersection(needs):
        raise Forbidden("open311_key_scope", scopes=", ".join(sorted(needs)))
    request.viewer = program.viewer  # type: ignore[attr-defined]  # ours, as people.middleware's
    count_write(request)
    return program


def count(limit: str, who: str) -> None:
    """Count one of `who` in this minute. Raises TooFast; a limit that is not set never does."""
    most, now = settings.LIMITS.get(limit, 0), clock()
    if not most:
        return
    store, key = caches["limits"], f"{limit}:{who}:{int(now // WINDOW)}"
    store.add(key, 0, WINDOW * 2)
    if store.incr(key) > most:
        raise TooFast(max(1, int(WINDOW - now % WINDOW)))


def too_fast(request: HttpRequest, refused: TooFast) -> HttpResponse:
    """429, in the shape that the caller reads, and when to try again."""
    answer: HttpResponse
    sentence = gettext("This came too fast. Wait %(seconds)s seconds, then send it again.")
    said = sentence % {"seconds": refused.wait}
    if request.path.startswith("/api/"):
        answer = JsonResponse({"code": "too_fast", "message": said}, status=429)
    elif request.path.startswith(OPEN311):
        answer = open311_problem(request.path, 429, said)
    else:
        words = people.typed_words(request.POST.items())
        context = {"words": words, "seconds": refused.wait}
        answer = render(request, "portal/too_fast.html", context, status=429)
    answer["Retry-After"] = str(refused.wait)
    answer["Cache-Control"] = "no-store"
    return answer

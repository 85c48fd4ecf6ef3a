"""Puts on every request who is looking, and catches what somebody sent after being signed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from maplebridge.core import calendar
from maplebridge.core.viewer import ANONYMOUS, Viewer

from . import actions, queries, rules

Answer = Callable[[HttpRequest], HttpResponse]
LAST_HERE = "last_here"
"""A cookie with a keyed hash of the account that was last signed in; it opens nothing."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}


def viewer(get_response: Answer) -> Callable[..., HttpResponse]:
    """Set `request.viewer`: no query for a visitor, three for somebody signed in.

    The first page of a day also notes that the account is in use.
    """

    def look(request: HttpRequest) -> Viewer:
        account = request.user
        if not account.is_authenticated:
            return ANONYMOUS
        now = timezone.now()
        if account.last_used_on != calendar.today(now):
            actions.note_use(account=account, now=now)
        return queries.viewer_of(account, now=now)

    def middleware(request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: look(request))  # type: ignore[attr-defined]  # ours
        return get_response(request)

    return middleware


def unsent(get_response: Answer) -> Callable[..., HttpResponse]:
    """A form sent after the session ended: sign-in leads to a page, and the words wait there.

    Without this, sign-in would lead to the address of the form, which may only be sent to. The
    words wait for the account that was last signed in here: each signed-in page leaves its mark.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "POST" or not _asks_to_sign_in(request, response):
            return _leave_mark(request, response)
        onward = _page_of_the_form(request)
        words = rules.typed_words(request.POST.items())
        whose = request.COOKIES.get(LAST_HERE, "")
        if words and whose:
            at = timezone.now().timestamp()
            kept = {"words": words, "page": onward, "at": at, "whose": whose}
            request.session["unsent"] = kept
            text = gettext(
                "You had been signed out, so nothing was sent yet. Sign in, and you get back what "
                "you wrote."
            )
        else:
            text = gettext("You had been signed out, so nothing was done. Sign in and try again.")
        messages.warning(request, text)
        return redirect_to_login(reverse("people:unsent") if words and whose else onward)

    return middleware


def _leave_mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """No query: only a session that the page itself looked at says who is signed in."""
    key = request.session.get(SESSION_KEY) if request.session.accessed else None
    mark = queries.account_mark(key) if key else ""
    if mark and request.COOKIES.get(LAST_HERE) != mark:
        response.set_cookie(
            LAST_HERE,
            mark,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a page of ours refused a visitor. The steps of signing in speak for themselves."""
    if response.status_code != 302 or request.path == reverse("people:again"):
        return False
    to_sign_in = urlsplit(response["Location"]).path == reverse("account_login")
    return to_sign_in and not request.path.startswith("/account/")


def _page_of_the_form(request: HttpRequest) -> str:
    """The page that showed the form, when it is ours; else the nearest page above it; else home."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or came.path.startswith("//"):
        return "/"
    if _opens(came.path):
        return f"{came.path}?{came.query}" if came.query else came.path
    path = came.path
    while path.count("/") > 2:
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if _opens(path):
            return path
    return "/"


def _opens(path: str) -> bool:
    """Whether a page of ours answers GET there: not one that may only be sent to."""
    try:
        view: Callable[..., Any] | None = resolve(path).func
    except Resolver404:
        return False
    while view is not None:  # require_POST leaves the methods it allows in its closure
        for cell in getattr(view, "__closure__", None) or ():
            kept = cell.cell_contents
            if isinstance(kept, (list, tuple)) and kept and set(map(str, kept)) <= METHODS:
                return "GET" in kept
        view = getattr(view, "__wrapped__", None)
    return True

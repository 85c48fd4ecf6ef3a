"""A device that stands in a station for everybody: large type, no sign-in, and nothing stays.

Opening the start page forgets whoever was here; a page that nobody touches leads back to it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.core.errors import Forbidden, RuleBroken

from .. import policy, queries
from ..rules import signs
from .wording import viewer_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponseBase:
    """The start page; for a worker on a device that is no kiosk yet, the page that makes it one."""
    standing = request.COOKIES.get(queries.KIOSK_COOKIE, "")
    if request.method == "POST":
        return _end(request, standing) if standing else _begin(request)
    if standing and "done" in request.GET:
        return _forget(request)
    if standing:
        logout(request)
        return _start(request, standing)
    if not viewer_of(request).signed_in:
        return redirect_to_login(request.get_full_path())
    if not viewer_of(request).works:
        raise Forbidden("matter_no_post")
    return render(request, "matters/kiosk_begin.html")


def _forget(request: HttpRequest) -> HttpResponseBase:
    """The next person finds the language of the house, and no form of the one before can be sent again."""
    logout(request)
    rotate_token(request)
    answer = redirect("matters:kiosk")
    answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _start(request: HttpRequest, code: str, problem: str = "") -> HttpResponse:
    try:
        place = queries.place_of_code(code)
    except RuleBroken as broken:
        place, problem = None, problem or broken.sentence
    context = {"place": place, "at": code if place else "", "problem": problem, "starts": True}
    return render(request, "matters/kiosk.html", context, status=422 if request.POST else 200)


def _begin(request: HttpRequest) -> HttpResponseBase:
    """From now on this device is a kiosk for a place that the worker serves; they are signed out."""
    viewer, typed = viewer_of(request), request.POST.get("code", "")[:30]
    if not viewer.works:
        raise Forbidden("matter_no_post")
    try:
        if not policy.serves(viewer, queries.place_of_code(typed).path):
            raise Forbidden("matter_relay_elsewhere")
    except RuleBroken as broken:
        context = {"typed": typed, "problem": broken.sentence}
        return render(request, "matters/kiosk_begin.html", context, status=422)
    logout(request)
    answer = redirect("matters:kiosk")
    answer.set_cookie(
        queries.KIOSK_COOKIE,
        signs.normal(typed) or typed.strip(),
        max_age=365 * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _end(request: HttpRequest, standing: str) -> HttpResponseBase:
    """Whoever types the code of the kiosk's place ends it: it hangs on the wall, so no secret is kept."""
    typed = request.POST.get("code", "")[:30]
    if (signs.normal(typed) or typed.strip()) != standing:
        return _start(request, standing, RuleBroken("matter_kiosk_code").sentence)
    answer = redirect("portal:home")
    answer.delete_cookie(queries.KIOSK_COOKIE)
    return answer

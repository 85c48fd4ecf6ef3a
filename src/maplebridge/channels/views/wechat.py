"""Where WeChat knocks, and the page with the code that hangs in a grid."""

from __future__ import annotations

from uuid import UUID

import segno
import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core.views import signed_in, viewer_of

from .. import actions, queries
from ..rules.wechat import BODY_MAX, NotWechat, check_echo, check_signature, check_time

log = structlog.get_logger("maplebridge.channels")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def wechat(request: HttpRequest) -> HttpResponse:
    """GET proves to WeChat that we know the token; POST brings a message. Answered at once."""
    if not settings.WECHAT_TOKEN:
        raise Http404
    query = {name: request.GET.get(name, "") for name in _QUERY}
    try:
        if request.method == "GET":
            parts = (settings.WECHAT_TOKEN, query["timestamp"], query["nonce"])
            check_signature(query["signature"], *parts)
            check_time(query["timestamp"], timezone.now())
            check_echo(query["echostr"])
            return _plain(query["echostr"].encode())
        body = request.read(BODY_MAX + 1)
        if len(body) > BODY_MAX:
            return _plain(b"too large", 413)
        with translation.override(settings.LANGUAGE_CODE):
            return _plain(actions.take_callback(query, body, now=timezone.now()))
    except NotWechat as refused:
        log.warning("wechat callback refused", why=str(refused))
        return _plain(str(refused).encode(), _STATUS.get(str(refused), 403))


_QUERY = ("signature", "msg_signature", "timestamp", "nonce", "echostr")
_STATUS = {"xml": 400, "fields": 400, "envelope": 400, "echostr": 400}


def _plain(content: bytes, status: int = 200) -> HttpResponse:
    kind = "text/xml" if content.startswith(b"<xml>") else "text/plain"
    answer = HttpResponse(content, status=status, content_type=f"{kind}; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@signed_in
@require_safe
def code(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """One page to print and hang up."""
    place, found = queries.grid_code(viewer_of(request), place_id)
    drawn = (
        segno.make(found.address, error="m").svg_data_uri(scale=8, light="#fff") if found else ""
    )
    context = {
        "place": place,
        "drawn": drawn,
        "account_name": settings.WECHAT_NAME,
        "ready": bool(settings.WECHAT_APP_ID),
    }
    return render(request, "channels/code.html", context)


@signed_in
@require_POST
def make_grid_code(request: HttpRequest, place_id: UUID) -> HttpResponse:
    actions.make_grid_code(viewer=viewer_of(request), place_id=place_id, now=timezone.now())
    return redirect("channels:code", place_id)

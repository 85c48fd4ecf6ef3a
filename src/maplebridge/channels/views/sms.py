"""Where SMS providers knock: what became of a message, and what somebody sent us."""

from __future__ import annotations

import hmac

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .. import actions
from ..rules.sms import BODY_MAX, NotReadable

log = structlog.get_logger("maplebridge.channels")

YES = {"aliyun": {"code": 0, "msg": "OK"}, "tencent": {"result": 0, "errmsg": "OK"}}
"""What each provider reads as "taken"; anything else makes it send again."""


@never_cache
@csrf_exempt
@require_POST
def sms_receipts(request: HttpRequest, token: str) -> HttpResponse:
    return _taken(request, token, actions.take_receipts)


@never_cache
@csrf_exempt
@require_POST
def sms_replies(request: HttpRequest, token: str) -> HttpResponse:
    with translation.override(settings.LANGUAGE_CODE):
        return _taken(request, token, actions.take_replies)


def _taken(request: HttpRequest, token: str, take: actions.Take) -> HttpResponse:
    """The token in the address says who knocks; without the right one nobody is there."""
    known = settings.SMS_CALLBACK_TOKEN
    if not known or not hmac.compare_digest(token.encode(), known.encode()):
        raise Http404
    body = request.read(BODY_MAX + 1)
    if len(body) > BODY_MAX:
        return HttpResponse("too large", status=413, content_type="text/plain")
    try:
        take(settings.SMS_PROVIDER, body, now=timezone.now())
    except NotReadable:
        log.warning("sms callback refused", provider=settings.SMS_PROVIDER)
        return HttpResponse("not readable", status=400, content_type="text/plain")
    return JsonResponse(YES.get(settings.SMS_PROVIDER, {"ok": True}))

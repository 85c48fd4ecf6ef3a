"""The door to an SMS gateway. Each call is tried once; the person at the sign-in page tries again."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from datetime import datetime
from http.client import HTTPException, HTTPMessage
from typing import IO

from django.conf import settings

from maplebridge.core.errors import RuleBroken

from ..models import Outgoing
from ..rules import is_safe_gateway, sign
from .bus import NotDelivered
from .senders import Refused

SMS_SECONDS = 5.0
TRY_AGAIN = frozenset({408, 425, 429})
NOT_SET_UP = "not_set_up"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed message goes to the configured address and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def send_sms(phone: str, text: str) -> None:
    """Hand one text message to the configured gateway, signed.

    Raises RuleBroken `channels_no_sms_gateway` when none is set or its address is not https, and
    `channels_sms_not_sent` on any answer other than 2xx.
    """
    try:
        _to_gateway(phone, text)
    except Refused as refused:
        code = "no_sms_gateway" if refused.code == NOT_SET_UP else "sms_not_sent"
        raise RuleBroken(f"channels_{code}") from refused
    except NotDelivered as problem:
        raise RuleBroken("channels_sms_not_sent") from problem


def deliver(message: Outgoing, *, now: datetime) -> str:
    """The door of the channel `sms`. Our own id goes along, for the gateway to repeat in receipts."""
    return _to_gateway(message.to, message.text, id=str(message.pk))


def _to_gateway(phone: str, text: str, **more: str) -> str:
    """POST JSON {"to", "text"} with headers X-Maplebridge-Timestamp (seconds since 1970) and
    X-Maplebridge-Signature: sha256=HMAC-SHA256(key, timestamp.body).

    Raises Refused when another try would be refused too, NotDelivered when one may help.
    """
    url, key = settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY
    if not url or not key or not is_safe_gateway(url):
        raise Refused(NOT_SET_UP)
    body = json.dumps({"to": phone, "text": text} | more, ensure_ascii=False).encode()
    timestamp = str(int(time.time()))
    request = urllib.request.Request(
        url,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-Maplebridge-Timestamp": timestamp,
            "X-Maplebridge-Signature": f"sha256={sign(key, timestamp, body)}",
        },
    )
    try:
        with _opener.open(request, timeout=SMS_SECONDS):
            return ""
    except urllib.error.HTTPError as answer:
        if answer.code in TRY_AGAIN or answer.code >= 500:
            raise NotDelivered(f"the SMS gateway answered {answer.code}") from answer
        raise Refused(f"http_{answer.code}") from answer
    except (urllib.error.URLError, HTTPException, OSError) as problem:
        raise NotDelivered("the SMS gateway is away") from problem

"""WeChat's own doors: sending, fetching pictures, the menu, the codes. Each call is tried once."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from maplebridge.core import files

from ..models import Incoming, Outgoing, WechatToken
from ..rules.messages import LINK
from ..rules.wechat import EVENTS, MESSAGES, may_write, shortened
from . import http
from .bus import NotDelivered
from .senders import Refused, WindowClosed

LEASE = timedelta(seconds=10)
EARLY = timedelta(minutes=5)
"""A token is renewed so long before its end."""
WAIT_SECONDS = 8.0
STALE = frozenset({40001, 40014, 42001})
CLOSED = frozenset({45015, 45047})
"""Answered too late, and answered too often."""
GONE = frozenset({43004, 40003})
"""The person does not follow the account any more, or never did."""
BUSY = frozenset({-1, 45009, 45011})


def deliver(message: Outgoing, *, now: datetime) -> str:
    """The door of the channel `wechat`: a service message, else a template message if one is set.

    Raises WindowClosed when neither may be sent, so that the message goes another way.
    """
    _configured()
    if may_write(last_heard(message, now), now):
        try:
            text = shortened(message.text, settings.SITE_URL)
            content = {"touser": message.to, "msgtype": "text", "text": {"content": text}}
            _call("/cgi-bin/message/custom/send", content)
        except WindowClosed:
            pass
        else:
            return ""
    return _by_template(message)


def _by_template(message: Outgoing) -> str:
    if not settings.WECHAT_TEMPLATE_ID or not message.label:
        raise WindowClosed("window_closed")
    values = {
        "reference": message.label,
        "short": message.data.get("short") or message.text[:20],
        "words": message.text.replace("\n", " ")[:20],
    }
    fields = (pair.partition("=") for pair in settings.WECHAT_TEMPLATE_FIELDS)
    content = {
        "touser": message.to,
        "template_id": settings.WECHAT_TEMPLATE_ID,
        "url": _page_of(message),
        "data": {name: {"value": values.get(value, value)} for name, _, value in fields},
    }
    return str(_call("/cgi-bin/message/template/send", content).get("msgid", ""))


def _page_of(message: Outgoing) -> str:
    """Where a tap on the message leads: to the page of what it is about."""
    link = message.data.get(LINK)
    return f"{settings.SITE_URL.rstrip('/')}/matters/a/{link}/" if link else str(settings.SITE_URL)


def last_heard(message: Outgoing, now: datetime) -> dict[str, tuple[datetime, int]]:
    """When the person last wrote, and last tapped, and how many messages went to them since."""
    theirs = Incoming.objects.filter(
        channel="wechat", account=message.account, sender=message.to
    ).order_by("-received_at")
    sent = Outgoing.objects.filter(
        channel="wechat", account=message.account, to=message.to, sent_at__isnull=False
    )
    found = {}
    for name, kinds in (("message", MESSAGES), ("event", EVENTS)):
        at = theirs.filter(kind__in=kinds).values_list("received_at", flat=True).first()
        if at is not None:
            found[name] = (at, sent.filter(sent_at__gte=at).count())
    return found


def picture(media_id: str) -> bytes:
    """The bytes of a picture that somebody sent; kept there for three days."""
    _configured()
    path, most = "/cgi-bin/media/get", files.PHOTO_SIZE_MAX
    return _with_token(
        lambda token: http.ask(_url(path, access_token=token, media_id=media_id), most=most)
    )


def make_menu(buttons: list[dict[str, Any]]) -> None:
    """Show these buttons from now on, instead of those before."""
    _configured()
    _call("/cgi-bin/menu/create", {"button": buttons})


def standing_menu() -> Any:
    """The buttons that are shown now, whoever made them; None when there is no menu."""
    _configured()
    answer = http.as_object(
        _with_token(
            lambda token: http.ask(_url("/cgi-bin/get_current_selfmenu_info", access_token=token))
        )
    )
    found = answer.get("selfmenu_info")
    return found.get("button") if answer.get("is_menu_open") and isinstance(found, dict) else None


def make_code(scene: str, *, seconds: int = 0) -> str:
    """What the QR code of a scene holds. It ends after `seconds`; with 0 it never does, and an
    account has 100,000 of those."""
    _configured()
    content: dict[str, Any] = {"action_info": {"scene": {"scene_str": scene}}}
    if seconds:
        content |= {"action_name": "QR_STR_SCENE", "expire_seconds": seconds}
    else:
        content |= {"action_name": "QR_LIMIT_STR_SCENE"}
    return str(_call("/cgi-bin/qrcode/create", content)["url"])


def _configured() -> None:
    if not settings.WECHAT_APP_ID or not settings.WECHAT_APP_SECRET:
        raise Refused(http.NOT_SET_UP)


def _url(path: str, **query: str) -> str:
    return f"{settings.WECHAT_API_URL}{path}?{urlencode(query, quote_via=quote)}"


def _call(path: str, content: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps(content, ensure_ascii=False).encode()
    return http.as_object(_with_token(lambda token: http.ask(_url(path, access_token=token), body)))


def _with_token(act: Any) -> bytes:
    """Run one call; once more with a new token when WeChat calls the old one stale."""
    held = token()
    for last in (False, True):
        content: bytes = act(held)
        code = _error_in(content)
        if code in STALE and not last:
            WechatToken.objects.filter(app_id=settings.WECHAT_APP_ID, token=held).update(token="")
            held = token()
            continue
        _raise_for(code)
        return content
    raise AssertionError("unreachable")


def _error_in(content: bytes) -> int:
    """The error code of an answer; 0 for a picture, and for an answer that is well."""
    if content[:1] != b"{":
        return 0
    try:
        return int(json.loads(content).get("errcode", 0))
    except (ValueError, AttributeError):
        return 0


def _raise_for(code: int) -> None:
    if code == 0:
        return
    if code in BUSY or code in STALE:
        raise NotDelivered(f"WeChat answered {code}")
    if code in CLOSED or code in GONE:
        raise WindowClosed(f"wechat_{code}")
    raise Refused(f"wechat_{code}")


def token() -> str:
    """The access token, fetched by one of all workers when it is due; the others wait for it."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        now = timezone.now()
        row, _ = WechatToken.objects.get_or_create(app_id=settings.WECHAT_APP_ID)
        if row.token and row.expires_at is not None and row.expires_at > now:
            return row.token
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        due = WechatToken.objects.filter(free, app_id=row.app_id)
        due = due.filter(Q(token="") | Q(expires_at__isnull=True) | Q(expires_at__lte=now))
        if due.update(lease_until=now + LEASE):
            return _fetched(row.app_id, now)
        if time.monotonic() > until:
            raise NotDelivered("another worker fetches the token of WeChat")
        time.sleep(0.1)


def _fetched(app_id: str, now: datetime) -> str:
    """By POST, so that the secret stands in no log of addresses."""
    content = {
        "grant_type": "client_credential",
        "appid": app_id,
        "secret": settings.WECHAT_APP_SECRET,
    }
    mine = WechatToken.objects.filter(app_id=app_id)
    try:
        answer = http.as_object(
            http.ask(_url("/cgi-bin/stable_token"), json.dumps(content).encode())
        )
        if "access_token" not in answer:
            _raise_for(int(answer.get("errcode", -1)) or -1)
    except Exception:
        mine.update(lease_until=None)
        raise
    ends = now + timedelta(seconds=int(answer["expires_in"])) - EARLY
    mine.update(token=answer["access_token"], expires_at=ends, lease_until=None)
    return str(answer["access_token"])

"""The doors for text messages: a gateway of one's own, Aliyun or Tencent. Each call is tried once."""

from __future__ import annotations

import json
import time
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from maplebridge.core.errors import RuleBroken

from ..messages import ON_THE_PAGE
from ..models import Outgoing
from ..rules import sign
from ..rules.messages import BRIEF, LINK, NO_LINK, SAFE
from ..rules.sms import TENCENT_TYPE, aliyun_form, aliyun_params, parts, tencent_authorization
from . import http
from .bus import NotDelivered
from .senders import Refused

ALIYUN_AGAIN = ("isp.", "Throttling", "isv.BUSINESS_LIMIT_CONTROL", "ServiceUnavailable")
TENCENT_AGAIN = (
    "InternalError",
    "RequestLimitExceeded",
    "LimitExceeded",
    "FailedOperation.Timeout",
)
URLS = {"aliyun": "https://dysmsapi.aliyuncs.com/", "tencent": "https://sms.tencentcloudapi.com/"}
REGIONS = {"aliyun": "cn-hangzhou", "tencent": "ap-guangzhou"}


def send_sms(phone: str, text: str, *, code: str = "") -> None:
    """Hand one text message to the configured provider or gateway, for somebody who waits for it.

    `code` is the sign-in code in the text, for providers that send registered sentences only.
    Raises RuleBroken `channels_no_sms_gateway` when nothing is set up or its address is not https,
    and `channels_sms_not_sent` on any answer other than yes.
    """
    try:
        if not settings.SMS_PROVIDER:
            _to_gateway(phone, text)
        elif code:
            _by_template(phone, settings.SMS_TEMPLATE_CODE, {"code": code})
        else:
            line = " ".join(text.split())
            if len(line) > settings.SMS_WORDS_MAX:
                raise Refused("too_long")
            _by_template(phone, settings.SMS_TEMPLATE_NEWS, _news("", line, ""))
    except Refused as refused:
        what = "no_sms_gateway" if refused.code == http.NOT_SET_UP else "sms_not_sent"
        raise RuleBroken(f"channels_{what}") from refused
    except NotDelivered as problem:
        raise RuleBroken("channels_sms_not_sent") from problem


def deliver(message: Outgoing, *, now: datetime) -> str:
    """The door of the channel `sms`. Our own id goes along, to be repeated in receipts.

    A reply to what somebody wrote goes out whole. News of a matter says what it is about, what can
    be replied, and a link to the rest. Nothing is ever cut: what a registered sentence cannot hold
    is said by the link.
    """
    own_id, link = str(message.pk), message.data.get(LINK, "")
    safe = message.data.get(SAFE, "")
    if not settings.SMS_PROVIDER:
        return _to_gateway(message.to, _with_link(safe, link) or message.text, id=own_id)
    if not safe and settings.SMS_TEMPLATE_TALK:
        said = parts(message.text, settings.SMS_TALK_PARTS, settings.SMS_WORDS_MAX)
        if said is not None:
            params = {f"words{number}": part for number, part in enumerate(said, start=1)}
            return _by_template(message.to, settings.SMS_TEMPLATE_TALK, params, own_id)
    params = _news(message.label, _brief(message), link)
    return _by_template(message.to, settings.SMS_TEMPLATE_NEWS, params, own_id)


def _brief(message: Outgoing) -> str:
    """The fullest wording that fits one variable. Raises Refused when there is none."""
    brief = message.data.get(BRIEF) or str(ON_THE_PAGE)
    for words in (message.data.get(SAFE) or message.text, brief):
        line = " ".join(words.split())
        if len(line) <= settings.SMS_WORDS_MAX:
            return line
    raise Refused("too_long")


def _with_link(safe: str, link: str) -> str:
    """Words of our own with the address of the page; "" where the text itself goes out."""
    return f"{safe} {link_url(link)}" if safe and link else safe


def link_url(link: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/matters/a/{link}/"


def _news(label: str, words: str, link: str) -> dict[str, str]:
    """The variables of the sentence for news, in this order; NO_LINK leads to the door of all pages."""
    return {"reference": label or "-", "words": words, "link": link or NO_LINK}


def _by_template(phone: str, template: str, params: dict[str, str], own_id: str = "") -> str:
    """A registered sentence with its variables; returns the provider's reference."""
    needed = (settings.SMS_KEY_ID, settings.SMS_KEY_SECRET, settings.SMS_SIGN, template)
    if settings.SMS_PROVIDER not in URLS or not all(needed):
        raise Refused(http.NOT_SET_UP)
    send = _to_aliyun if settings.SMS_PROVIDER == "aliyun" else _to_tencent
    return send(phone, template, params, own_id)


def _address() -> str:
    return settings.SMS_API_URL or URLS[settings.SMS_PROVIDER]


def _to_aliyun(phone: str, template: str, params: dict[str, str], own_id: str) -> str:
    form = aliyun_form(
        aliyun_params(
            key_id=settings.SMS_KEY_ID,
            region=settings.SMS_REGION or REGIONS["aliyun"],
            nonce=uuid4().hex,
            now=timezone.now(),
            PhoneNumbers=phone,
            SignName=settings.SMS_SIGN,
            TemplateCode=template,
            TemplateParam=json.dumps(params, ensure_ascii=False),
            **({"OutId": own_id} if own_id else {}),
        ),
        settings.SMS_KEY_SECRET,
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = http.as_object(http.ask(_address(), form, headers))
    code = str(answer.get("Code", ""))
    if code == "OK":
        return str(answer.get("BizId", ""))
    if code.startswith(ALIYUN_AGAIN) or not code:
        raise NotDelivered(f"Aliyun answered {code}")
    raise Refused(code)


def _to_tencent(phone: str, template: str, params: dict[str, str], own_id: str) -> str:
    if not settings.SMS_APP_ID:
        raise Refused(http.NOT_SET_UP)
    content = {
        "PhoneNumberSet": [f"+86{phone}"],
        "SmsSdkAppId": settings.SMS_APP_ID,
        "SignName": settings.SMS_SIGN,
        "TemplateId": template,
        "TemplateParamSet": list(params.values()),
        "SessionContext": own_id,
    }
    body, url, now = json.dumps(content, ensure_ascii=False).encode(), _address(), timezone.now()
    host = urlsplit(url).netloc
    headers = {
        "Authorization": tencent_authorization(
            key_id=settings.SMS_KEY_ID, secret=settings.SMS_KEY_SECRET, service="sms",
            host=host, body=body, now=now,
        ),
        "Content-Type": TENCENT_TYPE,
        "Host": host,
        "X-TC-Action": "SendSms",
        "X-TC-Version": "2021-01-11",
        "X-TC-Timestamp": str(int(now.timestamp())),
        "X-TC-Region": settings.SMS_REGION or REGIONS["tencent"],
    }  # fmt: skip
    answer = http.as_object(http.ask(url, body, headers)).get("Response") or {}
    status = (answer.get("SendStatusSet") or [{}])[0]
    code = str((answer.get("Error") or status).get("Code", ""))
    if code == "Ok":
        return str(status.get("SerialNo", ""))
    if code.startswith(TENCENT_AGAIN) or not code:
        raise NotDelivered(f"Tencent answered {code}")
    raise Refused(code)


def _to_gateway(phone: str, text: str, **more: str) -> str:
    """POST JSON {"to", "text"} with headers X-Maplebridge-Timestamp (seconds since 1970) and
    X-Maplebridge-Signature: sha256=HMAC-SHA256(key, timestamp.body).

    Raises Refused when another try would be refused too, NotDelivered when one may help.
    """
    url, key = settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY
    if not url or not key:
        raise Refused(http.NOT_SET_UP)
    body = json.dumps({"to": phone, "text": text} | more, ensure_ascii=False).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Maplebridge-Timestamp": timestamp,
        "X-Maplebridge-Signature": f"sha256={sign(key, timestamp, body)}",
    }
    http.ask(url, body, headers)
    return ""

"""One request to a provider, once: no proxy, no redirect, a time limit, a size limit."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any

from ..rules import is_safe_gateway
from .bus import NotDelivered
from .senders import Refused

SECONDS = 5.0
ANSWER_MAX = 10_000_000
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


def ask(
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    most: int = ANSWER_MAX,
) -> bytes:
    """POST the body, or GET without one. Raises Refused when another try would be refused too,
    NotDelivered when one may help; an address that is not safe is not set up.
    """
    if not is_safe_gateway(url):
        raise Refused(NOT_SET_UP)
    request = urllib.request.Request(url, data=body, headers=dict(headers or {}))
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(most + 1)
    except urllib.error.HTTPError as answer:
        if answer.code in TRY_AGAIN or answer.code >= 500:
            raise NotDelivered(f"the provider answered {answer.code}") from answer
        raise Refused(f"http_{answer.code}") from answer
    except (urllib.error.URLError, HTTPException, OSError) as problem:
        raise NotDelivered("the provider is away") from problem
    if len(content) > most:
        raise Refused("answer_too_large")
    return content


def as_object(content: bytes) -> dict[str, Any]:
    """A JSON object. Raises NotDelivered when it is none: a page of a proxy on the way, perhaps."""
    try:
        found = json.loads(content)
    except ValueError as problem:
        raise NotDelivered("the provider's answer is no JSON") from problem
    if not isinstance(found, dict):
        raise NotDelivered("the provider's answer is no object")
    return found

"""What every address of Open311 shares: the format by suffix, the jurisdiction, errors as documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import NoReturn

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from maplebridge.core.errors import Forbidden, Missing, RuleBroken, Unavailable

from ... import queries
from ...rules.open311 import shapes
from ...rules.open311.asked import Fields, Wrong, first
from ...rules.open311.documents import TYPES, Document, written

SAFE = ("GET", "HEAD")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
View = Callable[..., tuple[Document, int]]


class Refused(Exception):
    """All that is wrong with one request, to be answered together."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        super().__init__()
        self.wrong = tuple(wrong)


def refuse(*wrong: Wrong) -> NoReturn:
    raise Refused(wrong)


def endpoint(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """A view that answers a document and its status, in the format that the address ends in.

    Programs bring a key instead of cookies, so no CSRF token is asked for: nothing here looks at
    the session.
    """

    def wrap(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, form: str, **more: str) -> HttpResponse:
            if request.method not in methods:
                refusal = _sentence(405, Wrong("open311_method"))
                response = _written(shapes.errors([refusal]), form, 405)
                response["Allow"] = ", ".join(methods)
                return response
            try:
                check_jurisdiction(request, fields_of(request))
                document, status = view(request, **more)
            except Refused as refused:
                return _refusal(refused.wrong, form)
            except RuleBroken as broken:
                return _refusal([Wrong(broken.code, broken.facts, _status(broken))], form)
            return _written(document, form, status)

        return answer

    return wrap


def fields_of(request: HttpRequest) -> Fields:
    """The parameters of the address, and of the form that was sent. Raises Refused."""
    fields: dict[str, list[str]] = dict(request.GET.lists())
    if request.method in SAFE:
        return fields
    if request.content_type not in FORMS:
        refuse(Wrong("open311_content_type"))
    try:
        if request.content_type == FORMS[0]:
            request.body.decode("utf-8")  # Django would take other bytes for Latin-1
        sent = list(request.POST.lists())
    except RequestDataTooBig:
        refuse(Wrong("open311_too_large"))
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, BadRequest, ValueError):
        refuse(Wrong("open311_body_unreadable"))
    for name, values in sent:
        fields.setdefault(name, []).extend(str(value) for value in values)
    return fields


def check_jurisdiction(request: HttpRequest, fields: Fields) -> None:
    """Ours, or none named; any other does not exist here."""
    asked = first(fields, "jurisdiction_id")
    host = request.get_host().partition(":")[0]
    if asked and not ("\x00" not in asked and queries.own_jurisdiction(asked, host)):
        refuse(Wrong("open311_jurisdiction_unknown", {"asked": asked[:60]}, 404))


def problem(path: str, status: int, sentence: object) -> HttpResponse:
    """An error that was met outside the views, for the portal: too fast, no such address."""
    form = "json" if path.endswith(".json") else "xml"
    return _written(shapes.errors([(status, "refused", str(sentence))]), form, status)


def _status(broken: RuleBroken) -> int:
    if isinstance(broken, Missing):
        return 404
    if isinstance(broken, Forbidden):
        return 403
    return 503 if isinstance(broken, Unavailable) else 400


def _refusal(wrong: Iterable[Wrong], form: str) -> HttpResponse:
    """The errors together, under the gravest of their statuses: 403 before 404 before 400."""
    found = [_sentence(one.status, one) for one in wrong]
    gravest = max(status for status, _, _ in found)
    status = 403 if any(one[0] == 403 for one in found) else gravest
    return _written(shapes.errors(found), form, status)


def _sentence(status: int, one: Wrong) -> tuple[int, str, str]:
    return status, one.code, RuleBroken(one.code, **one.facts).sentence


def _written(document: Document, form: str, status: int) -> HttpResponse:
    response = HttpResponse(written(document, form), status=status, content_type=TYPES[form])
    response["X-Content-Type-Options"] = "nosniff"
    return response

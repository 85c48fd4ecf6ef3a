"""Which addresses of the API a program's key opens: the one place where scopes are looked at."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from maplebridge.people import public as people
from maplebridge.people.public import Scope

from .middleware import count_write

READ, REPORT, WORK = Scope.READ_MATTERS, Scope.REPORT_MATTERS, Scope.WORK_ON_MATTERS
SCOPES: dict[str, tuple[Scope, ...]] = {
    "GET matters": (READ,),
    "POST matters": (REPORT,),
    "POST matters/photos": (REPORT, WORK),
    "GET matters/{matter_id}": (READ,),
    "GET matters/{matter_id}/timeline": (READ,),
    "POST matters/{matter_id}/words": (REPORT, WORK),
    "POST matters/{matter_id}/rate": (REPORT,),
    "POST matters/{matter_id}/dispute": (REPORT,),
    "POST matters/{matter_id}/withdraw": (REPORT,),
    "POST matters/{matter_id}/take-part": (REPORT,),
    "POST matters/{matter_id}/accept": (WORK,),
    "POST matters/{matter_id}/answer": (WORK,),
    "POST matters/{matter_id}/refer": (WORK,),
    "POST matters/{matter_id}/duplicate": (WORK,),
    "GET bank/points": (Scope.READ_POINTS,),
    "GET bank/statement": (Scope.READ_POINTS,),
    "GET territory/places": (Scope.READ_PLACES,),
    "GET territory/locate": (Scope.READ_PLACES,),
}
"""Any one of the scopes is enough. What is not listed, such as a reporter's contact, takes no key."""
_PREFIX = "api/v1/"


class Unknown(Exception):
    """The key opens nothing: never made, ended, taken back, or of an office that is over."""


class NotAllowed(Exception):
    """The key is good, but not for this. `needs` is empty where no key is taken at all."""

    def __init__(self, needs: Collection[Scope]) -> None:
        super().__init__()
        self.needs = needs


def needed(request: HttpRequest) -> tuple[Scope, ...]:
    """The scopes of which the address of `request` wants one; none where it takes no key."""
    match = request.resolver_match
    route = match.route.removeprefix(_PREFIX).rstrip("/") if match else ""
    route = re.sub(r"<\w+:(\w+)>", r"{\1}", route)
    return SCOPES.get(f"{request.method} {route}", ())


class ProgramAuth(HttpBearer):
    """`Authorization: Bearer`: the request is the program's, whatever cookies come with it.

    No CSRF token is asked for: a browser never sends this header by itself.
    """

    def authenticate(self, request: HttpRequest, token: str) -> people.Program:
        program = people.open_token(token=token, now=timezone.now())
        if program is None:
            raise Unknown
        needs = needed(request)
        if not program.scopes.intersection(needs):
            raise NotAllowed(needs)
        request.viewer = program.viewer  # type: ignore[attr-defined]  # ours, as the middleware's
        count_write(request)
        return program


class SessionOnly(SessionAuth):
    """The session of the pages; never for a request that names another way to prove itself."""

    def __call__(self, request: HttpRequest) -> object | None:
        if "Authorization" in request.headers:
            return None
        return super().__call__(request)

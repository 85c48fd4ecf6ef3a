"""The JSON API under /api/v1/: one OpenAPI document, one shape of error for every app."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer, SessionAuth

from maplebridge import __version__
from maplebridge.bank.api import router as bank
from maplebridge.core.errors import Forbidden, Missing, RuleBroken, Unavailable
from maplebridge.matters.api import router as matters
from maplebridge.people import public as people
from maplebridge.people.public import Scope
from maplebridge.territory.api import router as territory

from .middleware import TooFast, count_write, too_fast
from .policy import needed

CONFLICTS = frozenset(
    {
        "matter_id_taken", "matter_state_forbids", "transfer_id_taken", "deed_id_taken",
        "deed_decided", "bank_not_reserved",
    }
)  # fmt: skip
TOO_LARGE = frozenset({"file_too_large", "file_too_many_pixels", "matter_words_too_long"})


class Unknown(Exception):
    """The key opens nothing: never made, ended, taken back, or of an office that is over."""


class NotAllowed(Exception):
    """The key is good, but not for this. `needs` is empty where no key is taken at all."""

    def __init__(self, needs: Collection[Scope]) -> None:
        super().__init__()
        self.needs = needs


class ProgramAuth(HttpBearer):
    """`Authorization: Bearer`: the request is the program's, whatever cookies come with it.

    No CSRF token is asked for: a browser never sends this header by itself.
    """

    def authenticate(self, request: HttpRequest, token: str) -> people.Program:
        program = people.open_token(token=token, now=timezone.now())
        if program is None:
            raise Unknown
        match = request.resolver_match
        needs = needed(request.method, match.route if match else "")
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


class Described(NinjaAPI):
    """Its description is made once a process: that takes a second, and everybody may ask for it."""

    @cached_property
    def _descriptions(self) -> dict[str, OpenAPISchema]:
        return {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        root = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if root not in self._descriptions:
            self._descriptions[root] = super().get_openapi_schema(path_prefix=root)
        return self._descriptions[root]


api = Described(
    title="Maplebridge",
    version=__version__,
    description="Sign in by session, unsafe requests with the CSRF token, or as a program by "
    "`Authorization: Bearer` and a key from the page of your programs. Errors are {code, message}.",
    auth=[ProgramAuth(), SessionOnly()],
    docs_url=None,  # its viewer needs inline scripts, which our policy forbids; see docs/api.md
    urls_namespace="api",
)
api.add_router("/matters", matters)
api.add_router("/bank", bank)
api.add_router("/territory", territory)


def _problem(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message}, status=status)


@api.exception_handler(RuleBroken)
def rule_broken(request: HttpRequest, broken: RuleBroken) -> HttpResponse:
    if broken.code == "sign_in_first":
        status = 401
    elif isinstance(broken, Missing):
        status = 404
    elif isinstance(broken, Forbidden):
        status = 403
    elif isinstance(broken, Unavailable):
        status = 503
    elif broken.code in CONFLICTS:
        status = 409
    else:
        status = 413 if broken.code in TOO_LARGE else 422
    return _problem(request, status, broken.code, str(broken))


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    return _problem(request, 401, "sign_in_first", gettext("Please sign in first."))


@api.exception_handler(Unknown)
def unknown_key(request: HttpRequest, problem: Unknown) -> HttpResponse:
    sentence = gettext(
        "This key is unknown, has ended or was taken back. Make another on your page of programs."
    )
    answer = _problem(request, 401, "token_unusable", sentence)
    answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return answer


@api.exception_handler(NotAllowed)
def beyond_scope(request: HttpRequest, problem: NotAllowed) -> HttpResponse:
    if not problem.needs:
        sentence = gettext("This address takes no program's key: sign in on the pages instead.")
        return _problem(request, 403, "token_not_here", sentence)
    names = ", ".join(sorted(problem.needs))
    sentence = gettext("The key of this program does not allow this. It needs: %(scopes)s.")
    return _problem(request, 403, "token_scope_missing", sentence % {"scopes": names})


@api.exception_handler(TooFast)
def came_too_fast(request: HttpRequest, refused: TooFast) -> HttpResponse:
    return too_fast(request, refused)


@api.exception_handler(ValidationError)
def unusable(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """The names of the fields that are wrong; never what was sent in them."""
    fields = sorted({".".join(str(p) for p in error["loc"][2:]) for error in problem.errors} - {""})
    if not fields:
        return unreadable(request, problem)
    message = gettext("These fields cannot be used: %(fields)s.") % {
        "fields": ", ".join(fields)[:300]
    }
    return _problem(request, 422, "fields_unusable", message)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, problem: HttpError) -> HttpResponse:
    code = {400: "request_unreadable", 403: "csrf_missing"}.get(problem.status_code, "refused")
    return _problem(
        request, problem.status_code, code, gettext("The request cannot be read or is not allowed.")
    )


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, problem: Exception) -> HttpResponse:
    return _problem(request, 413, "request_too_large", gettext("The request is too large."))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(BadRequest)
@api.exception_handler(UnicodeError)
def unreadable(request: HttpRequest, problem: Exception) -> HttpResponse:
    return _problem(
        request, 400, "request_unreadable", gettext("The request cannot be read or is not allowed.")
    )


@api.exception_handler(Http404)
def missing(request: HttpRequest, problem: Http404) -> HttpResponse:
    return _problem(request, 404, "not_found", gettext("There is nothing at this address."))


urlpatterns = [path("", api.urls)]

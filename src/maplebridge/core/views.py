"""Whether the house stands, the operator's pages, and the public check of a document's code."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def deliveries(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def retry_delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    raise NotImplementedError


def calendar_year(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def verify_form(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def verify(request: HttpRequest, code: str) -> HttpResponse:
    raise NotImplementedError

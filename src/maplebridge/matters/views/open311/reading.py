"""What anybody may ask: where the endpoint is, its services, its requests, what became of a token."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.territory import public as territory

from ... import queries
from ...rules.catalogue import Category, in_language
from ...rules.open311 import asked as rules
from ...rules.open311 import shapes
from ...rules.open311.documents import Document
from .answering import SAFE, Refused, endpoint, fields_of


@endpoint(*SAFE)
def discovery(request: HttpRequest) -> tuple[Document, int]:
    """Where to ask, and how to get a key. The same document stands beside and below the endpoint."""
    address = request.build_absolute_uri(reverse("open311:services", args=["json"]))
    keys = request.build_absolute_uri(reverse("people:programs"))
    words = gettext("Sign in and make a key for your program at %(address)s") % {"address": keys}
    document = shapes.discovery(
        address=address.removesuffix("/services.json"),
        contact=request.build_absolute_uri("/"),
        key_service=words,
        changed=queries.catalogue(calendar.today(timezone.now())).valid_from,
        test=settings.DEMO or territory.jurisdiction().demo,
    )
    return document, 200


@endpoint(*SAFE)
def services(request: HttpRequest) -> tuple[Document, int]:
    """The kinds that may be reported today."""
    rulebook = queries.catalogue(calendar.today(timezone.now()))
    language = get_language() or "en"
    described = {kind.code: described_as(kind, language) for kind in shapes.offered(rulebook)}
    return shapes.services(rulebook, described, language), 200


@endpoint(*SAFE)
def service(request: HttpRequest, service_code: str) -> tuple[Document, int]:
    """What one service asks."""
    kinds = shapes.offered(queries.catalogue(calendar.today(timezone.now())))
    kind = next((kind for kind in kinds if kind.code == service_code), None)
    if kind is None:
        raise Missing("open311_service_unknown", service=service_code[:40])
    return shapes.definition(kind, get_language() or "en"), 200


def listed(request: HttpRequest) -> tuple[Document, int]:
    """Requests by number, or by kind, status and the time of reporting; at most 1,000 a page."""
    fields = fields_of(request)
    query = rules.requests_asked(fields, now=timezone.now(), known=queries.service_codes())
    if isinstance(query, list):
        raise Refused(query)
    rows = queries.told(query, request.build_absolute_uri)
    return shapes.requests(rows, extended=query.extended), 200


@endpoint(*SAFE)
def service_request(request: HttpRequest, asked: str) -> tuple[Document, int]:
    """One request; a list of one, as the specification has it."""
    extended = rules.first(fields_of(request), "extensions").lower() == "true"
    row = queries.told_one(asked, request.build_absolute_uri)
    return shapes.requests([row], extended=extended), 200


@endpoint(*SAFE)
def token(request: HttpRequest, token: str) -> tuple[Document, int]:
    """A report has its number at once: its number and its id are the tokens that there are."""
    return shapes.token(queries.reference_of(token), token[:64]), 200


def described_as(kind: Category, language: str) -> str:
    """What is promised for a kind, and when it counts as settled."""
    promise = kind.promise
    if promise.round_the_clock:
        within = gettext("First answer within %(hours)s hours, day and night.")
    else:
        within = gettext("First answer within %(hours)s working hours.")
    days = gettext("Working days until it is settled: %(days)s.")
    parts = [
        within % {"hours": promise.first_answer_hours},
        days % {"days": promise.settle_days},
        in_language(kind.closing_condition, language),
    ]
    return " ".join(filter(None, parts))

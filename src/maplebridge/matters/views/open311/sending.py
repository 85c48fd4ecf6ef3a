"""What programs with a key send: a report with its photos, and how far a matter is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.people import public as people

from ... import actions, queries
from ...forms import ingest
from ...rules.catalogue import OTHER, Category, in_language
from ...rules.open311 import asked as rules
from ...rules.open311 import sent as reports
from ...rules.open311 import shapes
from ...rules.open311.asked import Fields, Wrong, first
from ...rules.open311.documents import Document
from .answering import SAFE, Refused, endpoint, fields_of, refuse
from .reading import listed


@never_cache
@endpoint(*SAFE, "POST")
def requests(request: HttpRequest) -> tuple[Document, int]:
    """The list, or a report: 201 the first time, 200 when it is sent again under the same key."""
    return _report(request) if request.method == "POST" else listed(request)


@never_cache
@endpoint(*SAFE, "POST")
def updates(request: HttpRequest) -> tuple[Document, int]:
    """What was said and done since, or a new line; both for programs with a key."""
    fields = fields_of(request)
    program = _program(request, fields)
    if request.method == "POST":
        return _update(request, program, fields)
    query = rules.updates_asked(fields, now=timezone.now())
    if isinstance(query, list):
        raise Refused(query)
    rows = queries.updates(program.viewer, program.token.account_id, query)
    return shapes.updates(rows), 200


def _program(request: HttpRequest, fields: Fields) -> people.Program:
    """Who calls, by `api_key` or `Authorization: Bearer`. Raises Forbidden."""
    said, _, bearer = request.headers.get("Authorization", "").partition(" ")
    key = bearer.strip() if said.lower() == "bearer" else first(fields, "api_key")
    program: people.Program = request.open_key(key)  # type: ignore[attr-defined]  # by portal.middleware
    return program


def _report(request: HttpRequest) -> tuple[Document, int]:
    now, fields = timezone.now(), fields_of(request)
    program = _program(request, fields)
    rulebook, language = queries.catalogue(calendar.today(now)), get_language() or "en"
    sent = reports.report(fields, rulebook, zone=calendar.zone(), language=language)
    wrong = sent if isinstance(sent, list) else []
    once = _once(request, fields, wrong)
    if isinstance(sent, list) or wrong:
        raise Refused(wrong)
    matter_id = actions.id_under_key(program, once) if once else None
    again = matter_id is not None and queries.is_received(matter_id)
    place = _place(sent)
    fits_none = sent.kind.code == OTHER and not sent.answers
    made = actions.report_by_program(
        program=program,
        sent=actions.Report(
            words=sent.words,
            id=matter_id,
            category="" if fits_none else sent.kind.code,
            sorts=fits_none,
            place_id=place,
            lon=sent.lon,
            lat=sent.lat,
            place_text=sent.address,
            photos=() if again else _photos(request, now),
            channel="api",
            attributes=sent.answers,
            words_most=reports.WORDS_WITH_LINK_MAX,
        ),
        contact=sent.contact,
        now=now,
    )
    kind = queries.catalogue_version(made.matter.rulebook).get(made.matter.category) or sent.kind
    notice = _notice(request, made.receipt, kind, language)
    return shapes.received(made.matter.reference, notice), 201 if made.created else 200


def _update(request: HttpRequest, program: people.Program, fields: Fields) -> tuple[Document, int]:
    now, sent = timezone.now(), reports.update(fields)
    if isinstance(sent, list):
        raise Refused(sent)
    event = actions.update_by_program(
        program=program, sent=sent, photos=_photos(request, now), now=now
    )
    return shapes.update_received(str(event)), 200


def _once(request: HttpRequest, fields: Fields, wrong: list[Wrong]) -> str:
    """The key under which a program may send the same thing again; "" when it gave none."""
    once = request.headers.get("Idempotency-Key", "").strip() or first(fields, "idempotency_key")
    if len(once) > reports.ONCE_MAX or not once.isprintable():
        wrong.append(Wrong("open311_once_unusable", {"most": reports.ONCE_MAX}))
    return once


def _place(sent: reports.Sent) -> Any:
    """The place that was named; None when the point says where it is. Raises RuleBroken."""
    if sent.lon is not None:
        return None
    if sent.address_id:
        return queries.place_under(sent.address_id).pk
    return queries.place_called(sent.address).pk


def _photos(request: HttpRequest, now: datetime) -> tuple[Any, ...]:
    """The pictures that came with the form, under whatever name. Every one that is wrong is told."""
    files: list[UploadedFile[Any]] = [f for _, many in request.FILES.lists() for f in many]
    try:
        return tuple(ingest(files, [], now))
    except RuleBroken as broken:
        refuse(Wrong(broken.code, broken.facts))


def _notice(request: HttpRequest, receipt: str, kind: Category, language: str) -> str:
    """What whose concern it is needs to know: how to follow it, and what to do meanwhile."""
    address = request.build_absolute_uri(reverse("matters:receipt"))
    follow = gettext(
        "Receipt code %(code)s: with it the answer can be read and rated at %(address)s."
    ) % {"code": receipt, "address": address}
    return " ".join(filter(None, [in_language(kind.advice, language), follow]))

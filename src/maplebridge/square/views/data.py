"""The same for programs: an Atom feed, and a table that streams as CSV. docs/open-data.md tells both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.tables import csv_lines
from maplebridge.matters import public as matters

from .. import queries
from .asking import kind_name, kinds, wanted_of

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
CHUNK = 500
COLUMNS = (
    "mark", "reference", "kind", "kind_name", "words", "state", "closing_code", "reported_on",
    "answered_on", "closed_on", "released_at", "changed_at", "street", "community", "grid", "lon",
    "lat", "url",
)  # fmt: skip
NO_STORE = "public, no-cache"
"""Kept copies are asked about each time, because what was taken back must be gone at once."""


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The 50 matters released last, by place and kind, in the language of the address.

    Only an ETag says whether something changed: no date can tell that an entry is gone.
    """
    wanted = wanted_of(request.GET)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        content = _atom(request, wanted, language)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=etag) or HttpResponse(
        content, content_type="application/atom+xml; charset=utf-8"
    )
    answer["ETag"] = etag
    answer["Cache-Control"] = NO_STORE
    return answer


def _atom(request: HttpRequest, wanted: queries.Wanted, language: str) -> bytes:
    rows = queries.listed(wanted, limit=ENTRIES).rows
    names = dict(kinds())
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    here = request.build_absolute_uri()
    _put(root, "id", here)
    _put(root, "title", _title(wanted, names))
    newest = max((row.changed_at for row in rows), default=datetime(2000, 1, 1, tzinfo=UTC))
    _put(root, "updated", newest.isoformat(timespec="seconds"))
    ElementTree.SubElement(root, "link", {"rel": "self", "href": here})
    page = request.build_absolute_uri(reverse("square:list"))
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    author = ElementTree.SubElement(root, "author")
    _put(author, "name", gettext("Maplebridge"))
    for row in rows:
        root.append(_entry(request, row, names))
    content: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return content


def _entry(
    request: HttpRequest, row: queries.PublicRow, names: dict[str, str]
) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    _put(entry, "id", f"urn:uuid:{row.id}")
    _put(entry, "title", row.title)
    _put(entry, "published", row.released_at.isoformat(timespec="seconds"))
    _put(entry, "updated", row.changed_at.isoformat(timespec="seconds"))
    url = request.build_absolute_uri(reverse("square:show", args=[row.id]))
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": url})
    kind = kind_name(row.category, names)
    ElementTree.SubElement(entry, "category", {"term": row.category, "label": kind})
    state, *_ = matters.look_of(row.state, row.closing_code)
    facts = {"state": state, "place": row.place}
    _put(entry, "summary", gettext("%(state)s · %(place)s") % facts)
    _put(entry, "content", row.words).set("type", "text")
    return entry


def _put(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name)
    made.text = text
    return made


def _title(wanted: queries.Wanted, names: dict[str, str]) -> str:
    parts = [gettext("What everybody can see")]
    if wanted.place is not None:
        parts.append(wanted.place.name)
    if wanted.kind:
        parts.append(kind_name(wanted.kind, names))
    return " · ".join(parts)


@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """Every public matter, those released first first, as CSV; `after` goes on behind a mark."""
    wanted, after = wanted_of(request.GET), request.GET.get("after", "")
    if after:
        matters.read_cursor(after)  # what is no mark is said before the first byte
    answer = StreamingHttpResponse(
        _lines(request, wanted, after), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="matters.csv"'
    answer["Cache-Control"] = NO_STORE
    return answer


def _lines(request: HttpRequest, wanted: queries.Wanted, after: str) -> Iterator[str]:
    """A chunk of rows at a time, each read when the one before was sent."""
    names = dict(kinds())
    yield "\ufeff"
    yield from csv_lines([COLUMNS])
    while True:
        page = queries.listed(wanted, after=after, limit=CHUNK, oldest_first=True)
        if page.rows:
            yield "".join(csv_lines(_cells(request, row, names) for row in page.rows))
        if not page.after:
            return
        after = page.after


def _cells(request: HttpRequest, row: queries.PublicRow, names: dict[str, str]) -> tuple[str, ...]:
    url = request.build_absolute_uri(reverse("square:show", args=[row.id]))
    return (
        row.mark, row.reference, row.category, kind_name(row.category, names), row.words,
        "closed" if row.state == matters.State.CLOSED else "open", row.closing_code,
        _day(row.reported_at), _day(row.answered_at), _day(row.closed_at),
        row.released_at.isoformat(), row.changed_at.isoformat(), row.street, row.community,
        row.grid, _degree(row.lon), _degree(row.lat), url,
    )  # fmt: skip


def _day(at: datetime | None) -> str:
    """The local day: the minute of a report would help to guess who sent it."""
    return at.astimezone(calendar.zone()).date().isoformat() if at else ""


def _degree(number: float | None) -> str:
    return "" if number is None else f"{number:.6f}"

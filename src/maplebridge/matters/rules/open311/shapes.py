"""Services, requests and updates as Open311 names their fields, from plain rows.

What a stranger may read of a matter is decided before: a row without words is written without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..catalogue import LISTS, Attribute, Catalogue, Category, in_language
from .documents import Document, Listed, Value

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
GRID_DIGITS = 3
"""A middle point is told to a thousandth of a degree, about 100 m: it stands for a whole grid."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of a timeline that everybody may read."""

    at: datetime
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a question of the service, in words."""

    code: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Released:
    """What everybody may read of a matter once its reporter allowed it and a post released it.

    `photos` are addresses of copies; `lon`/`lat` and `address` only as exact as was allowed.
    """

    words: str
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    photos: tuple[str, ...] = ()
    lines: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A request as far as it may be told. `place_id` and `lon`/`lat` are then the grid's."""

    reference: str
    closed: bool
    notes: str
    service_name: str
    service_code: str
    words: str | None
    agency: str
    reported_at: datetime
    changed_at: datetime
    expected_at: datetime | None
    address: str | None
    place_id: str | None
    lon: float | None
    lat: float | None
    photos: tuple[str, ...] = ()
    channel: str = ""
    lines: tuple[Note, ...] = ()
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """One line of a timeline for a program that follows the matter, with its status in FMS words."""

    id: str
    reference: str
    status: str
    at: datetime
    words: str


def services(catalogue: Catalogue, described: dict[str, str], language: str) -> Document:
    """The kinds that may be reported without being known; `described` is the sentence of each."""
    groups = {group.code: group.name(language) for group in catalogue.groups}
    return Document(
        "services",
        Listed(
            "service",
            [
                {
                    "service_code": kind.code,
                    "service_name": kind.name(language),
                    "description": described[kind.code],
                    "metadata": bool(kind.attributes),
                    "type": "realtime",
                    "keywords": ",".join(kind.keywords),
                    "group": groups.get(kind.group, ""),
                }
                for kind in offered(catalogue)
            ],
        ),
    )


def offered(catalogue: Catalogue) -> list[Category]:
    """Kinds whose reporter has to be known are told to people, not to programs."""
    return [kind for kind in catalogue.categories if kind.anonymous]


def definition(kind: Category, language: str) -> Document:
    """The questions of a service; an empty list when it asks none."""
    asked = [_attribute(order, one, language) for order, one in enumerate(kind.attributes, start=1)]
    body: dict[str, Value] = {
        "service_code": kind.code,
        "attributes": Listed("attribute", asked),
    }
    return Document("service_definition", body)


def _attribute(order: int, one: Attribute, language: str) -> dict[str, Value]:
    values = [{"key": key, "name": one.value_name(key, language)} for key, _ in one.values]
    shown: dict[str, Value] = {
        "variable": True,
        "code": one.code,
        "datatype": one.datatype.value,
        "required": one.required,
        "datatype_description": in_language(one.hint, language) or None,
        "order": order,
        "description": one.name(language),
    }
    return shown | ({"values": Listed("value", values)} if one.datatype in LISTS else {})


def requests(rows: Sequence[Told], *, extended: bool = False) -> Document:
    return Document("service_requests", Listed("request", [_request(r, extended) for r in rows]))


def _request(row: Told, extended: bool) -> dict[str, Value]:
    shown: dict[str, Value] = {
        "service_request_id": row.reference,
        "status": "closed" if row.closed else "open",
        "status_notes": row.notes,
        "service_name": row.service_name,
        "service_code": row.service_code,
        "description": row.words,
        "agency_responsible": row.agency,
        "service_notice": None,
        "requested_datetime": row.reported_at,
        "updated_datetime": row.changed_at,
        "expected_datetime": row.expected_at,
        "address": row.address,
        "address_id": row.place_id,
        "zipcode": None,
        "lat": row.lat,
        "long": row.lon,
        "media_url": row.photos[0] if row.photos else None,
    }
    return shown | _extended(row) if extended else shown


def _extended(row: Told) -> dict[str, Value]:
    lines: list[Value] = [
        {"datetime": n.at, "description": n.words, "type": n.kind} for n in row.lines
    ]
    answers: list[Value] = [{"code": a.code, "name": a.name, "value": a.value} for a in row.answers]
    return {
        "extended_attributes": {
            "channel": row.channel or None,
            "photos": Listed("photo", [{"media_url": url} for url in row.photos]),
        },
        "notes": Listed("note", lines),
        "attributes": Listed("attribute", answers),
    }


def received(reference: str, notice: str) -> Document:
    """What is answered to a report: its number at once, never a token."""
    line: dict[str, Value] = {
        "service_request_id": reference,
        "service_notice": notice,
        "account_id": None,
    }
    return Document("service_requests", Listed("request", [line]))


def token(reference: str, asked: str) -> Document:
    line: dict[str, Value] = {"service_request_id": reference, "token": asked}
    return Document("service_requests", Listed("request", [line]))


def updates(rows: Sequence[Update]) -> Document:
    lines: list[Value] = [
        {
            "update_id": row.id,
            "service_request_id": row.reference,
            "status": row.status,
            "updated_datetime": row.at,
            "description": row.words,
            "media_url": None,
        }
        for row in rows
    ]
    return Document("service_request_updates", Listed("request_update", lines))


def update_received(update_id: str) -> Document:
    line: dict[str, Value] = {"update_id": update_id}
    return Document("service_request_updates", Listed("request_update", [line]))


def discovery(
    *, address: str, contact: str, key_service: str, changed: date, test: bool
) -> Document:
    """Where the endpoint is and how to get a key. `changed` is the day of the catalogue in force."""
    day = f"{changed.isoformat()}T00:00:00Z"
    endpoint: dict[str, Value] = {
        "specification": SPECIFICATION,
        "url": address,
        "changeset": day,
        "type": "test" if test else "production",
        "formats": Listed("format", ["text/xml", "application/json"]),
    }
    body: dict[str, Value] = {
        "changeset": day,
        "contact": contact,
        "key_service": key_service,
        "endpoints": Listed("endpoint", [endpoint]),
    }
    return Document("discovery", body)


def errors(found: Sequence[tuple[int, str, str]]) -> Document:
    """(status, our code, sentence) of each. `code` is the status, as most clients expect."""
    lines: list[Value] = [
        {"code": status, "description": sentence, "reason": reason}
        for status, reason, sentence in found
    ]
    return Document("errors", Listed("error", lines))

"""Matters as strangers and their programs may read them: kind, state, dates and roughly where.

The words, the address and the photos are those that were released to everybody, and none before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from maplebridge.core.errors import Missing
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy
from ..messages import look_of
from ..models import Matter, MatterAttribute
from ..policy import Standing
from ..rules.answers import Answer
from ..rules.open311.asked import RequestQuery
from ..rules.open311.shapes import GRID_DIGITS, Answered, Released, Told
from ..rules.states import State
from .answers import answered
from .rulebook import all_catalogues, catalogue_version

_REFERENCE = re.compile(r"[A-Z]{1,8}-[0-9]{4}-[0-9]{1,12}", re.ASCII)
FEW_POSTS = 60
"""Agencies of more posts stand among the newest of all anyway."""
NEAR = 500
"""So far into a list each post's first matters are put together; further in, all are walked through."""
_ROW = (
    "id", "reference", "state", "closing_code", "category", "rulebook", "channel", "visibility",
    "reported_at", "last_activity_at", "settle_due_at", "handler__place__name",
    "grid__id", "grid__name", "grid__lon", "grid__lat",
    "community__id", "community__name", "community__lon", "community__lat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A matter without its words; in the order of _ROW."""

    id: UUID
    reference: str
    state: str
    closing_code: str
    category: str
    rulebook: str
    channel: str
    visibility: str
    reported_at: datetime
    last_activity_at: datetime
    settle_due_at: datetime
    handler: str | None
    grid_id: UUID | None
    grid: str | None
    grid_lon: float | None
    grid_lat: float | None
    community_id: UUID | None
    community: str | None
    community_lon: float | None
    community_lat: float | None


def service_codes() -> frozenset[str]:
    """Every kind that there is or was, and that programs may ask for."""
    return frozenset(kind.code for c in all_catalogues() for kind in c.categories) - _in_person()


def _in_person() -> frozenset[str]:
    """Kinds whose reporter has to be known, such as disputes: strangers do not learn of them."""
    kinds = [kind for catalogue in all_catalogues() for kind in catalogue.categories]
    return frozenset(kind.code for kind in kinds if not kind.anonymous)


def told(query: RequestQuery, address: Callable[[str], str]) -> list[Told]:
    """The requests that a program asked for, newest first. As many statements as for one.

    `address` makes a whole address of a path on this server.
    """
    order = ("-last_activity_at", "-id") if query.changed else ("-reported_at", "-id")
    # The page is cut in the index alone; only its own rows are read and joined.
    page = Matter.objects.filter(pk__in=page_keys(query, order)).order_by(*order)
    return _told(page, address, extended=query.extended)


def page_keys(query: RequestQuery, order: tuple[str, str]) -> QuerySet[Any, Any] | list[UUID]:
    """The keys of a page, as a subquery; of several kinds, each read by its own part of the index
    and then put together, where the database can: else those of other kinds would be read between.
    """
    first, last = query.page.offset, query.page.offset + query.page.size
    found = _wanted(query).order_by(*order)
    agency = _agency(query.agencies)
    if agency is not None and agency.few and last <= NEAR and not query.changed:
        return agency.first(found, last)[first:]
    if agency is not None:
        found = found.filter(agency.condition)
    if len(query.services) < 2 or query.changed or connection.vendor == "sqlite":
        return found.values("pk")[first:last]
    parts = [
        found.filter(category=kind).values_list("reported_at", "id")[:last]
        for kind in query.services
    ]
    together = parts[0].union(*parts[1:], all=True).order_by(*order)
    return [key for _at, key in together[first:last]]


def _wanted(query: RequestQuery) -> QuerySet[Matter]:
    """All that was asked for but the agencies."""
    found = _findable()
    if query.ids:
        return by_ids(found, query.ids)
    found = found.filter(reported_at__gte=query.since, reported_at__lte=query.until)
    if query.changed:
        found = found.filter(last_activity_at__range=query.changed)
    if query.services:
        found = found.filter(category__in=query.services)
    if query.statuses == ("open",):
        found = found.exclude(state=State.CLOSED)
    elif query.statuses == ("closed",):
        found = found.filter(state=State.CLOSED)
    return _of_what_is_public(found, query)


@dataclass(frozen=True, slots=True)
class _Agency:
    """The posts and places whose name stands as `agency_responsible`."""

    posts: list[UUID]
    places: list[UUID]

    @property
    def few(self) -> bool:
        """Whether each post's own matters are read: among the newest of all there may be thousands of
        others before a page is full. SQLite has no such statement."""
        return len(self.posts) <= FEW_POSTS and connection.vendor == "postgresql"

    @property
    def condition(self) -> Q:
        return Q(handler__in=self.posts) | self._nobody()

    def _nobody(self) -> Q:
        nameless = Q(grid__isnull=True, community__in=self.places)
        return Q(handler__isnull=True) & (Q(grid__in=self.places) | nameless)

    def first(self, found: QuerySet[Matter], many: int) -> list[UUID]:
        """The first `many` of all, newest first: each post's own, and what nobody handles, merged."""
        near = found.filter(handler=OuterRef("pk"))
        posts = people.Post.objects.filter(pk__in=self.posts).order_by()
        ats, ids = (ArraySubquery(near.values(name)[:many]) for name in ("reported_at", "id"))
        held = posts.annotate(ats=ats, ids=ids).values_list("ats", "ids")
        keys = [key for each in held for key in zip(*each, strict=True)]
        keys += found.filter(self._nobody()).values_list("reported_at", "id")[:many]
        return [pk for _at, pk in sorted(keys, reverse=True)[:many]]


def _agency(names: Collection[str]) -> _Agency | None:
    """Raises Missing for a name that no place has."""
    if not names:
        return None
    places: dict[str, list[UUID]] = {name: [] for name in names}
    for pk, name in territory.Place.objects.filter(name__in=names).values_list("pk", "name"):
        places[name].append(pk)
    if unknown := [name for name, ids in places.items() if not ids]:
        raise Missing("open311_agency_unknown", agency=unknown[0][:40])
    ids = [pk for found in places.values() for pk in found]
    posts = people.Post.objects.filter(place__in=ids).order_by().values_list("pk", flat=True)
    return _Agency(list(posts), ids)


def _of_what_is_public(found: QuerySet[Matter], query: RequestQuery) -> QuerySet[Matter]:
    """By photos and words that everybody may see: nobody learns of what was not released."""
    if query.photo is not None:
        pictured = Q(pk__in=import_string(settings.RELEASED_WITH_PHOTO)())
        found = found.filter(pictured if query.photo else ~pictured)
    if _REFERENCE.fullmatch(query.words.upper()):
        return by_ids(found, [query.words])
    if query.words:
        found = found.filter(pk__in=import_string(settings.RELEASED_WITH_WORDS)(query.words))
    return found


def told_one(asked: str, address: Callable[[str], str]) -> Told:
    """One request by its number, or by the id of the matter. Raises Missing."""
    rows = _told(by_ids(_findable(), [asked]).order_by("pk")[:1], address)
    if not rows:
        raise Missing("open311_request_missing", asked=asked[:40])
    return rows[0]


def reference_of(asked: str) -> str:
    """The number of a request that strangers may ask for. Raises Missing."""
    found = by_ids(_findable(), [asked]).values_list("reference", flat=True).first()
    if found is None:
        raise Missing("open311_token_missing", asked=asked[:40])
    return found


def own_jurisdiction(asked: str, host: str) -> bool:
    """Whether a jurisdiction_id means us: our id, our division code, or the name of this server."""
    here = territory.jurisdiction()
    if asked in {str(here.pk), host}:
        return True
    return here.root.codes.filter(code=asked[:20], valid_to__isnull=True).exists()


def _findable() -> QuerySet[Matter]:
    return Matter.objects.exclude(category__in=sorted(_in_person()))


def by_ids(found: QuerySet[Matter], asked: Iterable[str]) -> QuerySet[Matter]:
    asked = [text.strip() for text in asked]
    keys = [key for text in asked if (key := as_uuid(text)) is not None]
    if keys:
        known = Matter.objects.filter(pk__in=keys).values_list("reference", flat=True)
        asked += list(known)
    return found.filter(reference__in=[t.upper() for t in asked if _REFERENCE.fullmatch(t.upper())])


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _told(
    found: QuerySet[Matter], address: Callable[[str], str], *, extended: bool = True
) -> list[Told]:
    rows = [_Row(*values) for values in found.values_list(*_ROW)]
    public = _released([row.id for row in rows if policy.may_show_public(row)])
    language = get_language() or "en"
    answers = _answers([r for r in rows if r.id in public], language) if extended else {}
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        key = (row.rulebook, row.category)
        if key not in names:
            kind = catalogue_version(row.rulebook).get(row.category)
            names[key] = kind.name(language) if kind else row.category
    return [
        replace(
            _shown(row, names[row.rulebook, row.category], public.get(row.id), address),
            answers=answers.get(row.id, ()),
        )
        for row in rows
    ]


def _answers(rows: Collection[_Row], language: str) -> dict[UUID, tuple[Answered, ...]]:
    """What was answered to the questions that the catalogue opens to neighbours. One statement."""
    if not rows:
        return {}
    kept: dict[UUID, list[Answer]] = {}
    found = MatterAttribute.objects.filter(matter__in=[row.id for row in rows]).order_by("order")
    kinds = {row.id: (row.rulebook, row.category) for row in rows}
    for pk, kind, code, value in found.values_list("matter_id", "category", "code", "value"):
        if kinds[pk][1] == kind:  # sorted anew, it asks other questions
            kept.setdefault(pk, []).append(Answer(code, value))
    return {
        pk: tuple(
            Answered(one.code, one.question, ", ".join(one.texts))
            for one in answered(
                catalogue_version(kinds[pk][0]), kinds[pk][1], given, Standing.NEIGHBOUR, language
            )
        )
        for pk, given in kept.items()
    }


def _released(ids: Collection[UUID]) -> Mapping[UUID, Released]:
    """What was released to everybody: kept by a floor above, so it is found by its name."""
    if not (ids and settings.RELEASED):
        return {}
    ask: Callable[[Collection[UUID]], Mapping[UUID, Released]] = import_string(settings.RELEASED)
    return ask(ids)


def _shown(
    row: _Row, service: str, released: Released | None, address: Callable[[str], str]
) -> Told:
    state = State(row.state)
    lon, lat = (
        (row.grid_lon, row.grid_lat) if row.grid_id else (row.community_lon, row.community_lat)
    )
    place_id = row.grid_id or row.community_id
    exact = released is not None and released.lon is not None
    if released is not None and exact:
        lon, lat = released.lon, released.lat
    elif lon is not None and lat is not None:
        lon, lat = round(lon, GRID_DIGITS), round(lat, GRID_DIGITS)
    return Told(
        reference=row.reference,
        closed=state is State.CLOSED,
        notes=str(look_of(state, row.closing_code)[0]),
        service_name=service,
        service_code=row.category,
        words=released.words if released else None,
        agency=row.handler or row.grid or row.community or "",
        reported_at=row.reported_at,
        changed_at=row.last_activity_at,
        expected_at=None if state is State.SUSPENDED else row.settle_due_at,
        address=released.address if released else None,
        place_id=str(place_id) if place_id else None,
        lon=lon,
        lat=lat,
        photos=tuple(map(address, released.photos)) if released else (),
        channel=row.channel if released else "",
        lines=released.lines if released else (),
    )

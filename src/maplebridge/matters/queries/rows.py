"""Lists of matters as plain rows, cut into pages by their sort key."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual

from maplebridge.core.errors import RuleBroken

from ..models import EPOCH, FIRST_DECIDED, OPENED, Matter
from ..rules.input import title_of
from ..rules.states import State
from .ranges import DECIDED, NEWEST, URGENT, Ranges

PAGE = 25
PAGE_MAX = 100

_ROW = (
    "id",
    "reference",
    "words",
    "category",
    "state",
    "closing_code",
    "reported_at",
    "due_at",
    "due_certain",
    "decide_by",
    "recourse_since",
    "first_answered_at",
    "wrote_at",
    "helped_at",
    "place__name",
    "grid__name",
    "community__name",
    "visibility",
    "lon",
    "lat",
    "handler_id",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, as plain values. `title` is empty where the viewer may not read it."""

    id: UUID
    reference: str
    title: str
    category: str
    state: State
    closing_code: str
    reported_at: datetime
    due_at: datetime | None
    due_certain: bool
    decide_by: datetime | None
    place: str
    neighbours_see: bool
    lon: float | None
    lat: float | None
    unassigned: bool
    stands_still: bool = False
    wrote_at: datetime | None = None
    helped_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now and not self.stands_still


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest or most urgent first, and the mark of the page after them ("" on the last)."""

    rows: list[Row]
    after: str


def newest(found: Ranges, after: str, limit: int) -> Page:
    if after:
        at, key = read_cursor(after)
        found = found.filter(Q(reported_at__lt=at) | Q(reported_at=at, id__lt=key))
        found = found.filter(reported_at__lte=at)  # one range for the index to start from
    rows = rows_of(replace(found, order=NEWEST).first(limit + 1))
    return _cut(rows, limit, [row.reported_at for row in rows])


def most_urgent(found: Ranges, after: str, limit: int) -> Page:
    """By when something is owed; those of `found` have a deadline."""
    if after:
        at, key = read_cursor(after)
        found = found.filter(due_at__gte=at)
        found = found.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=key))
    rows = rows_of(replace(found, order=URGENT).first(limit + 1))
    return _cut(rows, limit, [row.due_at for row in rows])


def first_decided(found: Ranges, after: str, limit: int) -> Page:
    """By when those above have to decide; what nobody can decide stands in front of all."""
    if after:
        at, key = read_cursor(after)
        found = found.filter(GreaterThanOrEqual(FIRST_DECIDED, at))
        found = found.filter(
            GreaterThan(FIRST_DECIDED, at) | Q(Exact(FIRST_DECIDED, at), id__gt=key)
        )
    rows = rows_of(replace(found, order=DECIDED).first(limit + 1))
    return _cut(rows, limit, [row.decide_by or EPOCH for row in rows])


def _cut(rows: list[Row], limit: int, keys: Sequence[datetime | None]) -> Page:
    if len(rows) <= limit:
        return Page(rows, "")
    at = keys[limit - 1]
    assert at is not None
    return Page(rows[:limit], cursor(at, rows[limit - 1].id))


def rows_of(found: QuerySet[Matter]) -> list[Row]:
    return [
        Row(
            id=pk,
            reference=reference,
            title=title_of(words),
            category=category,
            state=State(state),
            closing_code=code,
            reported_at=reported_at,
            due_at=due_at,
            due_certain=due_certain,
            decide_by=decide_by,
            place=_place_name(place, grid, community),
            neighbours_see=visibility in OPENED,
            lon=lon,
            lat=lat,
            unassigned=handler_id is None,
            stands_still=recourse is not None and heard is not None,
            wrote_at=wrote_at,
            helped_at=helped_at,
        )
        for (
            pk, reference, words, category, state, code, reported_at, due_at, due_certain,
            decide_by, recourse, heard, wrote_at, helped_at, place, grid, community, visibility, lon, lat, handler_id,
        ) in found.values_list(*_ROW)
    ]  # fmt: skip


def _place_name(place: str, grid: str | None, community: str | None) -> str:
    """The chosen place and, when it is narrower, the grid or community around it."""
    around_it = grid or community
    return place if not around_it or around_it == place else f"{around_it} · {place}"


def cursor(at: datetime, key: UUID) -> str:
    """An opaque page mark: the sort key of the last row shown."""
    micros = (at - EPOCH) // timedelta(microseconds=1)
    raw = micros.to_bytes(8, "big", signed=True) + key.bytes
    return base64.urlsafe_b64encode(raw).decode("ascii")


def read_cursor(mark: str) -> tuple[datetime, UUID]:
    """The sort key in a page mark. Raises RuleBroken when it is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(mark.encode("ascii"))
        if len(raw) != 24:
            raise ValueError
        micros = int.from_bytes(raw[:8], "big", signed=True)
        return EPOCH + timedelta(microseconds=micros), UUID(bytes=raw[8:])
    except (ValueError, OverflowError, binascii.Error):
        raise RuleBroken("matter_cursor_unreadable") from None

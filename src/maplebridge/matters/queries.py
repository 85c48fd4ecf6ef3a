"""Reads of matters: one by id, lists by keyset, the worker's inbox, the map; each as its viewer may."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.scope import Scope, below, scope_of
from maplebridge.core.viewer import Level, Viewer
from maplebridge.people import public as people
from maplebridge.territory.public import ancestors, lineage

from . import policy
from .models import Helper, Matter, MatterEvent, MatterPhoto, Rating
from .policy import SUPERVISING, Bond, Standing, standing_of
from .rules import catalogue as catalogues
from .rules.catalogue import Catalogue, Suggestion
from .rules.clocks import Due, Moment, add_working_hours
from .rules.input import title_of
from .rules.states import WAITING, State, Verb

PAGE = 25
PAGE_MAX = 100
MAP_MAX = 500
COUNT_MAX = 99
"""Badges say "99+" beyond this; nobody counts a big table to paint a badge."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    "place__name",
    "grid__name",
    "community__name",
    "visibility",
    "lon",
    "lat",
    "handler_id",
)


# The rulebook


@lru_cache(maxsize=1)
def all_catalogues() -> tuple[Catalogue, ...]:
    """Every version of the catalogue that comes with the program, checked on first use."""
    folder = resources.files("maplebridge.matters") / "data"
    names = sorted(f.name for f in folder.iterdir() if f.name.startswith("catalogue-"))
    return tuple(catalogues.parse(json.loads((folder / n).read_text("utf-8"))) for n in names)


def catalogue(today: date) -> Catalogue:
    return catalogues.in_force(all_catalogues(), today)


def catalogue_version(version: str) -> Catalogue:
    """The version a matter was reported under; the latest when that one is gone."""
    found = [c for c in all_catalogues() if c.version == version]
    return found[0] if found else all_catalogues()[-1]


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def fold(words: str) -> str:
    """The words in simplified characters and lower case: only for matching, never stored."""
    return str(_converter().convert(words.lower()))


def suggest(words: str, today: date) -> tuple[Suggestion, ...]:
    return catalogues.suggest(fold(words[:500]), catalogue(today)) if words.strip() else ()


@dataclass(frozen=True, slots=True)
class Office:
    """The working calendar of this office under one catalogue; see rules.clocks.WorkCalendar.

    Day kinds are remembered for some minutes, so that a report costs no calendar query.
    """

    rulebook: Catalogue
    stamp: int

    def add_working_hours(self, start: datetime, hours: int) -> Due:
        return add_working_hours(
            start.astimezone(calendar.zone()),
            hours,
            is_workday=lambda day: _day_kind(day, self.stamp),
            office_hours=self.rulebook.office_hours,
        )

    def add_working_days(self, start: datetime, days: int) -> Due:
        at, certain = _working_days(calendar.today(start), days, self.stamp)
        return Moment(at, certain)


def office(now: datetime, rulebook: Catalogue) -> Office:
    return Office(rulebook, int(now.timestamp()) // 300)


@lru_cache(maxsize=2048)
def _day_kind(day: date, stamp: int) -> tuple[bool, bool]:
    kind = calendar.is_workday(day)
    return kind.workday, kind.known


@lru_cache(maxsize=2048)
def _working_days(day: date, days: int, stamp: int) -> tuple[datetime, bool]:
    due = calendar.add_working_days(calendar.start_of(day), days)
    return due.at, due.certain


# One matter


def get_matter(viewer: Viewer, matter_id: UUID, receipt_hash: str = "") -> Matter:
    """One matter with its places and handling post. Raises Missing outside the viewer's reach."""
    matter = (
        Matter.objects.select_related("place", "grid", "community", "handler__place")
        .filter(pk=matter_id)
        .first()
    )
    if matter is None:
        raise Missing("matter_missing")
    matter.bond = bond_of(viewer, matter, timezone.now())
    if standing_of(viewer, matter, receipt_hash) is Standing.OUTSIDER:
        raise Missing("matter_missing")
    return matter


def bond_of(viewer: Viewer, matter: Matter, now: datetime) -> Bond:
    """What lets somebody who reported for another follow it now. Asks only when that decides."""
    if not policy.needs_bond(viewer, matter) or matter.reporter_id is None:
        return Bond.NONE
    if people.may_act_for(viewer, matter.reporter_id, now):
        return Bond.MANDATE
    home = people.home_grid(matter.reporter_id) if viewer.works else None
    return Bond.POST if home is not None and policy.serves(viewer, home.path) else Bond.NONE


def is_received(matter_id: UUID) -> bool:
    """Whether a report with this id came in already: sending it again is then no second one."""
    return Matter.objects.filter(pk=matter_id).exists()


def get_by_receipt(code_hash: str) -> Matter:
    matter = Matter.objects.filter(receipt_hash=code_hash).order_by("id").first()
    if matter is None or not code_hash:
        raise Missing("matter_receipt_unknown")
    return matter


def get_photo(
    viewer: Viewer, matter_id: UUID, photo_id: UUID, receipt_hash: str = ""
) -> MatterPhoto:
    """A photo of a matter that the viewer works on or reported; neighbours see none."""
    matter = get_matter(viewer, matter_id, receipt_hash)
    photo = (
        MatterPhoto.objects.select_related("file")
        .filter(pk=photo_id, event__matter_id=matter.pk)
        .first()
    )
    if photo is None or not policy.may_see_photos(standing_of(viewer, matter, receipt_hash)):
        raise Missing("matter_missing")
    return photo


def events_of(matter: Matter) -> list[MatterEvent]:
    """The timeline with its photos, oldest first. Two queries; at most 500 lines."""
    rows = matter.events.select_related("to_post__place").prefetch_related("photos")
    return list(rows.order_by("at", "id")[:500])


def names_of_workers(events: Sequence[MatterEvent]) -> dict[UUID, str]:
    """Full names of those who acted in a post, holders and deputies: they answer by name."""
    acted = [e for e in events if not e.by_reporter and e.verb != Verb.TAKE_PART]
    ids = {pk for e in acted for pk in (e.actor_id, e.deputy_for_id) if pk is not None}
    return dict(people.Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def offices_of(matter: Matter, events: Sequence[MatterEvent]) -> dict[UUID, people.Post]:
    """In which post each worker acted, by person: the one it was handed to, else the nearest."""
    acted = [e for e in events if not e.by_reporter and e.verb != Verb.TAKE_PART]
    holders = {e.deputy_for_id or e.actor_id for e in acted} - {None}
    if not holders:
        return {}
    posts = people.Post.objects.filter(
        person__in=holders, path__in=lineage(matter.path), role__in=policy.ANSWERING
    )
    found = {post.person_id: post for post in posts.select_related("place").order_by("path", "id")}
    handed = [matter.handler, *(e.to_post for e in events)]
    return found | {post.person_id: post for post in handed if post is not None}


def helpers_of(matter: Matter) -> list[Helper]:
    return list(matter.helpers.order_by("said_at", "id")[:50])


def ratings_of(matter: Matter) -> list[Rating]:
    return list(matter.ratings.order_by("closing")[:50])


# Lists


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
    place: str
    neighbours_see: bool
    lon: float | None
    lat: float | None
    unassigned: bool

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest or most urgent first, and the mark of the page after them ("" on the last)."""

    rows: list[Row]
    after: str


class Tab(StrEnum):
    """The tabs of a worker's inbox."""

    NEW = "new"
    DUE = "due"
    ANSWERED = "answered"
    ALL = "all"


def mine(viewer: Viewer, *, after: str = "", limit: int = PAGE, state: str = "") -> Page:
    """What the viewer reported, or reported for others. Nothing for visitors."""
    if viewer.person_id is None:
        return Page([], "")
    return _newest(_in_state(Matter.objects.filter(reporter=viewer.person_id), state), after, limit)


def around(viewer: Viewer, *, after: str = "", limit: int = PAGE, state: str = "") -> Page:
    """Matters in the viewer's community that their reporters opened to neighbours."""
    path = viewer.home_path or next((post.path for post in viewer.posts), "")
    community = _community_at(path)
    if community is None:
        return Page([], "")
    found = Matter.objects.filter(community=community, visibility="neighbours")
    page = _newest(_in_state(found, state), after, limit)
    return replace(page, rows=_as_seen(viewer, page.rows))


def inbox(
    viewer: Viewer,
    tab: Tab,
    *,
    now: datetime,
    category: str = "",
    state: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """What waits for the viewer's posts: a worker's own, a supervisor's whole place."""
    found = _in_state(_of_posts(viewer), state)
    if category:
        found = found.filter(category=category)
    if tab is Tab.NEW:
        return _newest(found.filter(state__in=WAITING), after, limit)
    if tab is Tab.ANSWERED:
        return _newest(found.filter(state=State.ANSWERED), after, limit)
    if tab is Tab.DUE:
        return _most_urgent(found, after, limit)
    return _newest(found, after, limit)


def on_map(viewer: Viewer, *, limit: int = MAP_MAX) -> list[Row]:
    """Open matters with a point that the viewer may see: of their posts, or their neighbourhood."""
    if viewer.works:
        found = _of_posts(viewer)
    else:
        community = _community_at(viewer.home_path)
        seen = Q(reporter=viewer.person_id) if viewer.person_id else Q(pk__in=[])
        if community is not None:
            seen |= Q(community=community, visibility="neighbours")
        found = Matter.objects.filter(seen)
    found = found.filter(lon__isnull=False).exclude(state=State.CLOSED)
    rows = _rows(found.order_by("-reported_at", "-id")[:limit])
    return rows if viewer.works else _as_seen(viewer, rows)


def _as_seen(viewer: Viewer, rows: list[Row]) -> list[Row]:
    """The same rows; those that the viewer reads as a neighbour without the spot. One query."""
    if not rows:
        return rows
    found = Matter.objects.filter(pk__in=[row.id for row in rows])
    found = found.select_related("place", "grid", "community").only(
        *("id", "path", "visibility", "lon", "lat", "place_text", "reporter", "on_behalf_by"),
        *("handler", "receipt_hash", "place__name", "grid__name", "grid__lon", "grid__lat"),
        *("community__name", "community__path", "community__lon", "community__lat"),
    )
    matters = {matter.pk: matter for matter in found}
    seen = []
    for row in rows:
        standing = standing_of(viewer, matters[row.id])
        where = policy.whereabouts(matters[row.id], standing)
        coarse = replace(row, place=where.name, lon=where.lon, lat=where.lat)
        seen.append(row if policy.may_see_spot(standing) else coarse)
    return seen


@dataclass(frozen=True, slots=True)
class Counts:
    """What the viewer's inbox holds; no figure grows beyond COUNT_MAX."""

    due_today: int
    overdue: int
    new: int
    open: int


def inbox_counts(viewer: Viewer, *, now: datetime) -> Counts:
    """The figures of the worker's home page. One query, at most COUNT_MAX rows of an index."""
    if not viewer.works:
        return Counts(0, 0, 0, 0)
    open_rows = _of_posts(viewer).filter(due_at__isnull=False).order_by("due_at", "id")
    found = open_rows.values_list("state", "due_at")[:COUNT_MAX]
    rows = [(state, due) for state, due in found if due is not None]
    tomorrow = calendar.start_of(calendar.today(now) + timedelta(days=1))
    return Counts(
        due_today=sum(now <= due < tomorrow for _, due in rows),
        overdue=sum(due < now for _, due in rows),
        new=sum(state in WAITING for state, _ in rows),
        open=len(rows),
    )


def my_matters(viewer: Viewer, *, limit: int = 5) -> list[Row]:
    """The viewer's latest matters, for the home page."""
    return mine(viewer, limit=limit).rows


def _of_posts(viewer: Viewer) -> QuerySet[Matter]:
    """Matters of the viewer's working posts: by handling post, and by place for supervisors."""
    if viewer.system:
        return Matter.objects.all()
    supervised = scope_of(viewer, *SUPERVISING)
    if not supervised.paths:
        return Matter.objects.filter(handler__in=[post.post_id for post in viewer.posts])
    return Matter.objects.filter(_covered(viewer, supervised) | _handed_to(viewer, supervised))


def _covered(viewer: Viewer, supervised: Scope) -> Q:
    """A condition on the indexed column of each supervising post's level."""
    columns = {Level.STREET: "street", Level.COMMUNITY: "community", Level.GRID: "grid"}
    condition = Q()
    for post in viewer.posts:
        if post.role not in SUPERVISING or post.path not in supervised.paths:
            continue
        column = columns.get(post.level)
        condition |= Q(**{column: post.place_id}) if column else below("path", post.path)
    return condition


def _handed_to(viewer: Viewer, supervised: Scope) -> Q:
    outside = [post.post_id for post in viewer.posts if not supervised.covers(post.path)]
    supervising = [post.post_id for post in viewer.posts if post.role in SUPERVISING and post.path]
    posts = [*outside, *supervising]
    return Q(handler__in=posts) if posts and "" not in supervised.paths else Q()


def _community_at(path: str) -> UUID | None:
    if not path:
        return None
    return next((p.pk for p in ancestors(path) if p.level == Level.COMMUNITY), None)


def _in_state(found: QuerySet[Matter], state: str) -> QuerySet[Matter]:
    if state == "open":
        return found.exclude(state=State.CLOSED)
    return found.filter(state=state) if state in set(State) else found


def _newest(found: QuerySet[Matter], after: str, limit: int) -> Page:
    if after:
        at, key = read_cursor(after)
        found = found.filter(Q(reported_at__lt=at) | Q(reported_at=at, id__lt=key))
        found = found.filter(reported_at__lte=at)  # one range for the index to start from
    rows = _rows(found.order_by("-reported_at", "-id")[: limit + 1])
    return _cut(rows, limit, [row.reported_at for row in rows])


def _most_urgent(found: QuerySet[Matter], after: str, limit: int) -> Page:
    found = found.filter(due_at__isnull=False)
    if after:
        at, key = read_cursor(after)
        found = found.filter(due_at__gte=at)
        found = found.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=key))
    rows = _rows(found.order_by("due_at", "id")[: limit + 1])
    return _cut(rows, limit, [row.due_at for row in rows])


def _cut(rows: list[Row], limit: int, keys: Sequence[datetime | None]) -> Page:
    if len(rows) <= limit:
        return Page(rows, "")
    at = keys[limit - 1]
    assert at is not None
    return Page(rows[:limit], cursor(at, rows[limit - 1].id))


def _rows(found: QuerySet[Matter]) -> list[Row]:
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
            place=_place_name(place, grid, community),
            neighbours_see=visibility == "neighbours",
            lon=lon,
            lat=lat,
            unassigned=handler_id is None,
        )
        for (
            pk, reference, words, category, state, code, reported_at, due_at, due_certain,
            place, grid, community, visibility, lon, lat, handler_id,
        ) in found.values_list(*_ROW)
    ]  # fmt: skip


def _place_name(place: str, grid: str | None, community: str | None) -> str:
    """The chosen place and, when it is narrower, the grid or community around it."""
    around_it = grid or community
    return place if not around_it or around_it == place else f"{around_it} · {place}"


def cursor(at: datetime, key: UUID) -> str:
    """An opaque page mark: the sort key of the last row shown."""
    micros = (at - _EPOCH) // timedelta(microseconds=1)
    raw = micros.to_bytes(8, "big", signed=True) + key.bytes
    return base64.urlsafe_b64encode(raw).decode("ascii")


def read_cursor(mark: str) -> tuple[datetime, UUID]:
    """The sort key in a page mark. Raises RuleBroken when it is not one of ours."""
    try:
        raw = base64.urlsafe_b64decode(mark.encode("ascii"))
        if len(raw) != 24:
            raise ValueError
        micros = int.from_bytes(raw[:8], "big", signed=True)
        return _EPOCH + timedelta(microseconds=micros), UUID(bytes=raw[8:])
    except (ValueError, OverflowError, binascii.Error):
        raise RuleBroken("matter_cursor_unreadable") from None

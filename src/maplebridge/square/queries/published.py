"""What everybody sees, and only that: every read here begins with `public()`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from ..models import Publication, PublicPicture
from ..rules.stages import Stage

PAGE = 25
MAP_MAX = 500
WITHDRAWN = matters.ClosingCode.WITHDRAWN.value


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which public matters: of a kind, at a place, in a state or ended so, reported since a day."""

    kind: str = ""
    place: territory.Place | None = None
    state: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One public matter as plain values; `place` is its grid or community."""

    id: UUID
    key: UUID
    reference: str
    words: str
    title: str
    category: str
    state: matters.State
    closing_code: str
    reported_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    released_at: datetime
    changed_at: datetime
    grid: str
    community: str
    street: str
    lon: float | None
    lat: float | None

    @property
    def place(self) -> str:
        return self.grid or self.community or self.street

    @property
    def mark(self) -> str:
        return matters.cursor(self.released_at, self.key)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows and the mark of the page after them ("" on the last)."""

    rows: list[PublicRow]
    after: str


_FIELDS = (
    "matter_id", "id", "matter__reference", "words", "category", "matter__state",
    "matter__closing_code", "matter__reported_at", "matter__answered_at", "matter__closed_at",
    "released_at", "changed_at", "grid__name", "community__name", "street__name", "lon", "lat",
)  # fmt: skip


def public() -> QuerySet[Publication]:
    """Released by a post, and still allowed by the reporter: both are looked at in every read.

    A matter that was withdrawn, or whose words are forgotten, is gone in that very moment; what
    stood here of it is removed afterwards.
    """
    found = Publication.objects.filter(stage=Stage.RELEASED.value, matter__visibility="public")
    return found.exclude(matter__closing_code=WITHDRAWN).exclude(matter__words="")


def listed(
    wanted: Wanted, *, after: str = "", limit: int = PAGE, oldest_first: bool = False
) -> Page:
    """Public matters, those released last first. Raises RuleBroken for a mark that is not ours."""
    found = _wanted(wanted)
    order = ("released_at", "id") if oldest_first else ("-released_at", "-id")
    if after:
        at, key = matters.read_cursor(after)
        if oldest_first:
            found = found.filter(released_at__gte=at)
            found = found.filter(Q(released_at__gt=at) | Q(released_at=at, id__gt=key))
        else:
            found = found.filter(released_at__lte=at)
            found = found.filter(Q(released_at__lt=at) | Q(released_at=at, id__lt=key))
    rows = _rows(found.order_by(*order)[: limit + 1])
    if len(rows) <= limit:
        return Page(rows, "")
    return Page(rows[:limit], rows[limit - 1].mark)


def on_map(wanted: Wanted, *, limit: int = MAP_MAX) -> list[PublicRow]:
    """The same with a point, at most `limit`."""
    found = _wanted(wanted).filter(lon__isnull=False)
    return _rows(found.order_by("-released_at", "-id")[:limit])


def get_published(matter_id: UUID) -> Publication:
    """One public matter with its places. Raises Missing for one that is not public, whatever it is."""
    publication = find_published(matter_id)
    if publication is None:
        raise Missing("square_missing")
    return publication


def find_published(matter_id: UUID) -> Publication | None:
    found = public().select_related(
        "matter__handler__place", "matter__grid", "matter__community", "grid", "community", "street"
    )
    return found.filter(matter=matter_id).first()


def get_picture(matter_id: UUID, picture_id: UUID) -> PublicPicture:
    """A copy that everybody may see. The id of an original is none of these: Missing."""
    found = PublicPicture.objects.select_related("file").filter(
        pk=picture_id, file__isnull=False, publication__in=public().filter(matter=matter_id)
    )
    picture = found.first()
    if picture is None:
        raise Missing("square_missing")
    return picture


def published_ids(ids: Iterable[UUID]) -> set[UUID]:
    """Those of some matters that everybody can read now."""
    return set(public().filter(matter__in=list(ids)).values_list("matter_id", flat=True))


def places_offered(chosen: territory.Place | None) -> list[tuple[territory.Place, bool]]:
    """Places to choose from: the streets and, of the chosen one, its communities; True is narrower."""
    around = territory.lineage(chosen.path) if chosen is not None else []
    offered: list[tuple[territory.Place, bool]] = []
    for street in _in_force("", Level.STREET):
        offered.append((street, False))
        if street.path in around:
            offered += [(place, True) for place in _in_force(street.path, Level.COMMUNITY)]
    return offered


def grids_of(area: territory.Place) -> list[territory.Place]:
    """The grids of a community, to follow one of them; of a street none, it has too many."""
    return _in_force(area.path, Level.GRID) if area.level == Level.COMMUNITY else []


def _in_force(path: str, level: Level) -> list[territory.Place]:
    """Places of a level without their outlines, which nobody reads here."""
    found = territory.Place.objects.filter(below("path", path), level=level, valid_to__isnull=True)
    return list(found.defer("boundary").order_by("path")[:100])


def _wanted(wanted: Wanted) -> QuerySet[Publication]:
    found = public()
    if wanted.kind:
        found = found.filter(category=wanted.kind)
    if wanted.place is not None:
        found = found.filter(**{_column(wanted.place): wanted.place.pk})
    if wanted.state == "open":
        found = found.exclude(matter__state=matters.State.CLOSED.value)
    elif wanted.state == "finished":
        found = found.filter(matter__state=matters.State.CLOSED.value)
    elif wanted.state:
        found = found.filter(matter__closing_code=wanted.state)
    if wanted.since is not None:
        found = found.filter(matter__reported_at__gte=calendar.start_of(wanted.since))
    if wanted.until is not None:
        day_after = wanted.until + timedelta(days=1)
        found = found.filter(matter__reported_at__lt=calendar.start_of(day_after))
    return found


def _column(place: territory.Place) -> str:
    if place.level in {Level.COMMUNITY, Level.STREET}:
        return str(place.level)
    raise RuleBroken("square_filter_unreadable", name=place.name)


def _rows(found: QuerySet[Publication]) -> list[PublicRow]:
    return [
        PublicRow(
            id=matter_id, key=key, reference=reference, words=words,
            title=matters.title_of(words), category=category, state=matters.State(state),
            closing_code=code, reported_at=reported_at, answered_at=answered_at,
            closed_at=closed_at, released_at=released_at, changed_at=changed_at,
            grid=grid or "", community=community or "", street=street or "", lon=lon, lat=lat,
        )
        for (
            matter_id, key, reference, words, category, state, code, reported_at, answered_at,
            closed_at, released_at, changed_at, grid, community, street, lon, lat,
        ) in found.values_list(*_FIELDS)
    ]  # fmt: skip

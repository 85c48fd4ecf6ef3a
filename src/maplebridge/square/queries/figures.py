"""How a community or street does: all its matters of 52 weeks, counted once a week, nothing below five."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Level
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from ..models import PublicFigures
from ..rules import figures as rules
from ..rules.figures import Share
from ..rules.holding import ALONE

CODES = tuple(code.value for code in matters.ClosingCode)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the matters reported from `first` on and before `before`; None is not shown."""

    first: date
    before: date
    reported: int | None
    first_answers: Share | None
    settled: Share | None
    confirmed: Share | None
    endings: dict[str, int | None]

    @property
    def last(self) -> date:
        return self.before - timedelta(days=1)


def get_area(area_id: UUID) -> territory.Place:
    """A community or street in force. Raises Missing for any other place."""
    place = territory.place_by_id(area_id)
    if place.level not in {Level.COMMUNITY, Level.STREET} or place.valid_to is not None:
        raise Missing("square_missing")
    return place


def followable(place_id: UUID) -> territory.Place:
    """A grid, community or street in force: where one can follow. Raises Missing for any other."""
    place = territory.place_by_id(place_id)
    if place.level == Level.GRID and place.valid_to is None:
        return place
    return get_area(place_id)


def figures_of(place: territory.Place) -> Figures | None:
    """What was counted last of a place, on its street's sheet; None before the first counting. One query."""
    sheets = PublicFigures.objects.filter(place__path__in=territory.lineage(place.path))
    for sheet in sheets.order_by("-before", "-place__path")[:2]:
        shown = sheet.shown.get(str(place.pk))
        if shown is not None:
            return _read(sheet.before, shown)
    return None


def _read(before: date, shown: dict[str, int | None]) -> Figures:
    return Figures(
        first=before - timedelta(weeks=rules.WEEKS),
        before=before,
        reported=shown["reported"],
        first_answers=rules.share(shown["first_met"], shown["first_due"]),
        settled=rules.share(shown["settle_met"], shown["settle_due"]),
        confirmed=rules.share(shown["confirmed"], shown["closed"]),
        endings={code: shown.get(rules.ended(code), 0) for code in CODES},
    )


def families() -> Iterator[tuple[territory.Place, list[territory.Place]]]:
    """Each street in force with its communities; a community that belongs to none stands alone."""
    for street in _in_force(Level.STREET):
        yield street, list(_in_force(Level.COMMUNITY, street.path))
    for alone in _in_force(Level.COMMUNITY):
        if alone.parent is not None and alone.parent.level != Level.STREET:
            yield alone, []


def _in_force(level: Level, path: str = "") -> Iterator[territory.Place]:
    after = ""
    while page := territory.places_below(path, level, after):
        yield from page
        after = page[-1].path


def counted(place: territory.Place, before: date) -> dict[str, dict[str, int]]:
    """The matters of a street by community, "" for those of none: one statement over its index."""
    found = matters.Matter.objects.filter(
        **{str(place.level): place.pk},
        reported_at__gte=calendar.start_of(before - timedelta(weeks=rules.WEEKS)),
        reported_at__lt=calendar.start_of(before),
    )
    solved = matters.Rating.objects.filter(
        matter=OuterRef("pk"), closing=OuterRef("closing"), solved=True
    )
    names = counted_names()
    rows = found.order_by().annotate(yes=Exists(solved)).values("community_id")
    rows = rows.annotate(**_aggregates(calendar.start_of(before)))
    return {
        str(community or ""): dict(zip(names, counts, strict=True))
        for community, *counts in rows.values_list("community_id", *names)
    }


def counted_names() -> list[str]:
    """All that is counted of a place, by name."""
    return [*ALONE, "closed", "confirmed", "unconfirmed", *map(rules.ended, CODES)]


def _aggregates(end: datetime) -> dict[str, Count]:
    """A deadline counts once it has passed or was met."""
    closed = Q(state=matters.State.CLOSED.value)
    return {
        "reported": Count("pk"),
        "first_due": Count("pk", filter=Q(first_answered_at__isnull=False)
                           | Q(first_answer_due_at__lt=end)),
        "first_met": Count("pk", filter=Q(first_answered_at__lte=F("first_answer_due_at"))),
        "settle_due": Count("pk", filter=Q(answered_at__isnull=False) | Q(settle_due_at__lt=end)),
        "settle_met": Count("pk", filter=Q(answered_at__lte=F("settle_due_at"))),
        "closed": Count("pk", filter=closed),
        "confirmed": Count("pk", filter=closed & Q(yes=True)),
        "unconfirmed": Count("pk", filter=closed & Q(yes=False)),
    } | {rules.ended(code): Count("pk", filter=closed & Q(closing_code=code)) for code in CODES}  # fmt: skip

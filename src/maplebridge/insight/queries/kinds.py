"""What is reported where, by kind and month: disputes show where to listen before they grow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import translation
from django.utils.translation import gettext

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Level, Viewer
from maplebridge.matters import public as matters
from maplebridge.mediation import public as mediation
from maplebridge.territory import public as territory

from .. import policy
from ..models import KindMonth

MONTHS = 12
MEDIATED = "mediation."
"""Before the kinds of mediation, which are none of the catalogue of matters."""
Counted = tuple[UUID | None, date, str, int]
"""Community, first day of the month, kind, count."""


def _matters(street: territory.Place, first: date, before: date) -> Iterator[Counted]:
    """The matters of a town by community, month and kind: one statement over its index."""
    found = matters.Matter.objects.filter(
        **{str(street.level): street.pk},
        reported_at__gte=calendar.start_of(first), reported_at__lt=calendar.start_of(before),
    )  # fmt: skip
    month = TruncMonth("reported_at", tzinfo=calendar.zone())
    rows = found.order_by().annotate(month=month).values_list("community_id", "month", "category")
    for community, at, kind, count in rows.annotate(count=Count("pk")):
        yield community, at.date(), kind, count


def _mediations(street: territory.Place, first: date, before: date) -> Iterator[Counted]:
    """The quarrels of a town that were brought to mediation, under kinds of their own: one that grew
    out of a matter is counted as both, for no sum joins the two."""
    for community, month, kind, count in mediation.brought(
        str(street.level), street.pk, first, before
    ):
        yield community, month, f"{MEDIATED}{kind}", count


SOURCES: tuple[Callable[[territory.Place, date, date], Iterable[Counted]], ...] = (
    _matters, _mediations,
)  # fmt: skip
"""Who counts what was reported."""


def mediated_kinds() -> list[str]:
    """The kinds of mediation as a sheet names them. A sheet has each of them, also where there was
    none: one that has not was kept before mediation was counted."""
    return [f"{MEDIATED}{kind}" for kind in mediation.kind_names("en")]


def counted_kinds(
    street: territory.Place, first: date, before: date
) -> dict[tuple[str, date], dict[UUID | None, int]]:
    """Counts by kind and month, then by community; None for what belongs to none."""
    found: dict[tuple[str, date], dict[UUID | None, int]] = {}
    for source in SOURCES:
        for community, month, kind, count in source(street, first, before):
            cells = found.setdefault((kind, month), {})
            cells[community] = cells.get(community, 0) + count
    return found


def town_of(place_id: UUID) -> territory.Place:
    """The town, or the community that belongs to none, on whose sheet a place stands. Raises Missing."""
    place = territory.place_by_id(place_id)
    above = [one for one in territory.ancestors(place.path) if one.level == Level.STREET]
    if above:
        return above[0]
    if place.level == Level.COMMUNITY:
        return place
    raise Missing("insight_missing")


def kind_choices(language: str) -> list[tuple[str, str]]:
    """The kinds of the catalogue, disputes first; then what was brought to mediation."""
    names = matters.kind_names(language)
    reported = sorted(names.items(), key=lambda one: (one[0] != "dispute", one[1]))
    with translation.override(language):
        told = [
            (f"{MEDIATED}{kind}", gettext("Mediation: %(kind)s") % {"kind": words})
            for kind, words in mediation.kind_names(language).items()
        ]
    return [*reported, *told]


@dataclass(frozen=True, slots=True)
class Trend:
    """One kind over the months: a row a village, the town below. None is held back, a dash not counted.

    `whole` says that the viewer reads every count.
    """

    months: tuple[date, ...]
    rows: tuple[tuple[territory.Place, tuple[Any, ...]], ...]
    town: tuple[Any, ...]
    whole: bool


def trend(viewer: Viewer, street: territory.Place, kind: str, today: date) -> Trend:
    """The last MONTHS months that are over. Who works for the town reads what was counted this
    moment; everybody else the kept sheets, with small counts held back."""
    months = months_before(today)
    parts = territory.places_below(street.path, Level.COMMUNITY, limit=500)
    parts = [one for one in parts if one.pk != street.pk]
    if policy.reads_all_counts(viewer, street.path):
        return _whole(street, parts, kind, months)
    sheets = {
        sheet.month: sheet.shown
        for sheet in KindMonth.objects.filter(place=street, month__in=months)
    }

    def cell(month: date, place: territory.Place) -> Any:
        if month not in sheets or (kind.startswith(MEDIATED) and kind not in sheets[month]):
            return "–"
        return sheets[month].get(kind, {}).get(str(place.pk), 0)

    return Trend(
        months,
        tuple((one, tuple(cell(month, one) for month in months)) for one in parts),
        tuple(cell(month, street) for month in months),
        whole=False,
    )


def _whole(
    street: territory.Place, parts: list[territory.Place], kind: str, months: tuple[date, ...]
) -> Trend:
    found = counted_kinds(street, months[0], month_after(months[-1]))
    cells = {month: found.get((kind, month), {}) for month in months}
    return Trend(
        months,
        tuple((one, tuple(cells[month].get(one.pk, 0) for month in months)) for one in parts),
        tuple(sum(cells[month].values()) for month in months),
        whole=True,
    )


def months_before(today: date) -> tuple[date, ...]:
    """The first days of the MONTHS months before this one, earliest first."""
    found = []
    month = today.replace(day=1)
    for _ in range(MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return tuple(found[::-1])


def month_after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)

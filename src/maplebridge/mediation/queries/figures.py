"""Published figures: those that come with the program, and over them those that two people entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import StatisticFigure
from ..rules.damages import shipped
from ..rules.damages.statistics import (
    INDUSTRIES,
    SERIES,
    Figure,
    Figures,
    Status,
    known_series,
)

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Row:
    """A series in one year: what counts, and what waits for a second person."""

    series: str
    figure: Figure | None
    waits: StatisticFigure | None


def known_figures(at: datetime | None = None) -> Figures:
    """What a calculation here may use, now or as it was known `at` an instant. A figure of two
    people stands above a shipped one."""
    if at is None:
        counted = Q(checked_at__isnull=False, replaced_at__isnull=True)
    else:
        counted = Q(checked_at__lte=at) & (Q(replaced_at__isnull=True) | Q(replaced_at__gt=at))
    entered = StatisticFigure.objects.filter(counted).select_related("entered_by", "checked_by")
    return shipped.figures().with_more(_figure(one) for one in entered)


def _figure(one: StatisticFigure) -> Figure:
    return Figure(
        one.place, one.series, one.year, one.fen, one.source, one.read_on, Status(one.status),
        one.entered_by.name, one.checked_by.name if one.checked_by else "",
    )  # fmt: skip


def figures_of(viewer: Viewer, place: str, year: int) -> list[Row]:
    """Every series of a place and a year, those that are missing too. Raises Forbidden, Missing."""
    if not policy.at_the_desk(viewer):
        raise Forbidden("mediation_desk_only")
    if place not in shipped.rulebooks() or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Missing("figure_unknown")
    known = known_figures()
    waiting = {one.series: one for one in _waiting(place, year)}
    return [Row(one, known.find(place, one, year), waiting.get(one)) for one in every_series()]


def _waiting(place: str, year: int) -> list[StatisticFigure]:
    return list(
        StatisticFigure.objects.filter(place=place, year=year, checked_at__isnull=True)[:100]
    )


def every_series() -> list[str]:
    wages = [one for one in SERIES if one.startswith("wage")]
    return [*SERIES, *(f"{wage}.{industry}" for wage in wages for industry in INDUSTRIES)]


def get_row(viewer: Viewer, place: str, year: int, series: str) -> Row:
    """One series, for somebody who may enter it. Raises Forbidden, Missing."""
    if not policy.may_enter_figures(viewer):
        raise Forbidden("figure_operators_only")
    if not known_series(series):
        raise Missing("figure_unknown")
    return next(one for one in figures_of(viewer, place, year) if one.series == series)

"""A published figure is entered by one person and read again by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import StatisticFigure
from ..queries import figures as queries
from ..rules.damages.statistics import Status

SOURCE_MAX = 300
FEN_LEAST, FEN_MOST = 100_00, 10_000_000_00


def enter_figure(
    *, viewer: Viewer, place: str, year: int, series: str, fen: int, source: str, read_on: date,
    status: Status, now: datetime,
) -> StatisticFigure:  # fmt: skip
    """What was read in a published text; it counts for nobody until a second person read the same."""
    source = " ".join(source.split())
    with transaction.atomic():
        row = queries.get_row(viewer, place, year, series)
        assert viewer.person_id is not None  # whoever holds a post is a person
        if row.waits is not None:
            raise RuleBroken("figure_waits_already")
        if not FEN_LEAST <= fen <= FEN_MOST:
            raise RuleBroken("figure_out_of_bounds")
        if not source or len(source) > SOURCE_MAX or not source.isprintable():
            raise RuleBroken("figure_source_missing")
        if read_on > calendar.today(now) or year > calendar.today(now).year:
            raise RuleBroken("figure_ahead")
        try:
            with transaction.atomic():
                made = StatisticFigure.objects.create(
                    place=place, year=year, series=series, fen=fen, source=source, read_on=read_on,
                    status=status.value, entered_by_id=viewer.person_id, entered_at=now,
                )  # fmt: skip
        except IntegrityError:
            raise RuleBroken("figure_waits_already") from None
        _note(viewer, "enter_figure", made, now)
    return made


def check_figure(
    *, viewer: Viewer, place: str, year: int, series: str, fen: int, now: datetime
) -> None:
    """The same value, read by somebody else: now it counts, and what counted before is replaced."""
    with transaction.atomic():
        one = _waiting(viewer, place, year, series)
        if one.entered_by_id == viewer.person_id:
            raise Forbidden("figure_second_person")
        if one.fen != fen:
            raise RuleBroken("figure_differs")
        StatisticFigure.objects.filter(
            place=place,
            year=year,
            series=series,
            checked_at__isnull=False,
            replaced_at__isnull=True,
        ).update(replaced_at=now)
        one.checked_by_id, one.checked_at = viewer.person_id, now
        one.save(update_fields=["checked_by", "checked_at"])
        _note(viewer, "check_figure", one, now)


def take_figure_back(*, viewer: Viewer, place: str, year: int, series: str, now: datetime) -> None:
    """An entry that does not count yet is removed: by whoever entered it or finds it wrong."""
    with transaction.atomic():
        one = _waiting(viewer, place, year, series)
        _note(viewer, "take_figure_back", one, now)
        one.delete()


def _waiting(viewer: Viewer, place: str, year: int, series: str) -> StatisticFigure:
    """The locked entry that waits. Raises RuleBroken when none does any more."""
    row = queries.get_row(viewer, place, year, series)
    if row.waits is None:
        raise RuleBroken("figure_waits_no_more")
    one = StatisticFigure.objects.select_for_update().filter(pk=row.waits.pk).first()
    if one is None or one.checked_at is not None:
        raise RuleBroken("figure_waits_no_more")
    return one


def _note(viewer: Viewer, verb: str, one: StatisticFigure, now: datetime) -> None:
    audit.record(
        viewer=viewer, verb=verb, thing=one, now=now, series=one.series, year=one.year, fen=one.fen
    )

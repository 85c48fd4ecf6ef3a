"""Runs of an import, for those who may start one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from uuid import UUID

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from .. import policy
from ..models import ImportRefusal, ImportRun, LegacyReference, Matter

RUNS_SHOWN = 50
REFUSALS_SHOWN = 50


def runs(viewer: Viewer) -> list[ImportRun]:
    if not policy.may_import(viewer):
        raise Forbidden("import_not_yours")
    return list(ImportRun.objects.order_by("-id")[:RUNS_SHOWN])


def get_run(viewer: Viewer, run_id: UUID) -> ImportRun:
    if not policy.may_import(viewer):
        raise Forbidden("import_not_yours")
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        raise Missing("import_missing")
    return run


def refusals(run: ImportRun) -> Iterator[ImportRefusal]:
    """Every row that could not be taken, in the order of the file, some hundred at a time."""
    found = ImportRefusal.objects.filter(run=run).order_by("row")
    return found.iterator(chunk_size=500)


def first_refusals(run: ImportRun) -> list[ImportRefusal]:
    return list(itertools.islice(refusals(run), REFUSALS_SHOWN)) if run.refused else []


def old_number(matter: Matter) -> LegacyReference | None:
    """Under which number another system knew the matter."""
    return LegacyReference.objects.filter(matter=matter.pk).first()


def places_by_name() -> dict[str, list[territory.Place]]:
    """Streets, communities and grids in force by name and by code; some thousands at most."""
    levels = [Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID]
    found: dict[str, list[territory.Place]] = {}
    places = territory.Place.objects.filter(level__in=levels, valid_to__isnull=True)
    by_id = {place.pk: place for place in places.defer("boundary").order_by("path")}
    for place in by_id.values():
        found.setdefault(place.name, []).append(place)
    codes = territory.PlaceCode.objects.filter(place__level__in=levels, valid_to__isnull=True)
    for code, place_id in codes.values_list("code", "place_id").iterator():
        if place_id in by_id:
            found.setdefault(code, []).append(by_id[place_id])
    return found

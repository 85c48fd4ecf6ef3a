"""Runs of an import, for those who may start one."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from .. import policy
from ..models import ImportDraft, ImportRefusal, ImportRun, LegacyReference, Matter
from ..rules import legacy_survey

RUNS_SHOWN = 50
RUNS_REMEMBERED = 20
"""Runs back whose map is looked at when a workbook comes with the same headings."""
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


def drafts(viewer: Viewer) -> list[ImportDraft]:
    """Workbooks that are being prepared, newest first; each goes after seven days."""
    if not policy.may_import(viewer):
        raise Forbidden("import_not_yours")
    found = ImportDraft.objects.defer("seen", "content", "settled").order_by("-id")
    return list(found[:RUNS_SHOWN])


def get_draft(viewer: Viewer, draft_id: UUID) -> ImportDraft:
    if not policy.may_import(viewer):
        raise Forbidden("import_not_yours")
    draft = ImportDraft.objects.select_related("file").filter(pk=draft_id).first()
    if draft is None:
        raise Missing("import_draft_missing")
    return draft


def locked_draft(draft_id: UUID) -> ImportDraft:
    """Call it in a transaction. Raises Missing when it was put away in the meantime."""
    held = ImportDraft.objects.select_for_update(of=("self",)).select_related("file")
    draft = held.filter(pk=draft_id).first()
    if draft is None:
        raise Missing("import_draft_missing")
    return draft


def draft_tried_by(run: ImportRun) -> ImportDraft | None:
    """The workbook that a trial left where it was, so that it can be taken over."""
    tried = ImportDraft.objects.filter(tried=run) if run.trial else ImportDraft.objects.none()
    return tried.only("id").order_by("-id").first()


def survey(draft: ImportDraft) -> legacy_survey.Survey:
    return legacy_survey.from_json(draft.seen)


def map_of_such(names: Collection[str]) -> dict[str, Any]:
    """The map by which a workbook with these headings was taken over last; {} when there is none."""
    runs = ImportRun.objects.filter(trial=False).order_by("-id")
    for content in runs.values_list("content", flat=True)[:RUNS_REMEMBERED]:
        columns = content.get("columns", {})
        if columns and set(columns.values()) <= set(names):
            return {key: value for key, value in content.items() if key not in _OF_ONE_FILE}
    return {}


_OF_ONE_FILE = {"sheet", "encoding"}


def known_places() -> set[str]:
    """Names and codes that mean one place."""
    return {name for name, places in places_by_name().items() if len(places) == 1}


def offered_places() -> list[str]:
    """Names of streets and communities that one place bears, as a form offers them."""
    found = places_by_name()
    return sorted(
        name
        for name, places in found.items()
        if len(places) == 1
        and places[0].name == name
        and places[0].level in {Level.STREET, Level.COMMUNITY}
    )


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

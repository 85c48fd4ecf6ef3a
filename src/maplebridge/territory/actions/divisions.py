"""Loading the published division tree: from a CSV, twice the same as once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from ..models import Jurisdiction, Place, PlaceCode
from ..rules.codes import Scheme, around, doubts
from ..rules.division_files import Division, Unreadable
from ..rules.paths import PathAllocator
from .places import found_jurisdiction, ground_changed

BATCH = 1000
SHOWN_MAX = 200


@dataclass(slots=True)
class DivisionReport:
    """What a load did and what it found odd. Nothing ends by itself: `missing` is for people."""

    added: int = 0
    unchanged: int = 0
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    """Code, name here, name in the file."""
    missing: list[tuple[str, str]] = field(default_factory=list)
    """Codes in force here that the file does not have."""
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Codes in the file whose place around them is not known."""
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    """Code, name, what is unusual."""
    unreadable: list[tuple[int, str]] = field(default_factory=list)
    """Line number and the beginning of the line."""


@dataclass(slots=True)
class _Known:
    pk: UUID
    path: str
    name: str


@transaction.atomic
def load_divisions(
    *,
    viewer: Viewer,
    divisions: Iterable[Division | Unreadable],
    under: str,
    source: str,
    valid_from: date,
    rename: bool = False,
    now: datetime,
) -> DivisionReport:
    """Add the divisions whose code starts with `under` to the tree, reading them one by one.

    A row's place must come before the rows inside it, as in files sorted by code. The row of
    `under` itself is the jurisdiction: it is founded when there is none. Names are changed only
    with `rename`. Only the system may.
    """
    if not viewer.system:
        raise Forbidden("place_not_yours")
    report = DivisionReport()
    rows = _rows_under(divisions, under, report)
    top = under.ljust(12, "0")
    known = _known(top, rows, viewer, source, valid_from, now, report)
    steps = PathAllocator(Place.objects.values_list("path", flat=True).iterator())
    seen: set[str] = set()
    while batch := list(islice(rows, BATCH)):
        _load(batch, known, steps, seen, source, valid_from, rename, report)
    gone = sorted(code for code in known.keys() - seen if code.startswith(under) and code != top)
    report.missing = [(code, known[code].name) for code in gone[:SHOWN_MAX]]
    ground_changed()
    audit.record(
        viewer=viewer,
        verb="divisions.load",
        thing=Jurisdiction.objects.get(),
        now=now,
        under=under,
        added=report.added,
    )
    return report


def _rows_under(
    divisions: Iterable[Division | Unreadable], under: str, report: DivisionReport
) -> Iterator[Division]:
    for row in divisions:
        if isinstance(row, Unreadable):
            report.unreadable.append((row.line, row.text))
        elif row.code.startswith(under):
            yield row


def _known(
    top: str,
    rows: Iterator[Division],
    viewer: Viewer,
    source: str,
    valid_from: date,
    now: datetime,
    report: DivisionReport,
) -> dict[str, _Known]:
    """The places in force by division code, after making sure of the jurisdiction."""
    if not Jurisdiction.objects.exists():
        first = next(rows, None)
        if first is None or first.code != top:
            raise RuleBroken("divisions_without_top", code=top)
        founded = found_jurisdiction(viewer=viewer, name=first.name, valid_from=valid_from, now=now)
        _code(founded.root_id, top, source, valid_from)
        report.added += 1
    root = Place.objects.select_for_update(no_key=True).get(path="")
    carried = root.codes.filter(scheme=Scheme.DIVISION.value, valid_to__isnull=True).first()
    if carried is None:
        _code(root.pk, top, source, valid_from)
    elif carried.code != top:
        raise RuleBroken("divisions_elsewhere", code=top, here=carried.code)
    in_force = PlaceCode.objects.filter(scheme=Scheme.DIVISION.value, valid_to__isnull=True)
    found = in_force.values_list("code", "place_id", "place__path", "place__name")
    return {code: _Known(pk, path, name) for code, pk, path, name in found.iterator()}


def _code(place_id: UUID, code: str, source: str, day: date) -> None:
    PlaceCode.objects.create(
        place_id=place_id,
        scheme=Scheme.DIVISION.value,
        code=code,
        source=source[:200],
        valid_from=day,
    )


def _load(
    batch: list[Division],
    known: dict[str, _Known],
    steps: PathAllocator,
    seen: set[str],
    source: str,
    valid_from: date,
    rename: bool,
    report: DivisionReport,
) -> None:
    places, codes = [], []
    for row in batch:
        here = known.get(row.code)
        if row.code not in seen:
            report.doubts += [(row.code, row.name, words) for words in doubts(row.code, row.name)]
        if here is not None:
            if row.code not in seen:
                _compare(row, here, rename, report)
            seen.add(row.code)
            continue
        place = _place(row, known, steps, valid_from)
        if place is None:
            report.unknown.append((row.code, row.name))
            continue
        known[row.code] = _Known(place.pk, place.path, place.name)
        seen.add(row.code)
        places.append(place)
        codes.append(
            PlaceCode(
                place=place,
                scheme=Scheme.DIVISION.value,
                code=row.code,
                source=source[:200],
                valid_from=valid_from,
            )
        )
    Place.objects.bulk_create(places)
    PlaceCode.objects.bulk_create(codes)
    report.added += len(places)


def _compare(row: Division, here: _Known, rename: bool, report: DivisionReport) -> None:
    if here.name == row.name:
        report.unchanged += 1
        return
    report.renamed.append((row.code, here.name, row.name))
    if rename:
        Place.objects.filter(pk=here.pk).update(name=row.name)


def _place(
    row: Division, known: dict[str, _Known], steps: PathAllocator, valid_from: date
) -> Place | None:
    """A new place for the row in the nearest place around it that is known; None without one."""
    parent = next((known[code] for code in around(row.code) if code in known), None)
    if parent is None or row.level is None:
        return None
    return Place(
        level=row.level.value,
        parent_id=parent.pk,
        path=steps.next(parent.path),
        name=row.name,
        valid_from=valid_from,
    )

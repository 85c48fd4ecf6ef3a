"""Drawing the grids of a community from a file, with the buildings that stand in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level, Viewer

from ..models import Place, PlaceCode, ZoneMember
from ..rules.boundaries import overlaps
from ..rules.codes import CodeUnusable, Scheme, check_grid_code
from ..rules.coordinates import Srs
from ..rules.feature_files import FileUnusable, Flaw, GridDrawing, read_drawings
from ..rules.moves import Outside
from ..rules.paths import PathAllocator
from .codes import community_code, end_code, give_code
from .moving import (
    Change,
    Moving,
    follow,
    move_buildings,
    refuse_if_outside,
    settle_buildings,
    taken_paths,
)
from .places import check_day, ground_changed, lock_place

FLAWS_MAX = 50
OVERLAP_SHARE_MAX = 0.02
"""Neighbours drawn by hand lap over a little; more than this share of the smaller is a mistake."""


class ImportRefused(RuleBroken):
    """Some features are unusable; nothing was written. `flaws` has the first fifty."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("import_refused", count=len(flaws))
        self.flaws = flaws[:FLAWS_MAX]

    @property
    def sentences(self) -> list[str]:
        """One sentence a feature, in the language that is active now."""
        said = []
        for flaw in self.flaws:
            reason = RuleBroken(flaw.code, **flaw.facts).sentence
            where = RuleBroken("feature_refused", number=flaw.number, reason=reason)
            said.append(where.sentence)
        return said


@dataclass(slots=True)
class ImportReport:
    """What an import did or would do, in counts and names."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    ended: list[str] = field(default_factory=list)
    moving: list[Moving] = field(default_factory=list)
    outside: list[Moving] = field(default_factory=list)
    """Buildings that no line holds any more; `target` says where they would go, by `outside`."""
    left_zones: list[str] = field(default_factory=list)
    overlapping: list[tuple[str, str, int]] = field(default_factory=list)
    """Names of two grids and the square metres that both cover."""

    @property
    def wants_a_look(self) -> bool:
        """Whether somebody should see it before it is done."""
        return bool(self.ended or self.moving or self.outside)


@dataclass(slots=True)
class _Plan:
    """What a file changes in one community. `begun` and `corrected` hold rows not yet written."""

    community: Place
    code: str | None
    existing: list[Place]
    codes: dict[UUID, str]
    drawings: list[tuple[GridDrawing, Place | None]]
    ending: list[Place] = field(default_factory=list)
    begun: list[tuple[Place, str]] = field(default_factory=list)
    corrected: list[Place] = field(default_factory=list)
    recoded: list[tuple[Place, str]] = field(default_factory=list)


@transaction.atomic
def look_at_grids(
    *,
    viewer: Viewer,
    place: Place,
    content: bytes,
    srs: Srs,
    whole: bool = False,
    outside: Outside = Outside.ASK,
    day: date,
) -> ImportReport:
    """What `import_grids` would do; writes nothing and raises the same."""
    place = lock_place(viewer, place)
    report = ImportReport()
    for plan in _prepared(place, content, srs, whole, "", day, report):
        _settle(plan, outside, report)
    return report


@transaction.atomic
def import_grids(
    *,
    viewer: Viewer,
    place: Place,
    content: bytes,
    srs: Srs,
    whole: bool = False,
    outside: Outside = Outside.ASK,
    day: date,
    source: str = "",
    now: datetime,
) -> ImportReport:
    """Draw the grids of a community, or of all communities of a place, from a GeoJSON file.

    A feature carries `name`, and may carry `code` (15 digits) and `community` (12 digits; needed
    when `place` is wider than a community and there is no code). A grid in force with the same
    code, or the same name in the community, gets the new line; others begin on `day`. With `whole`
    the file is the new division: grids of its communities that it does not name end on `day`.
    Buildings go to the grid that now holds their point; `outside` says what happens to the others.
    All or none: raises ImportRefused with every unusable feature, and `buildings_outside` when
    some are outside and nobody said where they go.
    """
    place = lock_place(viewer, place)
    report = ImportReport()
    source = f"GeoJSON {srs.value} {source}".strip()[:200]
    plans = _prepared(place, content, srs, whole, source, day, report)
    moves = [(plan, _settle(plan, outside, report)) for plan in plans]
    refuse_if_outside(report.outside)
    for plan, moving in moves:
        _draw(plan, source, day)
        move_buildings(moving, day=day, now=now)
        _end(plan, source, day, report)
    if report.added or report.corrected or report.ended:
        ground_changed()
    audit.record(
        viewer=viewer,
        verb="grids.import",
        thing=place,
        now=now,
        added=report.added,
        corrected=report.corrected,
        ended=[grid.pk for plan in plans for grid in plan.ending],
        moved=len(report.moving) + len(report.outside),
    )
    return report


def _prepared(
    place: Place,
    content: bytes,
    srs: Srs,
    whole: bool,
    source: str,
    day: date,
    report: ImportReport,
) -> list[_Plan]:
    """What changes in each community, checked; nothing is written. Locks communities and grids."""
    plans = _plans(place, _read(content, srs))
    for plan in plans:
        taken = {match.pk for _, match in plan.drawings if match is not None}
        if whole:
            plan.ending = [grid for grid in plan.existing if grid.pk not in taken]
        for grid in plan.ending:
            check_day(day, not_before=grid.valid_from, today=day)
    _check_overlaps(plans, report)
    for plan in plans:
        _sketch(plan, source, day, report)
    return plans


def _read(content: bytes, srs: Srs) -> list[GridDrawing]:
    try:
        read = list(read_drawings(content, srs))
    except FileUnusable as broken:
        raise RuleBroken(broken.code, **broken.facts) from None
    flaws = [found for found in read if isinstance(found, Flaw)]
    if flaws:
        raise ImportRefused(flaws)
    return [found for found in read if isinstance(found, GridDrawing)]


def _plans(place: Place, drawings: list[GridDrawing]) -> list[_Plan]:
    """Sort the drawings by community and find the grids that they draw anew. Locks communities."""
    by_community: dict[str, list[GridDrawing]] = defaultdict(list)
    only = community_code(place) or "" if place.level == Level.COMMUNITY else None
    for drawing in drawings:
        by_community[drawing.community or drawing.code[:12] if only is None else only].append(
            drawing
        )
    communities = _communities(place, by_community)
    flaws: list[Flaw] = []
    plans = []
    for code, drawn in by_community.items():
        if code not in communities:
            flaws += [Flaw(d.number, "feature_community_unknown", {"code": code}) for d in drawn]
            continue
        plans.append(_plan(communities[code], code or None, drawn, flaws))
    if flaws:
        raise ImportRefused(sorted(flaws, key=lambda flaw: flaw.number))
    return plans


def _communities(place: Place, codes: dict[str, list[GridDrawing]]) -> dict[str, Place]:
    if place.level == Level.COMMUNITY:
        return dict.fromkeys(codes, place)
    found = PlaceCode.objects.filter(
        below("place__path", place.path),
        scheme=Scheme.DIVISION.value,
        code__in=codes,
        valid_to__isnull=True,
        place__level=Level.COMMUNITY.value,
        place__valid_to__isnull=True,
    )
    by_pk = dict(found.values_list("place_id", "code"))
    locked = Place.objects.select_for_update(no_key=True).filter(pk__in=by_pk).order_by("pk")
    return {by_pk[community.pk]: community for community in locked}


def _plan(community: Place, code: str | None, drawn: list[GridDrawing], flaws: list[Flaw]) -> _Plan:
    existing = list(
        Place.objects.select_for_update(no_key=True)
        .filter(parent=community, level=Level.GRID.value, valid_to__isnull=True)
        .order_by("path")
    )
    codes = dict(
        PlaceCode.objects.filter(place__in=existing, valid_to__isnull=True).values_list(
            "place_id", "code"
        )
    )
    by_code = {codes[grid.pk]: grid for grid in existing if grid.pk in codes}
    by_name = {grid.name: grid for grid in existing}
    plan = _Plan(community, code, existing, codes, [])
    names, seen_codes, taken = set[str](), set[str](), set[UUID]()
    for drawing in drawn:
        flaw = _clash(drawing, code, names, seen_codes)
        match = by_code.get(drawing.code) or by_name.get(drawing.name)
        if match is not None and match.pk in taken:
            flaw = flaw or ("feature_twice", {"name": drawing.name})
        if flaw:
            flaws.append(Flaw(drawing.number, *flaw))
        names.add(drawing.name)
        seen_codes.add(drawing.code)
        if match is not None:
            taken.add(match.pk)
        plan.drawings.append((drawing, match))
    return plan


def _clash(
    drawing: GridDrawing, community: str | None, names: set[str], codes: set[str]
) -> tuple[str, dict[str, Any]] | None:
    if drawing.name in names or (drawing.code and drawing.code in codes):
        return "feature_twice", {"name": drawing.name}
    if not drawing.code:
        return None
    try:
        check_grid_code(drawing.code, community)
    except CodeUnusable as broken:
        return broken.sentence, broken.facts
    return None


def _check_overlaps(plans: list[_Plan], report: ImportReport) -> None:
    """Refuse grids of one community that lap over much; report those that lap over a little."""
    flaws = []
    for plan in plans:
        redrawn = {match.pk for _, match in plan.drawings if match is not None}
        redrawn |= {grid.pk for grid in plan.ending}
        kept = [g for g in plan.existing if g.pk not in redrawn and g.boundary is not None]
        lines = [d.boundary.geojson for d, _ in plan.drawings] + [g.boundary for g in kept]
        names = [d.name for d, _ in plan.drawings] + [g.name for g in kept]
        for found in overlaps([line for line in lines if line is not None]):
            if found.first >= len(plan.drawings):
                continue  # two grids that this file does not touch
            first, second = names[found.first], names[found.second]
            if found.share > OVERLAP_SHARE_MAX:
                facts = {"other": second, "percent": round(found.share * 100)}
                number = plan.drawings[found.first][0].number
                flaws.append(Flaw(number, "feature_overlaps", facts))
            else:
                report.overlapping.append((first, second, round(found.area_m2)))
    if flaws:
        raise ImportRefused(flaws)


def _sketch(plan: _Plan, source: str, day: date, report: ImportReport) -> None:
    """Put the new lines into the rows in memory, so that buildings can be sorted into them."""
    steps = PathAllocator(taken_paths(plan.community))
    for drawing, match in plan.drawings:
        if match is None:
            plan.begun.append((_begun(drawing, plan.community, steps, source, day), drawing.code))
            continue
        if drawing.code and plan.codes.get(match.pk) != drawing.code:
            plan.recoded.append((match, drawing.code))
        if match.boundary == drawing.boundary.geojson and match.name == drawing.name:
            report.unchanged += 1
            continue
        match.name, match.boundary = drawing.name, drawing.boundary.geojson
        match.lon, match.lat = drawing.boundary.lon, drawing.boundary.lat
        match.boundary_source = source
        plan.corrected.append(match)
    report.added += len(plan.begun)
    report.corrected += len(plan.corrected)
    report.ended += [grid.name for grid in plan.ending]


def _settle(plan: _Plan, outside: Outside, report: ImportReport) -> list[Moving]:
    """Which building goes where, and a line in the report for each."""
    change = Change(
        community=plan.community,
        grids=[*plan.existing, *(place for place, _ in plan.begun)],
        touched=[*(place for place, _ in plan.begun), *plan.corrected, *plan.ending],
        ending=plan.ending,
    )
    moving, lost = settle_buildings(change, outside)
    report.moving += moving
    report.outside += lost
    return [*moving, *lost]


def _draw(plan: _Plan, source: str, day: date) -> None:
    """Write the lines and codes of one community."""
    for grid in plan.ending:
        PlaceCode.objects.filter(place=grid, valid_to__isnull=True).update(valid_to=day)
    Place.objects.bulk_create((place for place, _ in plan.begun), batch_size=500)
    Place.objects.bulk_update(
        plan.corrected, ["name", "boundary", "lon", "lat", "boundary_source"], batch_size=200
    )
    for grid, _ in plan.recoded:
        for current in grid.codes.filter(scheme=Scheme.GRID.value, valid_to__isnull=True):
            end_code(current, day)
    for grid, code in [*plan.begun, *plan.recoded]:
        if code:
            give_code(place=grid, scheme=Scheme.GRID, code=code, source=source, day=day)


def _end(plan: _Plan, source: str, day: date, report: ImportReport) -> None:
    """End the grids that the new division left out; those that took their ground follow them."""
    if not plan.ending:
        return
    ended = [grid.pk for grid in plan.ending]
    Place.objects.filter(pk__in=ended).update(valid_to=day, end_reason=source)
    follow(plan.ending, [*(place for place, _ in plan.begun), *plan.corrected], day=day)
    members = ZoneMember.objects.filter(place__in=ended, valid_to__isnull=True)
    report.left_zones += sorted(set(members.values_list("zone__name", flat=True)))
    members.update(valid_to=day)


def _begun(
    drawing: GridDrawing, community: Place, steps: PathAllocator, source: str, day: date
) -> Place:
    return Place(
        level=Level.GRID.value,
        parent=community,
        path=steps.next(community.path),
        name=drawing.name,
        boundary=drawing.boundary.geojson,
        boundary_source=source,
        lon=drawing.boundary.lon,
        lat=drawing.boundary.lat,
        valid_from=day,
    )

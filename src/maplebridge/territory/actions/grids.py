"""Drawing grids: a whole file at once, or one grid anew."""

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

from ..models import Place, PlaceCode, Succession
from ..rules.boundaries import overlaps
from ..rules.codes import CodeUnusable, Scheme, check_grid_code
from ..rules.coordinates import Srs
from ..rules.feature_files import FileUnusable, Flaw, GridDrawing, read_drawings
from ..rules.paths import PathAllocator
from .codes import community_code, give_code
from .places import add_place, check_day, ground_changed, lock_place

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
    """What an import did, in counts, and which neighbours lap over a little."""

    added: int = 0
    corrected: int = 0
    unchanged: int = 0
    overlapping: list[tuple[str, str, int]] = field(default_factory=list)
    """Names of two grids and the square metres that both cover."""


@dataclass(slots=True)
class _Plan:
    community: Place
    code: str | None
    existing: list[Place]
    codes: dict[UUID, str]
    drawings: list[tuple[GridDrawing, Place | None]]


@transaction.atomic
def import_grids(
    *,
    viewer: Viewer,
    place: Place,
    content: bytes,
    srs: Srs,
    day: date,
    source: str = "",
    now: datetime,
) -> ImportReport:
    """Draw the grids of a community, or of all communities of a place, from a GeoJSON file.

    A feature carries `name`, and may carry `code` (15 digits) and `community` (12 digits; needed
    when `place` is wider than a community and there is no code). A grid in force with the same
    code, or the same name in the community, gets the new line; others begin on `day`. All or none:
    raises ImportRefused with every unusable feature.
    """
    place = lock_place(viewer, place)
    drawings = _read(content, srs)
    plans = _plans(place, drawings)
    report = ImportReport()
    _check_overlaps(plans, report)
    source = f"GeoJSON {srs.value} {source}".strip()[:200]
    for plan in plans:
        _draw(plan, source, day, report)
    if report.added or report.corrected:
        ground_changed()
    audit.record(
        viewer=viewer,
        verb="grids.import",
        thing=place,
        now=now,
        added=report.added,
        corrected=report.corrected,
    )
    return report


@transaction.atomic
def redraw_grid(
    *,
    viewer: Viewer,
    grid: Place,
    boundary: dict[str, Any],
    name: str = "",
    day: date,
    today: date,
    now: datetime,
) -> Place:
    """End a grid and begin another in its place, with its code and a note of the succession.

    Refuses while buildings stand in the old one, because their paths are fixed: correct the line
    instead, or end the buildings first.
    """
    grid = lock_place(viewer, grid)
    if grid.level != Level.GRID or grid.parent is None:
        raise RuleBroken("only_grids_are_redrawn", name=grid.name)
    if grid.children.filter(valid_to__isnull=True).exists():
        raise RuleBroken("grid_has_buildings", name=grid.name)
    check_day(day, not_before=grid.valid_from, today=today)
    code = grid.codes.filter(valid_to__isnull=True).first()
    grid.valid_to = day
    grid.save(update_fields=["valid_to"])
    grid.codes.filter(valid_to__isnull=True).update(valid_to=day)
    made = add_place(
        viewer=viewer,
        parent=grid.parent,
        level=Level.GRID,
        name=name or grid.name,
        boundary=boundary,
        valid_from=day,
        now=now,
    )
    if code is not None:
        give_code(place=made, scheme=Scheme.GRID, code=code.code, source=code.source, day=day)
    Succession.objects.create(before=grid, after=made, day=day)
    audit.record(viewer=viewer, verb="grid.redraw", thing=grid, now=now, after=made.pk)
    return made


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
        Place.objects.filter(
            parent=community, level=Level.GRID.value, valid_to__isnull=True
        ).order_by("path")
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


def _draw(plan: _Plan, source: str, day: date, report: ImportReport) -> None:
    steps = PathAllocator(plan.community.children.values_list("path", flat=True))
    begun: list[tuple[Place, str]] = []
    corrected: list[Place] = []
    for drawing, match in plan.drawings:
        if match is None:
            begun.append((_begun(drawing, plan.community, steps, source, day), drawing.code))
        elif match.boundary == drawing.boundary.geojson and match.name == drawing.name:
            report.unchanged += 1
        else:
            match.name, match.boundary = drawing.name, drawing.boundary.geojson
            match.lon, match.lat = drawing.boundary.lon, drawing.boundary.lat
            match.boundary_source = source
            corrected.append(match)
        if match is not None and drawing.code and match.pk not in plan.codes:
            give_code(place=match, scheme=Scheme.GRID, code=drawing.code, source=source, day=day)
    Place.objects.bulk_create((place for place, _ in begun), batch_size=500)
    Place.objects.bulk_update(
        corrected, ["name", "boundary", "lon", "lat", "boundary_source"], batch_size=200
    )
    for place, code in begun:
        if code:
            give_code(place=place, scheme=Scheme.GRID, code=code, source=source, day=day)
    report.added += len(begun)
    report.corrected += len(corrected)


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

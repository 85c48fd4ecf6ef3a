"""Matters that may be about the same thing, as far as the viewer may see them, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from maplebridge.core import calendar
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from .. import policy
from ..models import CoReporter, Matter, MatterBand
from ..policy import Standing
from ..rules import twins
from ..rules.catalogue import Catalogue
from ..rules.input import title_of
from ..rules.states import State
from ..rules.twins import Concern, Likeness, Spot
from .rulebook import catalogue, catalogue_version, fold

LOOKED_AT = 60
"""Matters that share most bands; only those are read and compared."""
CHAIN_MAX = 5
"""How many times a repetition of a repetition is followed."""
_FINER_THAN_A_GRID = {Level.BUILDING, Level.ENTRANCE}


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody is about to report, as far as it is typed."""

    words: str
    category: str = ""
    place_id: UUID | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """A matter that may be the same, as the viewer may see it.

    `metres` is None for whoever may not know the spot; then it lies in the same grid or community.
    """

    id: UUID
    reference: str
    title: str
    state: State
    closing_code: str
    reported_at: datetime
    category: str
    rulebook: str
    shared: tuple[str, ...]
    metres: int | None
    place: str
    mine: bool
    works: bool
    may_join: bool


def likely_twins(viewer: Viewer, sought: Sought, *, now: datetime) -> list[Twin]:
    """For the report form: what this person may see of it. Four queries at most."""
    if not viewer.signed_in or len(twins.bare(fold(sought.words))) < 2:
        return []
    spot = _spot_sought(viewer, sought)
    if spot is None:
        return []
    ours = Concern(fold(sought.words), sought.category, spot, now)
    rulebook = catalogue(calendar.today(now))
    return _found(viewer, ours, now, radius=_radius(rulebook, ours), leave_out=())


def twins_of(viewer: Viewer, matter: Matter, *, now: datetime) -> list[Twin]:
    """For the page of a matter: the others like it that the viewer may see. Two queries."""
    if not matter.words:
        return []
    ours = _concern(matter)
    known = [pk for pk in (matter.pk, matter.duplicate_of_id) if pk is not None]
    rulebook = catalogue_version(matter.rulebook)
    return _found(viewer, ours, now, radius=_radius(rulebook, ours), leave_out=known)


def spot_of(matter: Matter) -> Spot:
    """The point that was sent; without one, that of the building that was named."""
    lon, lat = matter.lon, matter.lat
    if lon is None and matter.place.level in _FINER_THAN_A_GRID:
        lon, lat = matter.place.lon, matter.place.lat
    return Spot(lon, lat, matter.grid_id)


def followers_of(matter_id: UUID) -> list[UUID]:
    """Who besides its reporter hears of a matter's steps."""
    found = CoReporter.objects.filter(matter=matter_id).order_by("person_id")
    return list(found.values_list("person_id", flat=True).distinct()[:1000])


def goes_on_as(matter: Matter) -> Matter | None:
    """The matter under which a repetition goes on; None for one that stands for itself."""
    found: Matter | None = None
    following = matter.duplicate_of_id
    for _ in range(CHAIN_MAX):
        if following is None:
            break
        found = Matter.objects.filter(pk=following).first()
        following = found.duplicate_of_id if found else None
    return found


def repetitions_of(matter_id: UUID) -> list[UUID]:
    """Matters closed as repetitions of this one, and as repetitions of those. One query a level."""
    found: list[UUID] = []
    level = [matter_id]
    for _ in range(CHAIN_MAX):
        level = list(Matter.objects.filter(duplicate_of__in=level).values_list("pk", flat=True))
        found += level
        if not level:
            break
    return found


def _spot_sought(viewer: Viewer, sought: Sought) -> Spot | None:
    if sought.place_id is not None:
        place = territory.Place.objects.filter(pk=sought.place_id).first()
        if place is None:
            return None
        grid = territory.ancestor_at(place, Level.GRID)
        exact = place.level in _FINER_THAN_A_GRID
        return Spot(
            place.lon if exact else None, place.lat if exact else None, grid.pk if grid else None
        )
    if sought.lon is not None and sought.lat is not None:
        found = territory.locate(sought.lon, sought.lat)
        in_grid = found is not None and found.level == Level.GRID
        return Spot(sought.lon, sought.lat, found.pk if found and in_grid else None)
    if viewer.home_grid_id is not None:
        return Spot(None, None, viewer.home_grid_id)
    return None


def _radius(rulebook: Catalogue, ours: Concern) -> int:
    """How far the kind looks; as far as usual for a kind that is not known yet."""
    kind = rulebook.get(ours.category)
    return min(kind.duplicate_radius_m if kind else twins.RADIUS_M, twins.RADIUS_MAX_M)


def _found(
    viewer: Viewer, ours: Concern, now: datetime, *, radius: int, leave_out: Sequence[UUID]
) -> list[Twin]:
    likely = Matter.objects.select_related("place", "grid", "community").filter(
        pk__in=_candidates(ours, radius)
    )
    alike: list[tuple[Likeness, str]] = []
    rows: dict[str, Twin] = {}
    for matter in likely:
        standing = policy.standing_of(viewer, matter)
        if standing is Standing.OUTSIDER or matter.pk in leave_out or matter.duplicate_of_id:
            continue
        coarse = not policy.may_see_spot(standing)
        like = twins.likeness(
            ours, _concern(matter), radius_m=radius, now=now, coarse=coarse
        )  # fmt: skip
        if like is not None:
            alike.append((like, str(matter.pk)))
            rows[str(matter.pk)] = _twin(matter, standing, like)
    return [rows[key] for key in twins.best(alike)]


def _candidates(ours: Concern, radius: int) -> list[UUID]:
    """Those that share a band, in reach: some index probes a band, whatever the table holds."""
    bands = twins.bands(ours.words)
    spot = ours.spot
    grids = {spot.grid} - {None}
    near = Q(pk__in=[])
    if spot.lon is not None and spot.lat is not None:
        near |= Q(cell__in=twins.cells_near(spot.lon, spot.lat, radius))
        for lon, lat in twins.edge_points(spot.lon, spot.lat, radius):
            found = territory.locate(lon, lat)
            if found is not None and found.level == Level.GRID:
                grids.add(found.pk)
    if grids:
        near |= Q(grid__in=grids)
    shared = MatterBand.objects.filter(near, band__in=bands).values("matter_id")
    best = shared.annotate(bands=Count("id")).order_by("-bands", "-matter_id")
    return [row["matter_id"] for row in best[:LOOKED_AT]]


def _concern(matter: Matter) -> Concern:
    return Concern(
        fold(matter.words), matter.category, spot_of(matter), matter.reported_at, matter.closed_at
    )


def _twin(matter: Matter, standing: Standing, like: Likeness) -> Twin:
    return Twin(
        id=matter.pk,
        reference=matter.reference,
        title=title_of(matter.words),
        state=State(matter.state),
        closing_code=matter.closing_code,
        reported_at=matter.reported_at,
        category=matter.category,
        rulebook=matter.rulebook,
        shared=like.words,
        metres=None if like.metres is None else round(like.metres / 10) * 10,
        place=policy.whereabouts(matter, standing).name,
        mine=standing is Standing.REPORTER,
        works=standing in policy.WORKERS,
        may_join=standing is Standing.NEIGHBOUR and matter.state != State.CLOSED,
    )

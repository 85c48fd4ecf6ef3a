"""Reads of the ground. Places are public; what stands behind a door (homes) is not read here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below, scope_of
from maplebridge.core.viewer import Level, Viewer

from ..models import Jurisdiction, Place, PlaceCode, PlaceMove
from ..rules.paths import lineage, parent_path

LIGHT = ("id", "level", "parent_id", "path", "name", "lon", "lat", "valid_from", "valid_to")
"""All fields of a place but its line, which may be long."""
LIMIT_MAX = 200
SOUGHT = (Level.BUILDING, Level.GRID, Level.ESTATE, Level.COMMUNITY, Level.STREET)
"""What a person names when they say where something is, narrowest first."""


@dataclass(frozen=True, slots=True)
class PathChange:
    """All paths that begin with `before` begin with `after` now; `grid_id` is the grid around."""

    before: str
    after: str
    grid_id: UUID | None


def light() -> QuerySet[Place]:
    return Place.objects.only(*LIGHT)


def in_force() -> QuerySet[Place]:
    return light().filter(valid_to__isnull=True)


def place_by_id(place_id: UUID) -> Place:
    """One place, also one that has ended. Raises Missing."""
    try:
        return light().get(pk=place_id)
    except Place.DoesNotExist:
        raise Missing("place_missing") from None


def place_with_boundary(place_id: UUID) -> Place:
    try:
        return Place.objects.get(pk=place_id)
    except Place.DoesNotExist:
        raise Missing("place_missing") from None


def root() -> Place:
    """The place that is the whole jurisdiction. Raises Missing before one was set up."""
    try:
        return light().get(path="")
    except Place.DoesNotExist:
        raise Missing("jurisdiction_missing") from None


def jurisdiction() -> Jurisdiction:
    found = Jurisdiction.objects.select_related("root").order_by("pk").first()
    if found is None:
        raise Missing("jurisdiction_missing")
    return found


def ancestors(path: str) -> tuple[Place, ...]:
    """The places from the root to `path`, both included. One query."""
    return tuple(light().filter(path__in=lineage(path)).order_by("path"))


def ancestor_at(place: Place, level: Level) -> Place | None:
    """The place of `level` that `place` stands in, or itself. No query when it is itself."""
    if place.level == level:
        return place
    return next((found for found in ancestors(place.path) if found.level == level), None)


def grid_of(place: Place) -> Place | None:
    return ancestor_at(place, Level.GRID)


def place_by_code(code: str) -> Place:
    """The place that carries the code today. Raises Missing."""
    found = PlaceCode.objects.filter(code=code, valid_to__isnull=True).values("place_id")
    place = light().filter(pk__in=found).first()
    if place is None:
        raise Missing("code_unknown", code=code[:30])
    return place


def children(place: Place, *, after: str = "", limit: int = 100) -> list[Place]:
    """Places in force directly in `place`, by path; `after` is the last path already shown."""
    found = in_force().filter(parent_id=place.pk).order_by("path")
    if after:
        found = found.filter(path__gt=after)
    return list(found[: min(limit, LIMIT_MAX)])


def places_below(path: str, level: Level, after: str = "", limit: int = 100) -> list[Place]:
    """Places in force of one level inside `path`, by path; `after` is the last path seen."""
    found = in_force().filter(below("path", path), level=level).order_by("path")
    if after:
        found = found.filter(path__gt=after)
    return list(found[:limit])


def addresses(places: Iterable[Place]) -> dict[UUID, str]:
    """For each place the names above it below the jurisdiction, widest first. One query."""
    places = list(places)
    wanted = {path for place in places for path in lineage(place.path)[1:-1]}
    names = dict(Place.objects.filter(path__in=wanted).values_list("path", "name"))
    return {
        place.pk: " ".join(names[path] for path in lineage(place.path)[1:-1] if path in names)
        for place in places
    }


def search_places(
    text: str,
    scope_path: str = "",
    limit: int = 20,
    levels: Sequence[Level] = SOUGHT,
) -> list[Place]:
    """Places by name, address, estate or code, narrowest level first, then by path.

    Several words narrow: all but the last name a place around the one that is sought, so that
    「楓林 3棟」 finds building 3 of the estate 楓林. Words longer than 60 characters find nothing.
    """
    words = text.split()[:4]
    if not words or any(len(word) > 60 or "\x00" in word for word in words):
        return []
    found = in_force().filter(
        below("path", scope_path), level__in=[level.value for level in levels]
    )
    for word in words[:-1]:
        found = found.filter(_inside_or_named(word, scope_path))
    found = found.filter(_named(words[-1]))
    return _narrowest_first(found, levels, min(limit, LIMIT_MAX))


def _named(word: str) -> Q:
    condition = (
        Q(name__icontains=word)
        | Q(building__address__icontains=word)
        | Q(building__estate__name__icontains=word)
    )
    if word.isascii() and word.isdigit() and len(word) >= 6:
        by_code = PlaceCode.objects.filter(code__startswith=word, valid_to__isnull=True)
        condition |= Q(pk__in=by_code.values("place_id"))
    return condition


def _inside_or_named(word: str, scope_path: str) -> Q:
    condition = _named(word)
    wider = [level.value for level in Level if level not in {Level.BUILDING, Level.ENTRANCE}]
    around = in_force().filter(below("path", scope_path), level__in=wider, name__icontains=word)
    for path in around.order_by("path").values_list("path", flat=True)[:50]:
        condition |= below("path", path)
    return condition


def _narrowest_first(found: QuerySet[Place], levels: Sequence[Level], limit: int) -> list[Place]:
    picked = list(found.order_by("path")[: limit * 5])
    order = {level.value: at for at, level in enumerate(levels)}
    return sorted(picked, key=lambda place: (order[place.level], place.path))[:limit]


def parent_of(place: Place) -> Place | None:
    if not place.path:
        return None
    return light().filter(path=parent_path(place.path)).first()


def next_path_taken(parent: Place) -> str:
    """The highest path ever given out below `parent`, also to what ended or moved away; or ""."""
    here = Place.objects.filter(parent_id=parent.pk).order_by("-path")
    gone = PlaceMove.objects.filter(origin_id=parent.pk).order_by("-path_before")
    return max(
        here.values_list("path", flat=True).first() or "",
        gone.values_list("path_before", flat=True).first() or "",
    )


def path_changes(move_ids: Iterable[UUID]) -> list[PathChange]:
    """What each of these moves changed, in the order of the days, for those who repeat paths."""
    moves = PlaceMove.objects.filter(pk__in=list(move_ids)).select_related("target")
    return [
        PathChange(
            move.path_before,
            move.path_after,
            move.target_id if move.target.level == Level.GRID else None,
        )
        for move in moves.order_by("day", "id")
    ]


def starting_places(viewer: Viewer) -> list[Place]:
    """Where a worker's look at the tree begins: the places of the posts, or all for the system."""
    paths = scope_of(viewer).paths
    return list(light().filter(path__in=paths).order_by("path")[:LIMIT_MAX])

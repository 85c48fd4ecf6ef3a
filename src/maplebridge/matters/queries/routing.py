"""Who is asked first for a concern: the levels of its kind's duty, from near to far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from maplebridge.core.viewer import Level, Role
from maplebridge.people import public as people
from maplebridge.people.public import Gap
from maplebridge.territory import public as territory

from ..models import Matter
from ..rules.catalogue import Category
from .moves import category_of

POINT = "point"


@dataclass(frozen=True, slots=True)
class Asked:
    """The post that is asked first, None when nobody answers; `level` says by which duty.

    `gap` says why the team of a service point was passed over, None when it was not asked for.
    """

    post_id: UUID | None
    level: str
    gap: Gap | None = None


def first_asked(
    category: Category, place: territory.Place, around: Mapping[str, territory.Place], today: date
) -> Asked:
    """Who answers at the first level of the kind's duty, or at the place when it is wider.

    A service point that cannot be asked is passed over. One that stands behind the grid worker is
    asked where the grid has none today.
    """
    gap: Gap | None = None
    for level in category.answering:
        if level == POINT:
            grid = around.get(Level.GRID)
            serving = people.team_serving(grid.pk if grid else None, today)
            if serving.team is not None:
                return Asked(serving.team.pk, level)
            gap = serving.gap
        elif level != Level.GRID or not _left_to_a_point(category, place, today):
            found = _at(level, place, around, today)
            return Asked(found.post_id if found else None, level, gap)
    found = people.who_answers(place.path, Role.OPERATOR, today=today)
    return Asked(found.post_id if found else None, "", gap)


def answers_first(matter: Matter, today: date) -> Asked:
    """Who is asked first for a matter as it lies and is sorted now."""
    places = {one.level: one for one in territory.ancestors(matter.path)}
    return first_asked(category_of(matter)[1], matter.place, places, today)


def goal_of(asked: Asked) -> people.Post | None:
    """The post with its place, its service point and who holds it; None where nobody answers."""
    posts = people.Post.objects.select_related("place", "person", "service_point")
    return posts.filter(pk=asked.post_id).first() if asked.post_id else None


def _at(
    level: str, place: territory.Place, around: Mapping[str, territory.Place], today: date
) -> people.Cover | None:
    if level == Level.GRID:
        return people.who_answers(place.path, Role.GRID_WORKER, today=today)
    at = around.get(level, place)
    return people.who_answers(at.path, Role.OPERATOR, today=today)


def _left_to_a_point(category: Category, place: territory.Place, today: date) -> bool:
    """Whether no grid worker is there today and the kind has a service point behind them."""
    if POINT not in category.duty:
        return False
    return not people.workers_for(place.path, Role.GRID_WORKER, today=today)


def point_asked(matter: Matter, today: date) -> people.Serving | None:
    """The team that the rulebook names for a matter's kind, or what is missing of it; None when
    the kind has no such duty."""
    if POINT not in category_of(matter)[1].duty:
        return None
    return people.team_serving(matter.grid_id, today)


def teams_near(matter: Matter, today: date) -> list[tuple[people.Post, territory.ServicePoint]]:
    """The teams of all points that serve the grid of a matter, whatever its kind."""
    points = territory.points_serving(matter.grid_id) if matter.grid_id else []
    found = people.teams_of([point.pk for point in points], today)
    return [(found[point.pk], point) for point in points if point.pk in found]

"""One grid drawn anew: it ends, another begins and takes over its code."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Place, Succession
from ..rules.codes import Scheme
from ..rules.moves import Outside
from .codes import give_code
from .moving import Change, follow, move_buildings, refuse_if_outside, settle_buildings
from .places import add_place, check_day, ground_changed, lock_place


@transaction.atomic
def redraw_grid(
    *,
    viewer: Viewer,
    grid: Place,
    boundary: dict[str, Any],
    name: str = "",
    outside: Outside = Outside.ASK,
    day: date,
    today: date,
    now: datetime,
) -> Place:
    """End a grid and begin another in its place, with its code and a note of the succession.

    Its buildings go to the grid of the community that now holds their point; `outside` says what
    happens to those that none holds. Raises `buildings_outside` while nobody has said.
    """
    grid = lock_place(viewer, grid)
    if grid.level != Level.GRID or grid.parent is None:
        raise RuleBroken("only_grids_are_redrawn", name=grid.name)
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
    moved = _move(grid, made, outside, day, now)
    Succession.objects.get_or_create(before=grid, after=made, defaults={"day": day})
    ground_changed()
    audit.record(viewer=viewer, verb="grid.redraw", thing=grid, now=now, after=made.pk, moved=moved)
    return made


def _move(grid: Place, made: Place, outside: Outside, day: date, now: datetime) -> int:
    community = made.parent
    assert community is not None, "a grid stands in a community"
    others = community.children.filter(level=Level.GRID.value, valid_to__isnull=True)
    change = Change(community, [grid, *others.order_by("path")], [grid, made], [grid])
    moving, lost = settle_buildings(change, outside)
    refuse_if_outside(lost)
    follow([grid], [made], day=day)
    return len(move_buildings([*moving, *lost], day=day, now=now))

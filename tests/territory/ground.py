"""A town drawn as squares: one street, two communities, nine grids, and those who look after it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.test import RequestFactory

from maplebridge.core.values import uuid7
from maplebridge.core.viewer import SYSTEM, HeldPost, Level, Role, Viewer
from maplebridge.territory import actions
from maplebridge.territory.models import Place

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LONG_AGO = date(2024, 1, 1)
SIDE = 0.002
WEST, SOUTH = 115.9, 28.6


def square(column: int, row: int, side: float = SIDE) -> dict[str, Any]:
    """The square number column, row; neighbours share a line."""
    x, y = round(WEST + column * SIDE, 7), round(SOUTH + row * SIDE, 7)
    far_x, far_y = round(x + side, 7), round(y + side, 7)
    ring = [[x, y], [far_x, y], [far_x, far_y], [x, far_y], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def middle(column: int, row: int) -> tuple[float, float]:
    return WEST + (column + 0.5) * SIDE, SOUTH + (row + 0.5) * SIDE


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(name: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, **properties},
        "geometry": geometry,
    }


def worker(place: Place, role: Role = Role.OPERATOR) -> Viewer:
    post = HeldPost(
        post_id=uuid7(), role=role, level=Level(place.level), place_id=place.pk, path=place.path
    )
    return Viewer(person_id=uuid7(), name="李梅", posts=(post,))


def ask(
    view: Callable[..., Any],
    viewer: Viewer,
    *args: Any,
    data: Any = None,
    post: bool = False,
    **headers: str,
) -> Any:
    factory = RequestFactory()
    request = (factory.post if post else factory.get)("/", data or {}, headers=headers or None)
    request.viewer = viewer  # type: ignore[attr-defined]
    return view(request, *args)


class Ground:
    """The root, a street with two communities, and three by three grids in the first."""

    def __init__(self) -> None:
        founded = actions.found_jurisdiction(
            viewer=SYSTEM, name="安義縣", valid_from=LONG_AGO, now=NOW
        )
        self.root = founded.root
        self.street = self.add(self.root, Level.STREET, "龍津鎮")
        self.east = self.add(self.street, Level.COMMUNITY, "東門社區")
        self.west = self.add(self.street, Level.COMMUNITY, "西門社區")
        self.grids = [
            self.add(self.east, Level.GRID, f"第{row * 3 + column + 1}網格", square(column, row))
            for row in range(3)
            for column in range(3)
        ]

    def add(
        self, parent: Place, level: Level, name: str, boundary: dict[str, Any] | None = None
    ) -> Place:
        return actions.add_place(
            viewer=SYSTEM,
            parent=parent,
            level=level,
            name=name,
            boundary=boundary,
            valid_from=LONG_AGO,
            now=NOW,
        )

    def code(self, place: Place, code: str, day: date = LONG_AGO) -> UUID:
        actions.recode(
            viewer=SYSTEM, place=place, code=code, source="test", day=day, today=TODAY, now=NOW
        )
        return place.pk

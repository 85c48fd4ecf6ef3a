"""The ground that a map draws: lines and buildings in sight, in the coordinates of that map."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from maplebridge.territory.models import Place
from maplebridge.territory.queries import drawing, forget_index
from maplebridge.territory.rules.coordinates import from_gcj02, to_gcj02
from tests.world import SIZE, SOUTH, WEST, World, build_world

pytestmark = pytest.mark.django_db
INSIDE = (WEST + 0.004, SOUTH + 0.004)


@pytest.fixture
def world() -> World:
    forget_index()
    made = build_world()
    at = {"lon": INSIDE[0], "lat": INSIDE[1]}
    Place.objects.filter(pk=made.building.pk).update(**at)
    return made


def ground(**query: str) -> Any:
    answer = Client().get("/territory/ground.geojson", query)
    assert answer.status_code == 200
    return answer.json()


def named(document: Any) -> list[str]:
    return [one["properties"]["name"] for one in document["features"]]


def test_without_a_window_everything_is_in_sight(world: World) -> None:
    found = ground()
    assert found["bbox"] == pytest.approx([WEST, SOUTH, WEST + 2 * SIZE, SOUTH + 2 * SIZE])
    assert {"第一網格", "第二網格", "第三網格", "3棟"} <= set(named(found))
    assert "8棟" not in named(found), "what has no point is not drawn"


def test_it_begins_around_the_place_that_is_near(world: World) -> None:
    found = ground(near=str(world.entrance.pk))
    assert found["bbox"] == pytest.approx([WEST, SOUTH, WEST + SIZE, SOUTH + SIZE])
    assert ground(near="nonsense")["bbox"] == ground()["bbox"]


def test_only_what_touches_the_window_is_drawn(world: World) -> None:
    box = f"{WEST + 0.012},{SOUTH + 0.002},{WEST + 0.014},{SOUTH + 0.004}"
    assert named(ground(bbox=box)) == ["第二網格"]


def test_communities_are_drawn_where_there_are_too_many_grids(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "AREAS_MAX", 2)
    monkeypatch.setattr(drawing, "BUILDINGS_FROM", 2)
    found = ground()
    assert named(found) == ["東社區", "西社區"]
    assert found["more"] is False


def test_a_map_sold_in_china_gets_its_own_coordinates(world: World) -> None:
    box = ",".join(f"{x:.6f}" for x in (*to_gcj02(WEST, SOUTH), *to_gcj02(*INSIDE)))
    found = ground(bbox=box, srs="gcj02")
    building = next(one for one in found["features"] if one["properties"]["name"] == "3棟")
    assert building["geometry"]["coordinates"] != list(INSIDE)
    assert from_gcj02(*building["geometry"]["coordinates"]) == pytest.approx(INSIDE, abs=1e-6)
    assert Client().get("/territory/ground.geojson", {"srs": "moon"}).status_code == 422

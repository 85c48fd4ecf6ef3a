"""What neighbours read of a matter that was opened to them: words and answers, never the spot."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import World, client_for, viewer

SPOT = "3棟"
EXACTLY = "一楼电表箱旁边"

# who -> the name of the place, the words that describe it, the point
SEEN: dict[str, tuple[bool, bool]] = {
    "wang": (True, True),
    "li": (True, True),
    "sun": (True, True),
    "qian": (True, True),
    "chen": (False, False),
}


def opened(world: World, **more: Any) -> Matter:
    lon, lat = world.point
    sent = actions.Report(
        words="路灯不亮", place_id=world.building.pk, place_text=EXACTLY,
        lon=lon + 0.001, lat=lat + 0.001, **{"neighbours_see": True} | more,
    )  # fmt: skip
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def middle(world: World) -> list[float]:
    assert world.grid.lon is not None
    assert world.grid.lat is not None
    return [world.grid.lon, world.grid.lat]


@pytest.mark.parametrize("who", SEEN)
def test_the_page_names_the_spot_only_to_those_inside(world: World, who: str) -> None:
    matter, inside = opened(world), SEEN[who][0]
    page = client_for(getattr(world, who)).get(f"/matters/{matter.pk}/").content.decode()
    assert "路灯不亮" in page
    assert "第一網格" in page or inside
    assert (SPOT in page) is inside
    assert (EXACTLY in page) is inside


@pytest.mark.parametrize("who", SEEN)
def test_the_api_gives_the_point_only_to_those_inside(world: World, who: str) -> None:
    matter, inside = opened(world), SEEN[who][1]
    client = client_for(getattr(world, who))
    shown = client.get(f"/api/v1/matters/{matter.pk}").json()
    assert shown["place"] == (SPOT if inside else "第一網格")
    point = [shown["lon"], shown["lat"]]
    assert (point == [matter.lon, matter.lat]) is inside
    assert (point == middle(world)) is not inside
    listed = client.get("/api/v1/matters?scope=around").json()["matters"]
    if who in {"wang", "chen"}:
        (row,) = listed
        assert (SPOT in row["place"]) is inside
        assert ([row["lon"], row["lat"]] == middle(world)) is not inside


@pytest.mark.parametrize("who", SEEN)
def test_the_map_and_its_list_show_neighbours_the_middle_of_the_grid(
    world: World, who: str
) -> None:
    matter, inside = opened(world), SEEN[who][1]
    client = client_for(getattr(world, who))
    (feature,) = client.get("/matters/map/points.geojson").json()["features"]
    point = feature["geometry"]["coordinates"]
    assert (point == [matter.lon, matter.lat]) is inside
    assert (point == middle(world)) is not inside
    assert (SPOT in client.get("/matters/map/").content.decode()) is inside


def test_the_list_around_names_a_building_only_in_the_own_line(world: World) -> None:
    matter = opened(world)
    for who, inside in (("chen", False), ("wang", True)):
        page = client_for(getattr(world, who)).get("/matters/around/").content.decode()
        assert matter.reference in page
        assert (SPOT in page) is inside, who


def test_a_worker_of_the_next_grid_is_a_neighbour_there(world: World) -> None:
    from maplebridge.core.viewer import Role
    from tests.world import post

    post(world.wu, Role.GRID_WORKER, world.next_grid)
    matter = opened(world)
    client = client_for(world.wu)
    assert SPOT not in client.get(f"/matters/{matter.pk}/").content.decode()
    rows = client.get("/api/v1/matters?scope=around").json()["matters"]
    assert all(SPOT not in row["place"] for row in rows)


def test_only_those_inside_open_the_confirmation(world: World) -> None:
    matter = opened(world)
    assert client_for(world.wang).get(f"/matters/{matter.pk}/sent/").status_code == 200
    assert client_for(world.chen).get(f"/matters/{matter.pk}/sent/").status_code == 403


def test_what_the_reporter_agrees_to_is_said_exactly(world: World) -> None:
    page = client_for(world.wang).get("/matters/report/").content.decode()
    assert "让邻居看到这段文字和答复" in page
    assert "准确位置" in page

"""The pages on which houses, entrances and homes are added and kept right."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import SYSTEM, Level, Role
from maplebridge.territory import actions, views
from maplebridge.territory.models import Building, Home, Place
from tests.territory.ground import LONG_AGO, NOW, Ground, ask, worker

HOUSE = {"name": "3棟", "address": "東門路8號", "floors_above": "18", "floors_below": "1"}
TOWER = {
    "entrances": "1-3",
    "word": "單元",
    "floors": "1-18",
    "without": "4, 14",
    "doors": "1-4",
    "numbering": "floor",
}


@pytest.fixture
def house(ground: Ground) -> Place:
    return actions.add_building(
        viewer=SYSTEM, parent=ground.grids[0], name="1棟", valid_from=LONG_AGO, now=NOW
    ).place


def text(answer: Any) -> str:
    return str(answer.content.decode())


def key_of(page: Any) -> str:
    found = re.search('name="key" value="([^"]+)"', text(page))
    assert found is not None
    return found.group(1)


def send_doors(ground: Ground, door: Place, **data: str) -> Any:
    data = {"numbering": "floor"} | data
    return ask(views.add_doors, worker(ground.street), door.pk, data=data, post=True)


def add_doors(ground: Ground, door: Place, **data: str) -> Any:
    """Look first, then add what was seen."""
    seen = re.search('name="seen" value="([0-9a-f]+)"', text(send_doors(ground, door, **data)))
    assert seen is not None
    return send_doors(ground, door, **data, add="1", seen=seen.group(1))


def send_home(ground: Ground, home: Home, **data: str) -> Any:
    return ask(views.edit_home, worker(ground.street), home.pk, data=data, post=True)


def a_home(house: Place, number: str = "101") -> Home:
    homes = [actions.NewHome(number)]
    return actions.add_homes(viewer=SYSTEM, door=house, homes=homes, now=NOW)[0]


def test_a_building_sent_twice_is_one_house(ground: Ground) -> None:
    viewer, grid = worker(ground.east), ground.grids[0]
    sent = HOUSE | {"key": key_of(ask(views.add_building, viewer, grid.pk))}
    for _ in range(2):
        answer = ask(views.add_building, viewer, grid.pk, data=sent, post=True)
        assert answer.status_code == 302
    building = Building.objects.get()
    assert answer.url.endswith(f"/doors/{building.place_id}/add")
    assert (building.floors_above, building.floors_below) == (18, 1)
    taken = HOUSE | {"key": key_of(ask(views.add_building, viewer, grid.pk))}
    again = ask(views.add_building, viewer, grid.pk, data=taken, post=True)
    assert again.status_code == 422
    assert 'value="東門路8號"' in text(again)


def test_a_house_stands_in_a_grid_where_there_are_grids(ground: Ground) -> None:
    for place, status in ((ground.east, 422), (ground.west, 302)):
        answer = ask(views.add_building, worker(ground.root), place.pk, data=HOUSE, post=True)
        assert answer.status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"floors_above": "0"},
        {"floors_above": "many"},
        {"floors_below": "21"},
        {"lon": "115.9"},
        {"lon": "200", "lat": "28"},
        {"lon": "nan", "lat": "28"},
        {"estate": "nobody's"},
    ],
)
def test_a_house_that_cannot_be_is_not_added(ground: Ground, wrong: dict[str, str]) -> None:
    answer = ask(
        views.add_building, worker(ground.east), ground.grids[0].pk, data=HOUSE | wrong, post=True
    )
    assert answer.status_code == 422
    assert 'value="東門路8號"' in text(answer)
    assert not Building.objects.exists()


def test_the_facts_of_a_house_are_put_right_with_its_estate(ground: Ground, house: Place) -> None:
    estate = ground.add(ground.east, Level.ESTATE, "楓林苑")
    viewer = worker(ground.east)
    assert "楓林苑" in text(ask(views.edit_building, viewer, house.pk))
    sent = HOUSE | {"name": "1棟", "estate": str(estate.pk), "lon": "115.901", "lat": "28.601"}
    answer = ask(views.edit_building, viewer, house.pk, data=sent, post=True)
    assert answer.status_code == 302
    page = text(ask(views.place, viewer, house.pk))
    for words in ("楓林苑", "東門路8號", "18 / 1", "115.901000"):
        assert words in page
    with pytest.raises(Missing):
        ask(views.edit_building, viewer, ground.grids[0].pk)


def test_a_tower_is_seen_door_by_door_before_it_is_added(ground: Ground, house: Place) -> None:
    seen = text(send_doors(ground, house, **TOWER, look="1"))
    assert "<dd>192</dd>" in seen
    assert "1804" in seen
    assert 'name="add"' in seen
    assert 'value="1-18"' in seen
    assert not Home.objects.exists()
    assert add_doors(ground, house, **TOWER).status_code == 302
    assert Home.objects.count() == 192
    again = text(send_doors(ground, house, **TOWER, look="1"))
    assert 'name="add"' not in again
    assert "<dd>192</dd>" in again


def test_what_was_changed_since_the_look_is_shown_again_not_added(
    ground: Ground, house: Place
) -> None:
    """Enter in a field presses the first button, whichever that is."""
    seen = re.search('name="seen" value="([0-9a-f]+)"', text(send_doors(ground, house, **TOWER)))
    assert seen is not None
    changed = TOWER | {"doors": "1-5"}
    answer = send_doors(ground, house, **changed, add="1", seen=seen.group(1))
    assert answer.status_code == 200
    assert "<dd>240</dd>" in text(answer)
    assert not Home.objects.exists()


def test_pasted_numbers_are_added_behind_one_entrance(ground: Ground, house: Place) -> None:
    add_doors(ground, house, entrances="東門")
    entrance = Place.objects.get(parent=house)
    assert add_doors(ground, entrance, listed="101、102\n201 101").status_code == 302
    assert sorted(Home.objects.values_list("number", "floor")) == [
        ("101", 1),
        ("102", 1),
        ("201", 2),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"floors": "1-3"},
        {"doors": "1-3"},
        {"floors": "1-3", "doors": "1-2", "listed": "101"},
        {"floors": "three", "doors": "1"},
        {"floors": "1-900", "doors": "1"},
        {"floors": "1-200", "doors": "1-60"},
        {"floors": "4", "without": "4", "doors": "1"},
        {"entrances": "1-99"},
        {"listed": "x" * 21},
        {"listed": "101", "numbering": "moral"},
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_kept(
    ground: Ground, house: Place, wrong: dict[str, str]
) -> None:
    for button in ("look", "add"):
        answer = send_doors(ground, house, word="棟門", **wrong, **{button: "1"})
        assert answer.status_code == 422
        assert 'value="棟門"' in text(answer)
        assert 'name="add"' not in text(answer)
    assert not Home.objects.exists()
    assert not Place.objects.filter(parent=house).exists()


def test_homes_are_paged_in_the_order_of_their_doors(
    ground: Ground, house: Place, assert_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    add_doors(ground, house, **TOWER)
    viewer = worker(ground.grids[0], Role.GRID_WORKER)
    found: list[str] = []
    data: dict[str, str] = {}
    for _page in range(4):
        page = text(ask(views.homes, viewer, house.pk, data=data))
        found += re.findall(r'<th scope="row"[^>]*>(\d+)</th>', page)
        after = re.search(r'href="\?after=([0-9a-f-]{36})', page)
        data = {"after": after.group(1)} if after else {}
    assert len(found) == 192
    assert found[:5] == ["101", "102", "103", "104", "201"]
    assert data == {}
    with assert_queries(6):
        ask(views.homes, viewer, house.pk)


def test_only_those_who_look_after_doors_list_them_and_only_keepers_change_them(
    ground: Ground, house: Place
) -> None:
    home = a_home(house)
    for view, key in (
        (views.homes, house.pk),
        (views.add_doors, house.pk),
        (views.edit_building, house.pk),
        (views.edit_home, home.pk),
    ):
        with pytest.raises(Missing):
            ask(view, worker(ground.west), key)
        with pytest.raises(Forbidden):
            ask(view, worker(ground.grids[0], Role.VOLUNTEER), key)
        assert ask(view, worker(ground.east), key).status_code == 200
    grid_worker = worker(ground.grids[0], Role.GRID_WORKER)
    assert "101" in text(ask(views.homes, grid_worker, house.pk))
    assert "/edit" not in text(ask(views.homes, grid_worker, house.pk))
    for view, key in ((views.add_doors, house.pk), (views.edit_home, home.pk)):
        with pytest.raises(Forbidden):
            ask(view, grid_worker, key)


def test_a_home_is_put_right_on_its_page(ground: Ground, house: Place) -> None:
    home = a_home(house)
    a_home(house, "102")
    sent = {"form": "change", "number": "1A", "floor": "2", "area": "89.53"}
    assert send_home(ground, home, **sent).status_code == 302
    home.refresh_from_db()
    assert (home.number, home.floor, home.area_cm2) == ("1A", 2, 895_300)
    assert 'value="89.53"' in text(ask(views.edit_home, worker(ground.east), home.pk))
    for wrong in ({"number": "102"}, {"area": "0"}, {"area": "1e9"}, {"floor": "300"}):
        answer = send_home(ground, home, **(sent | wrong))
        assert answer.status_code == 422, wrong
    home.refresh_from_db()
    assert (home.number, home.area_cm2) == ("1A", 895_300)


def test_a_home_ends_with_a_reason_and_stays_in_the_record(ground: Ground, house: Place) -> None:
    home = a_home(house)
    end = {"form": "end", "day": "2026-11-01", "reason": "與102打通"}
    assert send_home(ground, home, **(end | {"reason": ""})).status_code == 422
    assert send_home(ground, home, **(end | {"day": "2999-01-01"})).status_code == 422
    assert send_home(ground, home, **end).status_code == 302
    assert "與102打通" in text(ask(views.homes, worker(ground.east), house.pk))
    page = text(ask(views.edit_home, worker(ground.east), home.pk))
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert send_home(ground, home, **end).status_code == 422

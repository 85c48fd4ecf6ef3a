"""Adding, finding, ending and redrawing places."""

from __future__ import annotations

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connections

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import SYSTEM, Level, Role, Viewer
from maplebridge.territory import actions, public, queries
from maplebridge.territory.models import GroundVersion, Place, PlaceCode
from maplebridge.territory.queries import ground as in_memory
from tests.territory.ground import LONG_AGO, NOW, TODAY, Ground, middle, square, worker


def test_a_point_is_in_its_grid_and_on_the_line_in_the_lower_one(ground: Ground) -> None:
    assert public.locate(*middle(1, 1)) == ground.grids[4]
    corner = square(1, 1)["coordinates"][0][0]
    assert public.locate(*corner) == ground.grids[0]
    assert public.locate(0, 0) is None
    assert public.locate(float("nan"), 28.6) is None


def test_a_community_answers_where_no_grid_is_drawn(ground: Ground) -> None:
    actions.correct_boundary(viewer=SYSTEM, place=ground.east, boundary=square(0, 0, 0.02), now=NOW)
    assert public.locate(*middle(7, 7)) == ground.east
    assert public.locate(*middle(1, 1)) == ground.grids[4]


def test_a_change_by_another_process_is_noticed(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert public.locate(*middle(8, 8)) is None
    Place.objects.filter(pk=ground.grids[0].pk).update(boundary=square(8, 8))
    GroundVersion.objects.update(stamp=uuid4())
    assert public.locate(*middle(8, 8)) is None, "believed for two seconds"
    monkeypatch.setattr(in_memory, "CHECK_SECONDS", 0)
    assert public.locate(*middle(8, 8)) == ground.grids[0]


def test_where_a_place_stands(ground: Ground, assert_queries: object) -> None:
    grid = ground.grids[0]
    assert public.ancestors(grid.path) == (ground.root, ground.street, ground.east, grid)
    assert public.ancestor_at(grid, Level.STREET) == ground.street
    assert public.grid_of(ground.street) is None
    assert public.addresses([grid]) == {grid.pk: "龍津鎮 東門社區"}
    assert public.root() == ground.root
    assert public.jurisdiction().root == ground.root
    assert public.places_below(ground.street.path, Level.GRID, limit=2) == ground.grids[:2]


def test_the_right_people_change_a_place_and_others_do_not(ground: Ground) -> None:
    grid = ground.grids[0]
    head = worker(ground.street, Role.HEAD)
    assert actions.rename_place(viewer=head, place=grid, name="新", now=NOW).name == "新"
    for viewer in (worker(grid, Role.GRID_WORKER), Viewer(person_id=uuid4())):
        with pytest.raises(Forbidden):
            actions.rename_place(viewer=viewer, place=grid, name="新", now=NOW)
    with pytest.raises(Missing):
        actions.rename_place(viewer=worker(ground.west), place=grid, name="新", now=NOW)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\x00b"])
def test_an_unusable_name_is_refused(ground: Ground, name: str) -> None:
    with pytest.raises(RuleBroken):
        ground.add(ground.east, Level.GRID, name)


def test_a_grid_stands_only_in_a_community(ground: Ground) -> None:
    with pytest.raises(RuleBroken) as broken:
        ground.add(ground.street, Level.GRID, "網格")
    assert broken.value.code == "place_cannot_stand_here"


def test_a_place_ends_when_it_is_empty(ground: Ground) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.end_place(
            viewer=SYSTEM, place=ground.east, day=TODAY, today=TODAY, reason="併網", now=NOW
        )
    assert broken.value.code == "place_not_empty"
    actions.end_place(
        viewer=SYSTEM, place=ground.grids[0], day=TODAY, today=TODAY, reason="併網", now=NOW
    )
    assert public.locate(*middle(0, 0)) is None


def test_a_step_is_never_used_twice(ground: Ground) -> None:
    last = ground.grids[-1]
    actions.end_place(viewer=SYSTEM, place=last, day=TODAY, today=TODAY, reason="併網", now=NOW)
    assert ground.add(ground.east, Level.GRID, "新").path > last.path


def test_a_code_has_a_history_and_names_one_place(ground: Ground) -> None:
    ground.code(ground.east, "360123100001")
    grid = ground.grids[0]
    ground.code(grid, "360123100001001")
    ground.code(grid, "360123100001002", TODAY)
    history = list(grid.codes.order_by("valid_from").values_list("code", "valid_to"))
    assert history == [("360123100001001", TODAY), ("360123100001002", None)]
    with pytest.raises(RuleBroken) as broken:
        ground.code(ground.grids[1], "360123100001002")
    assert broken.value.code == "code_taken"
    with pytest.raises(RuleBroken) as broken:
        ground.code(ground.grids[1], "360123100002002")
    assert broken.value.code == "grid_code_elsewhere"
    assert queries.place_by_code("360123100001002") == grid


def test_a_redrawn_grid_ends_and_another_begins_with_its_code(ground: Ground) -> None:
    old = ground.grids[0]
    ground.code(old, "360123100001001")
    new = actions.redraw_grid(
        viewer=SYSTEM, grid=old, boundary=square(6, 6), day=TODAY, today=TODAY, now=NOW
    )
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from, new.path > old.path) == (TODAY, TODAY, True)
    assert PlaceCode.objects.get(code="360123100001001", valid_to=None).place == new
    assert queries.details(new, today=TODAY).before == [old]
    assert public.locate(*middle(6, 6)) == new


def test_zones_lie_over_the_tree(ground: Ground) -> None:
    zone = actions.add_zone(viewer=SYSTEM, name="高新區", source="市政府", now=NOW)
    for _ in range(2):
        actions.add_to_zone(viewer=SYSTEM, zone=zone, place=ground.east, day=LONG_AGO, now=NOW)
    grid = ground.grids[0]
    assert queries.zones_of(grid, today=TODAY) == [zone]
    assert queries.zones_of(ground.west, today=TODAY) == []
    assert queries.zones_of(grid, today=date(2023, 1, 1)) == []
    actions.remove_from_zone(
        viewer=SYSTEM, zone=zone, place=ground.east, day=TODAY, today=TODAY, now=NOW
    )
    assert queries.zones_of(grid, today=TODAY) == []


def test_buildings_homes_and_words_that_find_them(ground: Ground) -> None:
    estate = ground.add(ground.east, Level.ESTATE, "楓林苑")
    building = actions.add_building(
        viewer=SYSTEM,
        parent=ground.grids[0],
        name="3棟",
        estate=estate,
        address="文峰路12號",
        valid_from=LONG_AGO,
        now=NOW,
    )
    door = ground.add(building.place, Level.ENTRANCE, "1單元")
    homes = [actions.NewHome("10-101"), actions.NewHome("2-101", 2, 885_100)]
    actions.add_homes(viewer=SYSTEM, door=door, homes=homes, now=NOW)
    assert [home.number for home in public.Home.objects.all()] == ["2-101", "10-101"]
    with pytest.raises(RuleBroken) as broken:
        actions.add_homes(viewer=SYSTEM, door=door, homes=homes, now=NOW)
    assert broken.value.code == "home_number_taken"
    for words in ("楓林 3棟", "文峰路12", "東門社區 3棟"):
        assert building.place in public.search_places(words), words
    assert public.search_places("西門 3棟") == []


def test_a_service_point_serves_grids_until_it_closes(ground: Ground) -> None:
    point = actions.add_service_point(
        viewer=SYSTEM, place=ground.east, name="連心橋", grids=ground.grids[:2], now=NOW
    )
    assert queries.service_points_at(ground.grids[0]) == [point]
    assert queries.service_points_at(ground.grids[5]) == []
    actions.close_service_point(viewer=SYSTEM, point=point, day=TODAY, today=TODAY, now=NOW)
    assert queries.service_points_at(ground.grids[0]) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_get_different_steps() -> None:
    ground = Ground()
    paths: list[str] = []

    def add(number: int) -> None:
        try:
            for turn in range(5):
                paths.append(ground.add(ground.west, Level.GRID, f"{number}-{turn}").path)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(paths)) == len(paths) == 20

"""Lines drawn anew with houses between them: the houses go to the grid that holds their point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import Delivery
from maplebridge.core.viewer import SYSTEM, Level
from maplebridge.territory import actions, public, queries
from maplebridge.territory.models import Place, PlaceCode, PlaceMove, Succession
from maplebridge.territory.rules.coordinates import Srs
from maplebridge.territory.rules.lookup import Area
from maplebridge.territory.rules.moves import Outside, Standing, nearest, settle
from tests.territory.ground import (
    LONG_AGO,
    NOW,
    TODAY,
    Ground,
    collection,
    feature,
    middle,
    square,
)


def house(ground: Ground, parent: Place, name: str, at: tuple[float, float] | None) -> Place:
    """A house with one entrance and one home, standing at a point or nobody knows where."""
    lon, lat = at or (None, None)
    made = actions.add_building(
        viewer=SYSTEM, parent=parent, name=name, lon=lon, lat=lat, valid_from=LONG_AGO, now=NOW
    )
    door = ground.add(made.place, Level.ENTRANCE, "1單元")
    actions.add_homes(viewer=SYSTEM, door=door, homes=[actions.NewHome("101")], now=NOW)
    return made.place


def draw(
    ground: Ground, *features: object, whole: bool = True, outside: Outside = Outside.ASK
) -> actions.ImportReport:
    return actions.import_grids(
        viewer=SYSTEM,
        place=ground.east,
        content=collection(*features),  # type: ignore[arg-type]
        srs=Srs.WGS84,
        whole=whole,
        outside=outside,
        day=TODAY,
        now=NOW,
    )


def test_houses_go_to_the_grid_that_now_holds_their_point(ground: Ground) -> None:
    stays = house(ground, ground.grids[0], "1棟", middle(0, 0))
    goes = house(ground, ground.grids[1], "2棟", middle(1, 0))
    before = goes.path
    left, right = square(0, 0), square(1, 0)
    report = draw(ground, feature("第1網格", left), feature("新", right))
    assert (report.added, report.unchanged, len(report.ended)) == (1, 1, 8)
    (moved,) = report.moving
    assert (moved.building.name, moved.origin.name) == ("2棟", "第2網格")
    stays.refresh_from_db()
    goes.refresh_from_db()
    new = Place.objects.get(name="新")
    assert (stays.parent, goes.parent) == (ground.grids[0], new)
    assert goes.path.startswith(new.path)
    door = goes.children.get()
    home = public.Home.objects.get(entrance=door)
    assert door.path.startswith(goes.path)
    assert home.path == door.path
    move = PlaceMove.objects.get()
    assert (move.path_before, move.origin, move.target) == (before, ground.grids[1], new)
    assert Succession.objects.get(before=ground.grids[1]).after == new


def test_a_look_writes_nothing(ground: Ground) -> None:
    house(ground, ground.grids[1], "2棟", middle(1, 0))
    report = actions.look_at_grids(
        viewer=SYSTEM,
        place=ground.east,
        content=collection(feature("新", square(1, 0))),
        srs=Srs.WGS84,
        whole=True,
        day=TODAY,
    )
    assert report.wants_a_look
    assert not Place.objects.filter(name="新").exists()
    assert not PlaceMove.objects.exists()


def test_houses_outside_are_named_and_nothing_is_drawn(ground: Ground) -> None:
    house(ground, ground.grids[8], "孤樓", middle(2, 2))
    house(ground, ground.grids[8], "無址", None)
    with pytest.raises(RuleBroken) as broken:
        draw(ground, feature("新", square(1, 1)))
    assert broken.value.code == "buildings_outside"
    assert "孤樓、無址" in broken.value.sentence
    assert not Place.objects.filter(name="新").exists()


@pytest.mark.parametrize(
    ("outside", "parents"),
    [(Outside.NEAREST, ["新", "東門社區"]), (Outside.LEAVE, ["東門社區", "東門社區"])],
)
def test_houses_outside_go_where_somebody_says(
    ground: Ground, outside: Outside, parents: list[str]
) -> None:
    houses = [
        house(ground, ground.grids[8], "孤樓", middle(2, 2)),
        house(ground, ground.grids[8], "無址", None),
    ]
    draw(ground, feature("新", square(1, 1)), outside=outside)
    found = [Place.objects.select_related("parent").get(pk=one.pk) for one in houses]
    assert [one.parent.name for one in found if one.parent] == parents


def test_without_the_word_whole_no_grid_ends(ground: Ground) -> None:
    report = draw(ground, feature("新", square(7, 7)), whole=False)
    assert (report.added, report.ended) == (1, [])
    assert Place.objects.filter(level="grid", valid_to=None).count() == 10


def test_a_code_that_the_file_changes_keeps_its_history(ground: Ground) -> None:
    ground.code(ground.east, "360123100001")
    grid = ground.grids[0]
    ground.code(grid, "360123100001001")
    draw(ground, feature("第1網格", square(0, 0), code="360123100001009"), whole=False)
    codes = PlaceCode.objects.filter(place=grid).order_by("valid_from")
    assert [(c.code[-3:], c.valid_to) for c in codes] == [("001", TODAY), ("009", None)]


def test_a_path_that_was_left_is_never_given_out_again(ground: Ground) -> None:
    gone = house(ground, ground.grids[0], "1棟", middle(1, 0)).path
    draw(ground, feature("第1網格", square(0, 0)), feature("第2網格", square(1, 0)), whole=False)
    assert not PlaceMove.objects.exists(), "lines that nobody touched move nobody"
    actions.redraw_grid(
        viewer=SYSTEM, grid=ground.grids[0], boundary=square(6, 6), day=TODAY, today=TODAY, now=NOW
    )
    assert PlaceMove.objects.get().path_before == gone
    assert house(ground, ground.grids[1], "新樓", None).path not in {gone}
    back = queries.next_path_taken(ground.grids[0])
    assert back == gone


def test_a_redrawn_grid_takes_its_houses_and_services_along(ground: Ground) -> None:
    old = ground.grids[0]
    inside = house(ground, old, "1棟", middle(0, 0))
    point = actions.add_service_point(
        viewer=SYSTEM, place=ground.east, name="連心橋", grids=[old], now=NOW
    )
    new = actions.redraw_grid(
        viewer=SYSTEM, grid=old, boundary=square(0, 0), day=TODAY, today=TODAY, now=NOW
    )
    inside.refresh_from_db()
    assert inside.parent == new
    assert queries.service_points_at(new) == [point]


def test_those_who_repeat_paths_are_told(ground: Ground) -> None:
    goes = house(ground, ground.grids[1], "2棟", middle(1, 0))
    before = goes.path
    draw(ground, feature("新", square(1, 0)))
    told = Delivery.objects.filter(fact__kind="BuildingsMoved")
    assert {one.handler.split(".")[1] for one in told} == {"people", "matters"}
    (change,) = public.path_changes(PlaceMove.objects.values_list("pk", flat=True))
    goes.refresh_from_db()
    assert (change.before, change.after, change.grid_id) == (before, goes.path, goes.parent_id)


@given(st.integers(0, 4), st.integers(0, 4))
def test_each_point_goes_to_one_grid_or_is_outside(column: int, row: int) -> None:
    areas = [Area(f"{c}{r}", f"{c}{r}", 0, square(c, r)) for c in range(3) for r in range(3)]
    one = Standing("house", "old", *middle(column, row))
    settled = settle([one], areas, frozenset({"old"}))
    inside = column < 3 and row < 3
    assert (settled.moves.get("house") == f"{column}{row}") is inside
    assert (settled.outside == ["house"]) is not inside
    assert nearest(one, areas) == f"{min(column, 2)}{min(row, 2)}"

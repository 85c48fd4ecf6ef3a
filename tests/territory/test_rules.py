"""What holds for paths, codes, doors and lines without a database."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from maplebridge.core.viewer import Level
from maplebridge.territory.rules import codes, paths
from maplebridge.territory.rules.boundaries import NotABoundary, check_boundary, overlaps
from maplebridge.territory.rules.homes import sort_key
from maplebridge.territory.rules.lookup import Area, PointIndex
from tests.territory.ground import SIDE, SOUTH, WEST, square


@given(st.lists(st.integers(0, 20), max_size=60))
def test_an_allocator_never_gives_out_a_path_twice(choices: list[int]) -> None:
    given_out = [""]
    steps = paths.PathAllocator()
    for choice in choices:
        parent = given_out[choice % len(given_out)]
        if len(parent) < paths.LENGTH_MAX:
            given_out.append(steps.next(parent))
    assert len(set(given_out)) == len(given_out)
    assert all(paths.parent_path(path) in given_out for path in given_out)


@pytest.mark.parametrize(
    ("places", "covered_by"),
    [
        (["00010002", "00010003"], "0001"),
        (["0001", "00010003"], "0001"),
        (["0001"], "0001"),
        (["00010012", "00010013"], "0001"),
        (["0001", "0002"], ""),
        (["0001", ""], ""),
    ],
)
def test_the_narrowest_place_over_several_is_named_by_whole_steps(
    places: list[str], covered_by: str
) -> None:
    assert paths.common_path(places) == covered_by


def test_a_place_is_full_after_9999_children() -> None:
    assert paths.child_path("0001", 9999) == "00019999"
    with pytest.raises(paths.PathFull):
        paths.child_path("0001", 10_000)
    with pytest.raises(paths.PathFull):
        paths.child_path("0" * 64, 1)


def test_doors_are_ordered_as_people_count() -> None:
    assert sorted(["10-101", "2-1001", "2-101", "甲10", "甲2"], key=sort_key) == [
        "2-101", "2-1001", "10-101", "甲2", "甲10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "community", "broken"),
    [
        ("360102004001001", "360102004001", None),
        ("360102004001899", None, None),
        ("360102004001901", "360102004001", None),
        ("360102004001000", None, "grid_code_unusable"),
        ("360102004001900", None, "grid_code_unusable"),
        ("36010200400100", None, "grid_code_unusable"),
        ("３60102004001001", None, "grid_code_unusable"),
        ("360102004002001", "360102004001", "grid_code_elsewhere"),
    ],
)
def test_grid_codes(code: str, community: str | None, broken: str | None) -> None:
    if broken is None:
        codes.check_grid_code(code, community)
        return
    with pytest.raises(codes.CodeUnusable) as found:
        codes.check_grid_code(code, community)
    assert found.value.sentence == broken


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (None, "boundary_kind_unknown"),
        ({"type": "Point", "coordinates": [1, 2]}, "boundary_kind_unknown"),
        ({"type": "Polygon"}, "boundary_unreadable"),
        ({"type": "Polygon", "coordinates": [[]]}, "boundary_unreadable"),
        ({"type": "Polygon", "coordinates": [[["a", 1]]]}, "boundary_unreadable"),
        ({"type": "Polygon", "coordinates": [[[True, 1]]]}, "boundary_unreadable"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}, "boundary_unreadable"),
        ({"type": "Polygon", "coordinates": [[[28.6, 115.9]]]}, "boundary_off_the_earth"),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 1]]]}, "boundary_off_the_earth"),
        ({"type": "Polygon", "coordinates": [[[10**400, 1]]]}, "boundary_off_the_earth"),
        (
            {
                "type": "Polygon",
                "coordinates": [[[0, 0], [1e-2, 1e-2], [1e-2, 0], [0, 1e-2], [0, 0]]],
            },
            "boundary_crosses_itself",
        ),
        (square(0, 0, 3.0), "boundary_too_large"),
        (square(0, 0, 0.000001), "boundary_too_small"),
        ({"type": "Polygon", "coordinates": [[[1, 1]] * 20_001]}, "boundary_too_many_corners"),
    ],
)
def test_what_is_no_line_around_a_grid(drawn: Any, code: str) -> None:
    with pytest.raises(NotABoundary) as broken:
        check_boundary(drawn, Level.GRID)
    assert broken.value.code == code


def test_a_line_loses_heights_and_gets_a_point_inside() -> None:
    high = square(0, 0)
    high["coordinates"][0] = [[*position, 12.5] for position in high["coordinates"][0]]
    found = check_boundary(high, Level.GRID)
    assert found.geojson == square(0, 0)
    assert shape(found.geojson).contains(Point(found.lon, found.lat))


def test_neighbours_do_not_overlap_and_a_shifted_square_does() -> None:
    assert list(overlaps([square(0, 0), square(1, 0)])) == []
    (found,) = overlaps([square(0, 0), square(0, 0, SIDE / 2)])
    assert (found.first, found.second, round(found.share, 3)) == (0, 1, 1.0)


@given(st.integers(0, 10_000))
def test_the_index_agrees_with_asking_every_area(seed: int) -> None:
    chance = random.Random(seed)
    areas = []
    for number in range(30):
        drawn = square(chance.randrange(6), chance.randrange(6), SIDE * chance.choice([1, 2, 3]))
        areas.append(Area(number, f"{chance.randrange(1, 9999):04d}", chance.randrange(2), drawn))
    index = PointIndex(areas)
    for _ in range(20):
        step = SIDE / 2
        lon = round(WEST + chance.randrange(-1, 16) * step, 7)
        lat = round(SOUTH + chance.randrange(-1, 16) * step, 7)
        inside = [a for a in areas if shape(a.boundary).intersects(Point(lon, lat))]
        expected = min(((a.rank, a.path) for a in inside), default=None)
        found = index.find(lon, lat)
        got = None if found is None else (areas[found].rank, areas[found].path)
        assert got == expected

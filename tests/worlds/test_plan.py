"""The shapes of the four worlds, before anything is written: counts, ground and keys."""

from __future__ import annotations

from uuid import UUID

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.worlds.keys import Keys, Kind
from maplebridge.worlds.lattice import Net, Rect, split
from maplebridge.worlds.shapes import SHAPES, Plan, plan, shape_of, spread


def laid_out(name: str) -> Plan:
    return plan(SHAPES[name], Keys(name, 7))


def test_the_street_has_the_counts_of_a_real_street() -> None:
    street = laid_out("street")
    blocks = [block for _, grid in street.grids() for block in grid.blocks]
    assert len(street.towns) == 1
    assert len(street.communities) == 17
    assert len(list(street.grids())) == 126
    assert len(blocks) == 537
    assert sum(map(len, blocks)) == 1_611
    assert sum(map(sum, blocks)) == 21_304
    assert sum(community.volunteers for community in street.communities) == 515
    assert SHAPES["street"].matters == 10_000


def test_the_county_has_the_counts_of_a_real_county() -> None:
    county = laid_out("county")
    assert len(county.towns) == 20
    assert len(county.communities) == 336
    assert len(list(county.grids())) == 1_530
    assert sum(community.service_points for community in county.communities) == 960
    assert sum(grid.households for _, grid in county.grids()) == 420_000
    assert SHAPES["county"].matters == 14_000


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("share", [1, 2, 40, 9_999])
def test_a_part_of_a_world_is_smaller_and_can_be_laid_out(name: str, share: int) -> None:
    whole, part = SHAPES[name], shape_of(f"{name}/{share}")
    assert part is not None
    assert part.households <= whole.households
    assert part.name == f"{name}/{share}", "what was interrupted is found again by its name"
    laid = plan(part, Keys(part.name, 7))
    assert len(laid.communities) >= min(3, whole.communities)
    assert sum(grid.households for _, grid in laid.grids()) == part.households


@pytest.mark.parametrize("name", ["town", "street/", "street/0", "street/x", "/40", "street/4/4"])
def test_what_is_no_world_has_no_shape(name: str) -> None:
    assert shape_of(name) is None


@pytest.mark.parametrize("name", SHAPES)
def test_grids_tile_the_ground_without_gap_or_overlap(name: str) -> None:
    layout, shape = laid_out(name), SHAPES[name]
    net = Net(layout.width, layout.height, shape.centre, shape.span_degrees)
    drawn = [shapely.geometry.shape(net.ring(grid.rect)) for _, grid in layout.grids()]
    whole = shapely.geometry.shape(net.ring(Rect(0, 0, layout.width, layout.height)))
    together = shapely.union_all(drawn)
    assert all(one.is_valid for one in drawn)
    assert together.equals(whole)
    assert sum(one.area for one in drawn) == pytest.approx(whole.area)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_door_stands_inside_its_grid(across: float, up: float) -> None:
    layout, shape = laid_out("village"), SHAPES["village"]
    net = Net(layout.width, layout.height, shape.centre, shape.span_degrees)
    for _, grid in layout.grids():
        drawn = shapely.geometry.shape(net.ring(grid.rect))
        assert drawn.contains(shapely.Point(net.inside(grid.rect, across, up)))


@given(st.integers(0, 5_000), st.lists(st.floats(0.1, 9), min_size=1, max_size=40))
def test_shares_are_whole_and_lose_nothing(extra: int, weights: list[float]) -> None:
    shares = spread(extra + len(weights), weights, least=1)
    assert sum(shares) == extra + len(weights)
    assert min(shares) >= 1


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20))
def test_a_cut_keeps_every_cell_once(weights: list[int]) -> None:
    whole = Rect(0, 0, 60, 40)
    cells = [
        (x, y)
        for part in split(whole, weights)
        for x in range(part.west, part.east)
        for y in range(part.south, part.north)
    ]
    assert len(cells) == len(set(cells)) == 60 * 40


@given(st.sampled_from(Kind), st.integers(0, 10**11), st.integers(1, 2**47))
def test_keys_look_like_version_7_and_say_their_moment(kind: Kind, n: int, millis: int) -> None:
    key = UUID(hex=Keys("village", 7)(kind, n, millis))
    assert key.version == 7
    assert key.variant == "specified in RFC 4122"
    assert key.int >> 80 == millis


def test_another_seed_makes_other_keys_and_another_chance() -> None:
    one, two = Keys("village", 7), Keys("village", 8)
    assert one(Kind.PERSON, 1) != two(Kind.PERSON, 1)
    assert one.chance("x").random() != two.chance("x").random()
    assert one.chance("x").random() == Keys("village", 7).chance("x").random()

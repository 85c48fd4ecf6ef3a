"""Our conversions against an independent library, and there and back."""

from __future__ import annotations

import random

import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.territory.rules import coordinates as c

METRES = 111_320.0
CENTIMETRE = 0.01
lons, lats = st.floats(73.5, 136.0), st.floats(3.0, 54.0)


def _apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) * METRES


def test_20000_points_agree_with_an_independent_library() -> None:
    chance = random.Random(2026)
    for _ in range(20_000):
        lon, lat = chance.uniform(73.7, 135.0), chance.uniform(18.0, 53.5)
        at = prcoords.Coords(lat, lon)
        gcj, bd = prcoords.wgs_gcj(at), prcoords.wgs_bd(at)
        back = prcoords.gcj_wgs_bored(at)
        assert _apart_m(c.to_gcj02(lon, lat), (gcj.lon, gcj.lat)) < CENTIMETRE
        assert _apart_m(c.to_bd09(lon, lat), (bd.lon, bd.lat)) < CENTIMETRE
        assert _apart_m(c.from_gcj02(lon, lat), (back.lon, back.lat)) < CENTIMETRE
        assert _apart_m(c.from_bd09(*c.to_bd09(lon, lat)), (lon, lat)) < CENTIMETRE


@given(lons, lats)
def test_there_and_back_is_within_a_centimetre(lon: float, lat: float) -> None:
    assert _apart_m(c.from_gcj02(*c.to_gcj02(lon, lat)), (lon, lat)) < CENTIMETRE
    assert _apart_m(c.from_bd09(*c.to_bd09(lon, lat)), (lon, lat)) < CENTIMETRE


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_position_on_earth_has_an_answer(lon: float, lat: float) -> None:
    for convert in (c.to_gcj02, c.from_gcj02, c.to_bd09, c.from_bd09):
        assert _apart_m(convert(lon, lat), (lon, lat)) < 20_000


@pytest.mark.parametrize("place", [(2.35, 48.85), (-122.4, 37.8), (151.2, -33.9), (0.0, 90.0)])
def test_outside_china_nothing_moves(place: tuple[float, float]) -> None:
    for convert in (c.to_gcj02, c.from_gcj02, c.to_bd09, c.from_bd09):
        assert convert(*place) == place

"""A point chosen on a map: what lies there, and a matter that is reported there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from maplebridge.core.values import uuid7
from maplebridge.matters.models import Matter
from maplebridge.territory.models import Place
from maplebridge.territory.public import forget_index
from maplebridge.territory.rules.coordinates import to_gcj02
from tests.world import World, client_for


@pytest.fixture
def at(world: World) -> tuple[float, float]:
    """A point of the first grid, thirty metres from building 3."""
    forget_index()
    lon, lat = world.point
    Place.objects.filter(pk=world.building.pk).update(lon=lon, lat=lat)
    return lon + 0.0003, lat


def spot(lon: float, lat: float, **more: str) -> str:
    query: dict[str, Any] = {"lon": lon, "lat": lat, **more}
    return Client().get("/matters/report/spot/", query).content.decode()


def test_it_names_the_grid_and_the_building_beside_it(
    world: World, at: tuple[float, float]
) -> None:
    page = spot(*at)
    assert "第一網格" in page
    assert str(world.building.pk) in page
    assert str(world.building.pk) not in spot(at[0] + 0.003, at[1]), "only what is close by"


def test_a_point_of_a_map_sold_in_china_is_turned_back(
    world: World, at: tuple[float, float]
) -> None:
    page = spot(*to_gcj02(*at), srs="gcj02")
    assert f'data-lon="{at[0]:.6f}"' in page
    assert f'data-lat="{at[1]:.6f}"' in page


def test_a_point_outside_and_no_point_say_what_is_wrong(world: World) -> None:
    assert world.jurisdiction.root.name in spot(*world.far_away)
    answer = Client().get("/matters/report/spot/", {"lon": "x", "lat": "nan"})
    assert answer.status_code == 200
    assert "data-lon" not in answer.content.decode()


def test_a_form_that_was_refused_keeps_its_point(world: World, at: tuple[float, float]) -> None:
    sent = {"id": str(uuid7()), "words": "", "place": "", "lon": str(at[0]), "lat": str(at[1])}
    answer = client_for(world.wang).post("/matters/report/", sent)
    assert answer.status_code == 422
    assert f'data-lon="{at[0]:.6f}"' in answer.content.decode()


def test_the_operator_on_the_phone_dispatches_to_a_point(
    world: World, at: tuple[float, float]
) -> None:
    sun = client_for(world.sun)
    sent = {"id": str(uuid7()), "words": "路灯不亮", "category": "lighting", "place": ""}
    sent |= {"lon": str(at[0]), "lat": str(at[1])}
    looked = sun.post("/matters/console/", sent | {"look": "1"}).content.decode()
    assert f'data-lon="{at[0]:.6f}"' in looked
    assert sun.post("/matters/console/", sent | {"dispatch": "1"}).status_code == 302
    matter = Matter.objects.get()
    assert (matter.grid_id, matter.lon) == (world.grid.pk, at[0])
    assert matter.handler_id == world.li_post.pk


def test_pictures_of_the_ground_come_from_elsewhere_only_by_a_setting(
    world: World, settings: Any
) -> None:
    assert 'data-tiles=""' in Client().get("/matters/report/").content.decode()
    settings.MAP_TILES_URL, settings.MAP_TILES_SRS = "https://maps.example/{z}/{x}/{y}", "gcj02"
    page = Client().get("/matters/report/").content.decode()
    assert 'data-tiles="https://maps.example/{z}/{x}/{y}"' in page
    assert 'data-srs="gcj02"' in page

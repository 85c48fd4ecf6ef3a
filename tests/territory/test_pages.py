"""The pages of the ground, each through its address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import ANONYMOUS, Role, Viewer
from maplebridge.territory import views
from maplebridge.territory.models import Place
from tests.territory.ground import Ground, ask, collection, feature, middle, square, worker

RESIDENT = Viewer(person_id=uuid7(), name="王芳")


def test_everybody_finds_a_place_by_words(ground: Ground) -> None:
    answer = ask(views.search, ANONYMOUS, data={"q": "第5"}, Accept="application/json")
    (found,) = json.loads(answer.content)["places"]
    assert (found["name"], found["around"]) == ("第5網格", "龍津鎮 東門社區")
    fragment = ask(views.search, ANONYMOUS, data={"q": "第5"}, **{"HX-Request": "true"})
    assert f'name="place" value="{ground.grids[4].pk}"' in fragment.content.decode()
    hostile = ask(views.search, ANONYMOUS, data={"q": "\x00" * 500}, Accept="application/json")
    assert json.loads(hostile.content) == {"places": []}


def test_everybody_learns_their_grid(ground: Ground) -> None:
    lon, lat = middle(0, 0)
    answer = ask(views.locate, ANONYMOUS, data={"lon": lon, "lat": lat}, Accept="application/json")
    assert json.loads(answer.content)["place"]["name"] == "第1網格"
    for wrong in (
        {},
        {"lon": "x", "lat": "1"},
        {"lon": "nan", "lat": "1"},
        {"lon": "999", "lat": "1"},
    ):
        answer = ask(views.locate, ANONYMOUS, data=wrong, Accept="application/json")
        assert answer.status_code == 422


def test_the_map_shows_a_window_and_a_worker_their_own_reach(
    ground: Ground, assert_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    window = "115.9001,28.6001,115.9019,28.6019"
    with assert_queries(4):
        answer = ask(views.grids, ANONYMOUS, data={"bbox": window})
    (only,) = json.loads(answer.content)["features"]
    assert (only["properties"]["name"], only["geometry"]) == ("第1網格", square(0, 0))
    for data, viewer, count in (
        ({}, ANONYMOUS, 9),
        ({"limit": "2"}, ANONYMOUS, 2),
        ({}, worker(ground.grids[3], Role.GRID_WORKER), 1),
        ({"scope": "all"}, worker(ground.west), 9),
        ({"place": str(ground.west.pk)}, ANONYMOUS, 0),
    ):
        assert len(json.loads(ask(views.grids, viewer, data=data).content)["features"]) == count


def test_a_place_page_is_for_those_who_work_there(
    ground: Ground, client: Any, assert_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    pk = ground.east.pk
    assert ask(views.place, ANONYMOUS, pk).status_code == 302
    with pytest.raises(Forbidden):
        ask(views.place, RESIDENT, pk)
    with pytest.raises(Missing):
        ask(views.place, worker(ground.west), pk)
    with pytest.raises(Missing):
        ask(views.place, worker(ground.root), uuid7())
    with assert_queries(25):
        page = ask(views.place, worker(ground.street), pk).content.decode()
    assert "第9網格" in page
    assert "第9網格" in ask(views.place, worker(ground.grids[0]), pk).content.decode()


def test_an_operator_imports_a_file_and_others_do_not(ground: Ground) -> None:
    def send(viewer: Viewer, content: bytes) -> Any:
        data = {"file": SimpleUploadedFile("新.geojson", content), "srs": "wgs84", "outside": "ask"}
        return ask(views.import_grids, viewer, ground.west.pk, data=data, post=True)

    def draw(viewer: Viewer, kept: str) -> Any:
        data = {"kept": kept, "srs": "wgs84", "outside": "ask", "draw": "1"}
        return ask(views.import_grids, viewer, ground.west.pk, data=data, post=True)

    good = collection(feature("新", square(7, 7)))
    with pytest.raises(Forbidden):
        send(worker(ground.west, Role.GRID_WORKER), good)
    with pytest.raises(Missing):
        send(worker(ground.east), good)
    bad = send(worker(ground.west), collection(feature("新", {"type": "Point"})))
    assert (bad.status_code, Place.objects.filter(name="新").exists()) == (422, False)
    assert send(worker(ground.west), b"\xff").status_code == 422
    seen = send(worker(ground.west), good)
    assert (seen.status_code, Place.objects.filter(name="新").exists()) == (200, False)
    kept = re.search('name="kept" value="([^"]+)"', seen.content.decode())
    assert kept is not None
    with pytest.raises(Forbidden):
        draw(worker(ground.west, Role.GRID_WORKER), kept.group(1))
    assert draw(worker(ground.west), kept.group(1) + "x").status_code == 422
    assert draw(worker(ground.west), kept.group(1)).status_code == 302
    assert Place.objects.filter(name="新", parent=ground.west).exists()


def test_a_name_and_a_code_are_changed_on_their_page(ground: Ground) -> None:
    viewer, pk = worker(ground.street), ground.grids[0].pk

    def send(**data: str) -> Any:
        return ask(views.edit, viewer, pk, data=data, post=True)

    assert send(form="name", name="橋頭網格").status_code == 302
    assert Place.objects.get(pk=pk).name == "橋頭網格"
    wrong = send(form="code", code="1", day="2025-01-01", source="x")
    assert wrong.status_code == 422
    assert 'value="1"' in wrong.content.decode(), "what was typed is still there"
    right = send(form="code", code="360123100001001", day="2025-01-01", source="x")
    assert right.status_code == 302


def test_the_export_is_a_file_of_all_grids(ground: Ground) -> None:
    answer = ask(views.export, worker(ground.east), ground.east.pk, data={"srs": "gcj02"})
    document = json.loads(b"".join(answer.streaming_content))
    assert len(document["features"]) == 9
    assert document["features"][0]["geometry"] != square(0, 0)


def test_zones_are_listed_for_workers(ground: Ground) -> None:
    assert ask(views.zones, ANONYMOUS).status_code == 302
    with pytest.raises(Forbidden):
        ask(views.zones, RESIDENT)
    assert ask(views.zones, worker(ground.grids[0])).status_code == 200
    assert ask(views.index, ANONYMOUS).status_code == 200
    assert ask(views.index, worker(ground.east)).status_code == 200

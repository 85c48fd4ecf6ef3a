"""The pages on which the ground is kept right: service points, zones, endings, new lines."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.models import StoredFile
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import ANONYMOUS, Level, Role, Viewer
from maplebridge.territory import actions, views
from maplebridge.territory.models import Place, ServicePoint, Zone
from tests.territory.ground import NOW, Ground, ask, collection, feature, middle, square, worker

POINT = {
    "form": "change",
    "name": "東門驛站",
    "kind": "station",
    "address": "東門路1號",
    "hours": "9:00–17:00",
    "phone": "0791 8380 0000",
}


def opened(ground: Ground, **more: Any) -> ServicePoint:
    data = POINT | {"grids": [str(ground.grids[0].pk)]} | more
    answer = ask(views.add_point, worker(ground.street), ground.east.pk, data=data, post=True)
    assert answer.status_code == 302, answer.content.decode()
    return ServicePoint.objects.get(name=data["name"])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_everybody_reads_an_open_service_point(ground: Ground) -> None:
    point = opened(ground)
    page = text(ask(views.point, ANONYMOUS, point.pk))
    for words in ("東門驛站", "東門路1號", "9:00–17:00", 'href="tel:079183800000"', "第1網格"):
        assert words in page
    assert "東門驛站" in text(ask(views.points, ANONYMOUS))
    for place, there in ((ground.grids[0], True), (ground.grids[1], False), (ground.east, True)):
        listed = text(ask(views.points, ANONYMOUS, data={"place": str(place.pk)}))
        assert ("東門驛站" in listed) is there
    with pytest.raises(Missing):
        ask(views.points, ANONYMOUS, data={"place": "x"})
    with pytest.raises(Missing):
        ask(views.point, ANONYMOUS, uuid7())


def test_a_resident_sees_the_points_of_the_home_first(ground: Ground) -> None:
    opened(ground)
    resident = Viewer(person_id=uuid7(), name="王芳", home_path=ground.grids[0].path)
    page = text(ask(views.points, resident))
    assert page.count("東門驛站") == 2
    elsewhere = Viewer(person_id=uuid7(), name="吳", home_path=ground.west.path)
    assert text(ask(views.points, elsewhere)).count("東門驛站") == 1


def test_service_points_are_paged_without_losing_one(ground: Ground) -> None:
    for number in range(53):
        ServicePoint.objects.create(name=f"驛站{number // 2}", place=ground.east)
    first = text(ask(views.points, ANONYMOUS))
    after = re.search(r"after=([0-9a-f-]{36})", first)
    assert after is not None
    second = text(ask(views.points, ANONYMOUS, data={"after": after.group(1)}))
    pages = [re.findall(r"/points/([0-9a-f-]{36})/", page) for page in (first, second)]
    assert [len(page) for page in pages] == [50, 3]
    assert len({*pages[0], *pages[1]}) == 53


def test_only_those_who_run_the_place_keep_its_points(ground: Ground) -> None:
    point = opened(ground)
    for view, key in ((views.add_point, ground.east.pk), (views.edit_point, point.pk)):
        assert ask(view, ANONYMOUS, key).status_code == 302
        with pytest.raises(Forbidden):
            ask(view, worker(ground.grids[0], Role.GRID_WORKER), key)
        with pytest.raises(Missing):
            ask(view, worker(ground.west), key)
        assert ask(view, worker(ground.east), key).status_code == 200


def test_a_wrong_answer_keeps_what_was_typed(ground: Ground) -> None:
    wrong = POINT | {"name": "", "hours": "只在週一"}
    answer = ask(views.add_point, worker(ground.east), ground.east.pk, data=wrong, post=True)
    assert answer.status_code == 422
    assert 'value="只在週一"' in text(answer)
    assert not ServicePoint.objects.exists()
    elsewhere = POINT | {"grids": [str(ground.west.pk)]}
    answer = ask(views.add_point, worker(ground.east), ground.east.pk, data=elsewhere, post=True)
    assert answer.status_code == 422


def test_a_service_point_is_changed_and_closed_on_its_page(ground: Ground) -> None:
    point = opened(ground)

    def send(**data: Any) -> Any:
        return ask(views.edit_point, worker(ground.east), point.pk, data=data, post=True)

    changed = POINT | {"name": "東門新驛站", "grids": [str(ground.grids[1].pk)]}
    assert send(**changed).status_code == 302
    assert "第2網格" in text(ask(views.point, ANONYMOUS, point.pk))
    assert send(form="close", day="2999-01-01").status_code == 422
    assert send(form="close", day="2026-11-01").status_code == 302
    assert "東門新驛站" not in text(ask(views.points, ANONYMOUS))
    assert "11月1日" in text(ask(views.point, ANONYMOUS, point.pk))
    assert send(form="close", day="2026-11-01").status_code == 422


def test_places_join_and_leave_a_zone_on_its_page(ground: Ground) -> None:
    keeper = worker(ground.root)
    sent = {"name": "高新區", "source": "國函〔1992〕169號"}
    with pytest.raises(Forbidden):
        ask(views.zones, worker(ground.street), data=sent, post=True)
    assert ask(views.zones, keeper, data=sent, post=True).status_code == 302
    assert ask(views.zones, keeper, data=sent, post=True).status_code == 422
    zone = Zone.objects.get()
    assert "第1網格" not in text(ask(views.join_zone, keeper, zone.pk))
    place = str(ground.grids[0].pk)
    assert "第1網格" in text(ask(views.join_zone, keeper, zone.pk, data={"place": place}))
    wrong = {"place": place, "day": "gestern"}
    assert ask(views.join_zone, keeper, zone.pk, data=wrong, post=True).status_code == 422
    right = {"place": place, "day": "2025-01-01"}
    for view in (views.join_zone, views.leave_zone):
        with pytest.raises(Forbidden):
            ask(view, worker(ground.street), zone.pk, data=right, post=True)
        assert ask(view, keeper, zone.pk, data=right, post=True).status_code == 302
    assert zone.members.get().valid_to is not None
    assert "第1網格" in text(ask(views.zone, worker(ground.east), zone.pk))


def test_a_zone_of_many_places_is_paged(ground: Ground) -> None:
    zone = actions.add_zone(viewer=worker(ground.root), name="高新區", source="x", now=NOW)
    for place in [
        Place.objects.create(
            name=f"格{n}", level=Level.GRID.value, parent=ground.west,
            path=f"{ground.west.path}{n:04d}", valid_from=NOW.date(),
        )
        for n in range(55)
    ]:  # fmt: skip
        zone.members.create(place=place, valid_from=NOW.date())
    first = text(ask(views.zone, worker(ground.root), zone.pk))
    after = re.search(r"\?after=([0-9A-Za-z.%/]+)", first)
    assert after is not None
    second = text(ask(views.zone, worker(ground.root), zone.pk, data={"after": after.group(1)}))
    assert "格49" in first
    assert "格50" not in first
    assert "格54" in second


def test_a_place_ends_with_a_reason_and_not_while_something_is_in_it(ground: Ground) -> None:
    viewer = worker(ground.street)
    sent = {"day": "2026-11-01", "reason": "併入東門社區"}
    full = ask(views.end, viewer, ground.east.pk, data=sent, post=True)
    assert full.status_code == 422
    assert 'value="併入東門社區"' in text(full)
    assert "第1網格" in text(full), "what is still in it is listed"
    with pytest.raises(Forbidden):
        ask(views.end, worker(ground.west, Role.GRID_WORKER), ground.west.pk, data=sent, post=True)
    assert (
        ask(views.end, viewer, ground.west.pk, data=sent | {"reason": ""}, post=True).status_code
        == 422
    )
    assert ask(views.end, viewer, ground.west.pk, data=sent, post=True).status_code == 302
    assert Place.objects.get(pk=ground.west.pk).end_reason == "併入東門社區"


def test_a_new_division_is_seen_before_it_is_drawn(ground: Ground) -> None:
    """Buildings that no new line holds are asked about; the file is sent once only."""
    lon, lat = middle(2, 2)
    house = actions.add_building(
        viewer=worker(ground.east), parent=ground.grids[8], name="3棟", lon=lon, lat=lat,
        floors_above=6, valid_from=NOW.date(), now=NOW,
    )  # fmt: skip
    file = collection(feature("第1網格", square(0, 0)))

    def send(**data: Any) -> Any:
        data = {"srs": "wgs84", "outside": "ask", "whole": "on"} | data
        return ask(views.import_grids, worker(ground.east), ground.east.pk, data=data, post=True)

    seen = text(send(file=SimpleUploadedFile("all.geojson", file)))
    kept = re.search('name="kept" value="([^"]+)"', seen)
    assert kept is not None
    assert "第9網格" in seen
    assert "3棟" in seen
    assert 'name="draw"' not in seen
    assert send(kept=kept.group(1), draw="1").status_code == 422
    near = text(send(kept=kept.group(1), outside="nearest", look="1"))
    assert "第9網格 → 第1網格" in near
    assert 'name="draw"' in near
    assert Place.objects.filter(level=Level.GRID.value, valid_to=None).count() == 9
    assert send(kept=kept.group(1), outside="nearest", draw="1").status_code == 302
    assert Place.objects.filter(level=Level.GRID.value, valid_to=None).count() == 1
    assert Place.objects.get(pk=house.pk).path.startswith(ground.grids[0].path)
    assert StoredFile.objects.count() == 1


def test_a_file_kept_for_one_place_is_not_drawn_in_another(ground: Ground) -> None:
    file = SimpleUploadedFile("a.geojson", collection(feature("新", square(7, 7))))
    data: dict[str, Any] = {"srs": "wgs84", "outside": "ask"}
    seen = ask(
        views.import_grids,
        worker(ground.root),
        ground.west.pk,
        data=data | {"file": file},
        post=True,
    )
    kept = re.search('name="kept" value="([^"]+)"', text(seen))
    assert kept is not None
    again = data | {"kept": kept.group(1), "draw": "1"}
    answer = ask(views.import_grids, worker(ground.root), ground.east.pk, data=again, post=True)
    assert answer.status_code == 422
    assert not Place.objects.filter(name="新").exists()
    nothing = ask(views.import_grids, worker(ground.root), ground.east.pk, data=data, post=True)
    assert nothing.status_code == 422

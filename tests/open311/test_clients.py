"""Programs that others wrote, from PyPI, against the live server: they must find what they expect."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from georeport import GeoReport

from maplebridge.core.values import uuid7
from maplebridge.matters.models import Matter, MatterPhoto, ProgramReport
from maplebridge.people.public import Scope
from tests.open311.asking import old_three, report
from tests.portal.test_programs import key
from tests.world import World, build_world, photo

MANY = 1_150


@pytest.fixture
def world(transactional_db: None, settings: Any) -> World:
    settings.LIMITS = {}
    return build_world()


@pytest.fixture
def many(world: World) -> list[str]:
    """The numbers of more matters than one answer holds, newest first."""
    first = report(world, category="lighting")
    now = timezone.now()
    fields = [f.attname for f in Matter._meta.concrete_fields]
    made = [
        Matter(
            **{name: getattr(first, name) for name in fields}
            | {
                "id": uuid7(),
                "reference": f"M-2026-{900_000 + n}",
                "category": ("lighting", "water", "noise")[n % 3],
                "reported_at": now - timedelta(minutes=n),
            }
        )
        for n in range(1, MANY)
    ]
    Matter.objects.bulk_create(made)
    return [first.reference, *(matter.reference for matter in made)]


@pytest.fixture
def three() -> Iterator[Any]:
    with old_three() as module:
        yield module


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_services_definitions_and_a_full_answer(
    many: list[str], live_server: Any, form: str
) -> None:
    client = GeoReport(f"{live_server.url}/open311/v2", output_format=form)
    services = {line["service_code"]: line for line in client.get_service_list()}
    assert len(services) > 8
    assert str(services["parking"]["metadata"]).lower() == "true"
    definition = client.get_service_definition("parking")
    attributes = definition["attributes"]
    codes = [one["code"] for one in (attributes["attribute"] if form == "xml" else attributes)]
    assert codes == ["blocks", "vehicles"]
    found = client.get_service_requests()
    assert [line["service_request_id"] for line in found] == many[:1000]
    lamps = client.get_service_requests(service_code="lighting", status="open")
    assert {line["service_code"] for line in lamps} == {"lighting"}
    assert 300 < len(lamps) < 1000
    one = client.get_service_request(many[7])
    assert (one["service_request_id"], one["status"]) == (many[7], "open")
    assert abs(float(one["lat"]) - 28.685) < 0.01
    pair = client.get_service_requests(service_request_id=",".join(many[3:5]))
    assert [line["service_request_id"] for line in pair] == many[3:5]
    with pytest.raises(Exception, match="404"):
        client.get_service_request("M-1999-000001")


def test_three_discovers_pages_through_all_and_follows_its_own_report(
    many: list[str], world: World, live_server: Any, three: Any
) -> None:
    client = three.Three(
        f"{live_server.url}/open311/v2", api_key=key(world.chen, Scope.REPORT_BY_OPEN311)
    )
    (endpoint,) = client.discovery()["endpoints"]
    assert endpoint["url"] == f"{live_server.url}/open311/v2"
    assert client.services("parking")["attributes"][0]["code"] == "blocks"
    read: list[str] = []
    for page in itertools.count(1):
        lines = client.requests(count=200, page=page)
        read += [line["service_request_id"] for line in lines]
        if len(lines) < 200:  # how programs know that a page is the last
            break
    assert read == many
    tomorrow = timezone.now() + timedelta(days=1)
    start = tomorrow - timedelta(days=89)
    between = [f"{day:%m-%d-%Y}" for day in (start, tomorrow)]
    assert len(client.requests("water", between=between)) == len(
        [n for n in range(MANY) if n % 3 == 1 and n]
    )
    sent = client.post(
        "lighting", address="第二網格", name="小明 张", phone="13700000001",
        description="路灯不亮 <b>&</b>", media=io.BytesIO(photo().read()),
    )  # fmt: skip
    (line,) = sent
    (followed,) = client.token(line["service_request_id"])
    assert followed == {
        "service_request_id": line["service_request_id"],
        "token": line["service_request_id"],
    }
    (shown,) = client.request(followed["service_request_id"], extensions="true")
    assert (shown["status"], shown["description"]) == ("open", None)
    matter = Matter.objects.get(reference=line["service_request_id"])
    assert (matter.words, matter.place_id) == ("路灯不亮 <b>&</b>", world.next_grid.pk)
    assert MatterPhoto.objects.filter(event__matter=matter).count() == 1
    assert ProgramReport.objects.get().name == "小明 张"
    refused = client.post("nothing", address="第二網格")
    assert [error["code"] for error in refused] == [404]
    assert json.loads(json.dumps(refused))[0]["description"]

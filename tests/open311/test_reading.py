"""GeoReport v2 as anybody may read it: each call in each format, and what strangers never learn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings
from django.utils import timezone

from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter
from maplebridge.matters.rules.open311.shapes import Note, Released
from tests.open311.asking import V2, days_ago, get, reasons, report, rows
from tests.world import World, photo, viewer

FORMS = ("xml", "json")
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
SECRET = "王奶奶家的灯坏了 <b>电话</b> 13900000001 & 302室"
SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/open311/discovery", "discovery"),
        ("/open311/v2/discovery", "discovery"),
        (f"{V2}services", "services"),
        (f"{V2}services/lighting", "service_definition"),
        (f"{V2}requests", "service_requests"),
        (f"{V2}requests/REFERENCE", "service_requests"),
        (f"{V2}tokens/REFERENCE", "service_requests"),
    ],
)
def test_each_call_answers_in_each_format(world: World, path: str, root: str, form: str) -> None:
    path = path.replace("REFERENCE", report(world).reference)
    answer = get(f"{path}.{form}")
    assert (answer.status_code, answer["Content-Type"]) == (200, TYPES[form])
    if form == "xml":
        assert ET.fromstring(answer.content).tag == root
        assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    else:
        alone = root in {"discovery", "service_definition"}
        assert isinstance(json.loads(answer.content), dict if alone else list)


def test_discovery_leads_to_the_endpoint_and_to_a_key(world: World) -> None:
    said = json.loads(get("/open311/discovery.json").content)
    (endpoint,) = said["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["type"] == "test", "the cast's jurisdiction is a made-up one"
    assert get(urlsplit(endpoint["url"]).path + "/services.json").status_code == 200
    assert "/people/programs/" in said["key_service"]
    root = ET.fromstring(get("/open311/discovery.xml").content)
    assert root.findtext("endpoints/endpoint/url") == endpoint["url"]
    assert [f.text for f in root.iter("format")] == endpoint["formats"]


def test_services_are_the_kinds_of_the_catalogue_that_take_a_stranger(world: World) -> None:
    listed = json.loads(get(f"{V2}services.json").content)
    assert all(set(line) == SERVICE and line["type"] == "realtime" for line in listed)
    codes = {line["service_code"]: line for line in listed}
    assert "lighting" in codes
    assert "dispute" not in codes, "its reporter has to be known"
    assert get(f"{V2}services/dispute.json").status_code == 404
    assert codes["parking"]["metadata"] is True
    assert codes["other"]["metadata"] is False
    assert codes["parking"]["group"]
    assert "working hours" in codes["lighting"]["description"]
    chinese = json.loads(get(f"{V2}services.json", HTTP_ACCEPT_LANGUAGE="zh-hans").content)
    assert {"照明", "停车"} <= {line["service_name"] for line in chinese}


def test_a_definition_lists_the_questions_in_order(world: World) -> None:
    said = json.loads(get(f"{V2}services/parking.json").content)
    assert said["service_code"] == "parking"
    assert [one["order"] for one in said["attributes"]] == [1, 2]
    blocks, vehicles = said["attributes"]
    assert (blocks["datatype"], vehicles["datatype"]) == ("multivaluelist", "number")
    assert {"key": "fire_lane", "name": "A fire lane"} in blocks["values"]
    assert "values" not in vehicles
    assert blocks["datatype_description"] == "Please leave number plates out."
    root = ET.fromstring(get(f"{V2}services/parking.xml").content)
    assert root.findtext("attributes/attribute/values/value/key") == "fire_lane"
    assert root.findtext("attributes/attribute/required") == "false"


def test_strangers_read_kind_state_dates_and_the_middle_of_the_grid(world: World) -> None:
    lon, lat = world.point
    sent = matters.Report(
        words=SECRET, category="lighting", lon=lon + 0.0012345, lat=lat, place_text="302室",
        neighbours_see=True,
    )  # fmt: skip
    matter = matters.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter
    answer = get(f"{V2}requests/{matter.reference}.json", {"extensions": "true"})
    (shown,) = json.loads(answer.content)
    assert set(shown) == REQUEST | {"extended_attributes", "notes", "attributes"}
    hidden = ("description", "address", "media_url", "zipcode", "service_notice")
    assert all(shown[name] is None for name in hidden)
    assert (shown["status"], shown["status_notes"]) == ("open", "Received")
    assert (shown["service_code"], shown["service_name"]) == ("lighting", "Lighting")
    assert (shown["lat"], shown["long"]) == (round(world.grid.lat, 3), round(world.grid.lon, 3))
    assert shown["address_id"] == str(world.grid.pk)
    assert shown["agency_responsible"] == "第一網格"
    assert shown["expected_datetime"] > shown["requested_datetime"]
    assert shown["extended_attributes"] == {"channel": None, "photos": []}
    assert shown["notes"] == shown["attributes"] == []
    for form in FORMS:
        said = get(f"{V2}requests.{form}", {"extensions": "true"}).content.decode()
        assert "302" not in said
        assert "王" not in said


def test_a_public_matter_shows_what_was_released_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"vehicles": ["3"], "blocks": ["fire_lane", "pavement"]}
    opened = report(world, SECRET, category="parking", attributes=answers)
    other = report(world, SECRET)
    monkeypatch.setattr(
        "maplebridge.matters.policy.may_show_public", lambda row: row.id == opened.pk
    )
    with override_settings(RELEASED="tests.open311.test_reading.released"):
        (shown,) = json.loads(
            get(f"{V2}requests/{opened.reference}.json", {"extensions": "true"}).content
        )
        xml = get(f"{V2}requests/{opened.reference}.xml", {"extensions": "true"})
        (hidden,) = json.loads(get(f"{V2}requests/{other.reference}.json").content)
    assert shown["description"] == 'The lamp <is> "dark" & cold'
    assert shown["address"] == "3棟"
    assert (shown["lat"], shown["long"]) == (28.6854321, 115.9054321)
    assert shown["media_url"] == "http://testserver/square/photos/1.jpg"
    assert [p["media_url"] for p in shown["extended_attributes"]["photos"]] == [shown["media_url"]]
    assert shown["notes"] == [
        {"datetime": "2026-11-23T04:00:00Z", "description": "mended", "type": "answer"}
    ]
    assert [(a["code"], a["value"]) for a in shown["attributes"]] == [
        ("blocks", "A fire lane, The pavement or a path for the blind"),
        ("vehicles", "3"),
    ]
    assert hidden["description"] is None
    root = ET.fromstring(xml.content)
    assert root.findtext("request/description") == 'The lamp <is> "dark" & cold'
    assert root.findtext("request/notes/note/type") == "answer"


def released(ids: Any) -> dict[Any, Released]:
    from tests.world import NOON

    shown = Released(
        words='The lamp <is> "dark" & cold',
        address="3棟",
        lon=115.9054321,
        lat=28.6854321,
        photos=("/square/photos/1.jpg",),
        lines=(Note(NOON, "mended", "answer"),),
    )
    return dict.fromkeys(ids, shown)


def test_kinds_whose_reporter_must_be_known_are_not_told_to_strangers(world: World) -> None:
    dispute = report(world, category="dispute")
    assert json.loads(get(f"{V2}requests.json").content) == []
    for path in (f"requests/{dispute.reference}", f"tokens/{dispute.pk}"):
        assert get(f"{V2}{path}.json").status_code == 404
    answer = get(f"{V2}requests.json", {"service_code": "dispute"})
    assert (answer.status_code, reasons(answer, "json")) == (404, ["open311_service_unknown"])


def test_a_closed_request_says_how_it_ended(world: World) -> None:
    matter = report(world)
    now = timezone.now()
    matters.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="归供电所", code="not_ours", now=now
    )
    (answered,) = rows(get(f"{V2}requests.json"), "json")
    assert (answered["status"], answered["status_notes"]) == ("open", "Answered")
    matters.rate(viewer=viewer(world.wang), matter_id=matter.pk, stars=2, solved=False, now=now)
    (closed,) = rows(get(f"{V2}requests.xml"), "xml")
    assert (closed["status"], closed["status_notes"]) == ("closed", "Not our duty; passed on")


@pytest.mark.parametrize("form", FORMS)
def test_the_filters_narrow(world: World, form: str) -> None:
    old, lamp, water = (
        report(world),
        report(world, category="lighting"),
        report(world, category="water"),
    )
    Matter.objects.filter(pk=old.pk).update(
        reported_at=timezone.now() - timezone.timedelta(days=120)
    )
    now = timezone.now()
    matters.withdraw(viewer=viewer(world.wang), matter_id=water.pk, now=now)

    def found(**query: str) -> list[str]:
        return [r["service_request_id"] for r in rows(get(f"{V2}requests.{form}", query), form)]

    assert found() == [water.reference, lamp.reference], "the last 90 days, newest first"
    assert found(status="open") == [lamp.reference]
    assert found(status="closed") == [water.reference]
    assert found(status="open,closed") == [water.reference, lamp.reference]
    assert found(service_code="lighting,noise") == [lamp.reference]
    assert found(start_date=days_ago(130), end_date=days_ago(110)) == [old.reference]
    assert found(start_date=days_ago(130)) == [old.reference], "one date alone reaches 90 days"
    assert found(end_date=days_ago(110)) == [old.reference]
    both = f"{old.reference},{lamp.pk},M-1999-000001,rubbish"
    assert found(service_request_id=both, status="closed", start_date="x") == [
        lamp.reference,
        old.reference,
    ], "numbers override all else"
    assert found(status="", service_code="", start_date="") == found(), "empty is absent"


def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    made = [report(world).reference for _ in range(7)]
    at = timezone.now()
    Matter.objects.update(reported_at=at)  # the same instant: the order must be stable all the same
    pages = [
        [
            r["service_request_id"]
            for r in rows(get(f"{V2}requests.json", {"page": n, "page_size": 3}), "json")
        ]
        for n in (1, 2, 3, 4)
    ]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert sorted(one for page in pages for one in page) == sorted(made)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"page_size": "1001"}, ["open311_number_outside"]),
        ({"page_size": "9" * 400}, ["open311_number_outside"]),
        ({"page_size": "-1"}, ["open311_number_outside"]),
        ({"page_size": "٣"}, ["open311_number_outside"]),
        ({"page": "0"}, ["open311_number_outside"]),
        ({"page": "1001", "page_size": "1000"}, ["open311_page_too_far"]),
        ({"start_date": "2026-01-01"}, ["open311_date_unreadable"]),
        ({"start_date": "2026-01-01T00:00:00"}, ["open311_date_unreadable"]),
        ({"start_date": "2026-02-30T00:00:00Z"}, ["open311_date_unreadable"]),
        ({"start_date": "0001-01-01T00:00:00+14:00"}, ["open311_date_unreadable"]),
        ({"start_date": "yesterday\x00"}, ["open311_date_unreadable"]),
        (
            {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"},
            ["open311_span_too_long"],
        ),
        (
            {"start_date": "2026-04-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
            ["open311_dates_backwards"],
        ),
        ({"status": "reopened"}, ["open311_status_unknown"]),
        ({"extensions": "maybe"}, ["open311_true_or_false"]),
        ({"service_request_id": ",".join(map(str, range(501)))}, ["open311_too_many_ids"]),
        (
            {"status": "x", "page": "x", "start_date": "x", "extensions": "x"},
            [
                "open311_number_outside",
                "open311_true_or_false",
                "open311_date_unreadable",
                "open311_status_unknown",
            ],
        ),
    ],
)
def test_every_wrong_parameter_is_listed(
    world: World, query: dict[str, str], wrong: list[str], form: str
) -> None:
    answer = get(f"{V2}requests.{form}", query)
    assert (answer.status_code, answer["Content-Type"]) == (400, TYPES[form])
    assert reasons(answer, form) == wrong


def test_exactly_ninety_days_and_a_plus_sign_that_became_a_blank_are_read(world: World) -> None:
    span = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:00Z"}
    assert get(f"{V2}requests.json", span).status_code == 200
    path = f"{V2}requests.json?start_date=2026-01-01T08:00:00+08:00&end_date=2026-01-02t00:00:00z"
    assert get(path).status_code == 200


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "path",
    [
        "services/nothing",
        "services/%00",
        "services/%FF%FE",
        "requests/M-2026-999999",
        "requests/0",
        "requests/%00",
        "tokens/nothing",
        "tokens/0199c1f0-0000-7000-8000-000000000001",
        "services.json?jurisdiction_id=elsewhere.example&x=",
    ],
)
def test_what_is_not_there_is_404_in_the_format_asked(world: World, path: str, form: str) -> None:
    path = path.replace(".json", f".{form}") if "?" in path else f"{path}.{form}"
    answer = get(V2 + path)
    assert (answer.status_code, answer["Content-Type"]) == (404, TYPES[form])
    assert len(reasons(answer, form)) == 1


def test_our_jurisdiction_may_be_named_in_each_way_that_it_is_known_by(world: World) -> None:
    root = world.jurisdiction.root
    root.codes.create(scheme="division", code="360104000000", valid_from="2024-01-01", source="t")
    for name in ("", "testserver", "360104000000", str(world.jurisdiction.pk)):
        assert get(f"{V2}services.json", {"jurisdiction_id": name}).status_code == 200
    for name in ("x", "\x00", "360104", "9" * 3000, "%' OR 1=1"):
        answer = get(f"{V2}services.json", {"jurisdiction_id": name})
        assert (answer.status_code, reasons(answer, "json")) == (
            404,
            ["open311_jurisdiction_unknown"],
        )


def test_a_wrong_address_below_open311_answers_a_document_too(world: World) -> None:
    for path, form in (("nothing.json", "json"), ("services.yaml", "xml"), ("", "xml")):
        answer = get(V2 + path)
        assert (answer.status_code, answer["Content-Type"]) == (404, TYPES[form])
        assert reasons(answer, form) == ["refused"]


def test_other_methods_are_told_which_to_use(world: World) -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(f"{V2}services.json", {})
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert Client().head(f"{V2}services.json").status_code == 200


def test_a_page_of_requests_takes_the_same_statements_however_long(
    world: World, django_assert_num_queries: Any
) -> None:
    for number in (1, 20):
        for _ in range(number):
            report(world)
        get(f"{V2}requests.json")  # the catalogue is read once a process
        with django_assert_num_queries(1):
            get(f"{V2}requests.json", {"extensions": "true"})
    with django_assert_num_queries(0):
        get(f"{V2}services.xml")


def test_searches_are_held_to_the_limit_and_told_in_the_format_asked(
    world: World, settings: Any
) -> None:
    settings.LIMITS = {"search": 3}
    answers = [get(f"{V2}requests.xml") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert answers[3]["Content-Type"] == TYPES["xml"]
    assert int(answers[3]["Retry-After"]) > 0
    assert reasons(answers[3], "xml") == ["refused"]


def test_a_photo_of_a_private_matter_is_neither_named_nor_reachable(world: World) -> None:
    from maplebridge.core import files

    picture = files.ingest(photo(), now=timezone.now())
    matter = report(world, photos=(picture.pk,))
    said = get(f"{V2}requests/{matter.reference}.json", {"extensions": "true"}).content.decode()
    assert "photos/" not in said
    assert '"photos":[]' in said

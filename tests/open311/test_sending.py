"""Programs report and follow up: with a key, once, in every way of saying where, and badly."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import timezone
from PIL import Image

from maplebridge.core.models import AuditEntry, StoredFile
from maplebridge.matters import queries
from maplebridge.matters.models import Matter, MatterPhoto, ProgramReport
from maplebridge.people.public import Scope
from tests.open311.asking import (
    REPORTS,
    UPDATES,
    V2,
    body,
    get,
    key,
    reasons,
    rows,
    send,
    sent_matter,
)
from tests.world import World, build_world, client_for, photo, viewer

FORMS = ("xml", "json")


@pytest.mark.parametrize("form", FORMS)
def test_a_report_gets_its_number_at_once_and_its_sender_a_receipt(world: World, form: str) -> None:
    answer = send(
        f"requests.{form}", body(world, first_name="小明", last_name="张", phone="13700000001")
    )
    assert answer.status_code == 201, answer.content
    assert answer["Cache-Control"].count("no-store")
    (line,) = rows(answer, form)
    assert "token" not in line
    matter = Matter.objects.get(reference=line["service_request_id"])
    assert (matter.words, matter.category, matter.channel) == (
        "路灯不亮\n已经三天",
        "lighting",
        "api",
    )
    assert (matter.place_id, matter.visibility) == (world.grid.pk, "private")
    (row,) = rows(get(f"{V2}tokens/{line['service_request_id']}.{form}"), form)
    assert row["service_request_id"] == matter.reference
    code = line["service_notice"].split("Receipt code ")[1].split(":")[0]
    visitor = Client()
    page = visitor.post("/matters/receipt/", {"code": code}, follow=True)
    assert "路灯不亮" in page.content.decode()


def test_whose_key_it_was_is_not_the_reporter_and_a_number_finds_nobody(world: World) -> None:
    answer = send(
        "requests.json", body(world, first_name="奶奶", last_name="王", phone=world.wang.phone)
    )
    matter = sent_matter(answer)
    assert (matter.reporter_id, matter.on_behalf_by_id) == (None, None)
    assert matter.events.get().actor_id is None
    assert client_for(world.chen).get(f"/matters/{matter.pk}/").status_code == 404
    assert client_for(world.wang).get(f"/matters/{matter.pk}/").status_code == 404
    sent = ProgramReport.objects.get()
    assert (sent.name, sent.phone, sent.program) == ("奶奶 王", world.wang.phone, "")
    entry = AuditEntry.objects.get(verb="matter.report_by_program")
    assert entry.actor_id == world.chen.pk


def test_who_sent_what_names_programs_of_offices_alone(world: World) -> None:
    office = key(world.sun, REPORTS, office=True)
    for token in (office, office, key(world.wang)):
        assert send("requests.json", body(world, api_key=token)).status_code == 201
    since = timezone.now() - timedelta(days=1)
    found = queries.senders(viewer(world.sun), since)
    assert [(one.program, one.matters) for one in found] == [("程序", 2), ("", 1)]
    assert queries.senders(viewer(world.wu), since) == [], "other places are not counted"
    page = client_for(world.sun, HTTP_ACCEPT_LANGUAGE="en").get("/matters/programs/")
    assert "Programs of residents" in page.content.decode()
    assert "王" not in page.content.decode().split("<main")[1]


@pytest.mark.parametrize("form", FORMS)
def test_keys_that_do_not_fit_are_403(world: World, form: str) -> None:
    cases = {
        "open311_key_missing": {"api_key": ""},
        "open311_key_unusable": {"api_key": "mbt_" + "A" * 43},
        "open311_key_scope": {"api_key": key(world.chen, Scope.REPORT_MATTERS, UPDATES)},
    }
    for reason, wrong in cases.items():
        answer = send(f"requests.{form}", body(world) | wrong)
        assert (answer.status_code, reasons(answer, form)) == (403, [reason])
    for fields in ({}, {"api_key": "x\x00"}):
        assert get(f"{V2}servicerequestupdates.{form}", fields).status_code == 403
    assert Matter.objects.count() == 0


def test_a_key_may_come_as_a_bearer_and_a_session_is_none(world: World) -> None:
    fields = body(world, api_key="")
    answer = send("requests.json", fields, HTTP_AUTHORIZATION=f"Bearer {key(world.chen)}")
    assert answer.status_code == 201
    assert client_for(world.li).post(f"{V2}requests.json", fields).status_code == 403


@pytest.mark.parametrize("once", ["header", "field"])
def test_sending_again_under_the_same_key_is_the_same_request(world: World, once: str) -> None:
    fields = body(world)
    more: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": "app-77"} if once == "header" else {}
    if once == "field":
        fields["idempotency_key"] = "app-77"

    def again(**other: Any) -> Any:
        return send("requests.json", fields | {"media": photo()} | other, **more)

    first, second = again(), again()
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.content == second.content, "the receipt is shown again as well"
    other = again(description="别的事")
    assert (other.status_code, reasons(other, "json")) == (400, ["matter_id_taken"])
    assert again(api_key=key(world.wang)).status_code == 201, "another account's keys are its own"
    assert Matter.objects.count() == 2
    assert MatterPhoto.objects.count() == 2


def test_each_way_of_saying_where(world: World) -> None:
    root = world.grid
    root.codes.create(scheme="grid", code="360104001001001", valid_from="2024-01-01", source="t")
    nowhere = {"lat": "", "long": ""}
    for where, place in (
        ({"address_id": str(world.building.pk)}, world.building),
        ({"address_id": "360104001001001"}, world.grid),
        ({"address_string": "東社區 3棟"}, world.building),
        ({"address_string": "第二網格"}, world.next_grid),
    ):
        answer = send("requests.json", body(world, **(nowhere | where)))
        assert answer.status_code == 201, answer.content
        assert sent_matter(answer).place_id == place.pk
    lon, lat = world.point
    answer = send("requests.json", body(world, address_string="门口的灯杆"))
    matter = sent_matter(answer)
    assert (matter.lon, matter.lat, matter.place_text) == (lon, lat, "门口的灯杆")


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        ({}, "open311_location_missing"),
        ({"lat": "28.6"}, "open311_point_unreadable"),
        ({"lat": "nan", "long": "115.9"}, "open311_point_unreadable"),
        ({"lat": "91", "long": "115.9"}, "open311_point_unreadable"),
        ({"lat": "0.5", "long": "0.5"}, "matter_place_outside"),
        ({"address_id": str(uuid4())}, "open311_address_id_unknown"),
        ({"address_id": "999"}, "open311_address_id_unknown"),
        ({"address_string": "不存在的路"}, "open311_address_unknown"),
        ({"address_string": "網格"}, "open311_address_several"),
        ({"address_string": "長" * 201}, "open311_text_too_long"),
        ({"address_string": "a\x00b"}, "open311_text_unreadable"),
    ],
)
def test_a_place_that_is_none_is_refused_with_what_to_do(
    world: World, where: dict[str, str], wrong: str
) -> None:
    answer = send("requests.json", body(world) | {"lat": "", "long": ""} | where)
    assert (answer.status_code, reasons(answer, "json")) == (400, [wrong])
    if wrong == "open311_address_several":
        assert str(world.next_grid.pk) in answer.content.decode()
    assert Matter.objects.count() == 0


@pytest.mark.parametrize("form", FORMS)
def test_all_that_is_wrong_is_told_at_once_and_nothing_kept(world: World, form: str) -> None:
    wrong = {
        "service_code": "parking",
        "lat": "x",
        "description": "长" * 4001,
        "media_url": "file:///etc/passwd",
        "email": "a" * 121,
        "attribute[vehicles]": "many",
        "attribute[blocks][]": ["fire_lane", "the moon"],
        "attribute[colour]": "red",
        "media": photo(),
    }
    answer = send(f"requests.{form}", body(world) | wrong)
    assert answer.status_code == 400
    assert sorted(reasons(answer, form)) == [
        "matter_answer_no_number",
        "matter_answer_not_listed",
        "matter_question_unknown",
        "open311_link_unreadable",
        "open311_point_unreadable",
        "open311_text_too_long",
        "open311_text_too_long",
    ]
    assert Matter.objects.count() == StoredFile.objects.count() == 0


def test_services_that_are_none_or_want_a_known_reporter(world: World) -> None:
    for code, status, reason in (
        ("", 400, "open311_parameter_missing"),
        ("nothing", 404, "open311_service_unknown"),
        ("dispute", 400, "open311_service_in_person"),
    ):
        answer = send("requests.json", body(world, service_code=code))
        assert (answer.status_code, reasons(answer, "json")) == (status, [reason])


def test_answers_to_the_questions_of_a_service_are_kept(world: World) -> None:
    fields = {
        "service_code": "parking", "attribute[vehicles]": "3",
        "attribute[blocks][]": ["pavement", "fire_lane"],
    }  # fmt: skip
    matter = sent_matter(send("requests.json", body(world) | fields))
    kept = list(matter.attributes.order_by("order").values_list("code", "value"))
    assert kept == [("blocks", "fire_lane"), ("blocks", "pavement"), ("vehicles", "3")]


def test_4000_characters_fit_and_without_words_the_service_stands(world: World) -> None:
    long = sent_matter(send("requests.json", body(world, description="长" * 4000)))
    assert len(long.words) == 4000
    bare = sent_matter(send("requests.json", body(world, description="")))
    assert bare.words == "Lighting"


def test_an_address_of_media_is_words_and_nothing_fetches_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def fetch(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing may be fetched")

    url = "http://169.254.169.254/latest/meta-data"
    fields = body(world, media_url=url)
    monkeypatch.setattr(socket, "create_connection", fetch)
    matter = sent_matter(send("requests.json", fields))
    assert matter.words == f"路灯不亮\n已经三天\n\n{url}"
    assert MatterPhoto.objects.count() == 0


def test_photos_are_kept_without_what_the_camera_wrote(world: World) -> None:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Spycam"
    Image.new("RGB", (64, 48), "#a33").save(target, "JPEG", exif=exif)
    upload = SimpleUploadedFile("灯.jpg", target.getvalue(), content_type="image/jpeg")
    matter = sent_matter(send("requests.json", body(world, media=upload)))
    (kept,) = MatterPhoto.objects.filter(event__matter=matter)
    page = client_for(world.li).get(f"/matters/{matter.pk}/photos/{kept.pk}/")
    content = b"".join(page.streaming_content)  # type: ignore[attr-defined]  # a file
    assert b"Spycam" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def _upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


@pytest.mark.parametrize(
    ("media", "wrong"),
    [
        ([_upload("big.jpg", b"\xff\xd8\xff" + b"0" * 26_000_000)], "file_too_large"),
        ([_upload("new.heic", b"\x00\x00\x00\x18ftypheic" + b"0" * 64)], "file_heic"),
        (
            [_upload("x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")],
            "file_type_unknown",
        ),
        ([_upload("cut.jpg", b"\xff\xd8\xff\xe0")], "file_broken"),
        ([_upload(f"{n}.jpg", b"x") for n in range(5)], "matter_too_many_photos"),
    ],
)  # fmt: skip
def test_pictures_that_cannot_be_kept_stop_the_report(
    world: World, media: list[SimpleUploadedFile], wrong: str
) -> None:
    for upload in media:
        upload.seek(0)
    answer = send("requests.json", body(world, media=media))
    assert (answer.status_code, reasons(answer, "json")) == (400, [wrong])
    assert Matter.objects.count() == 0


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]><request>&b;&c;</request>'
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("kind", "sent", "wrong"),
    [
        ("text/xml", BOMB, "open311_content_type"),
        ("application/xml", BOMB, "open311_content_type"),
        ("application/json", b"{}", "open311_content_type"),
        ("text/plain", b"api_key=1", "open311_content_type"),
        ("multipart/form-data", b"no boundary", "open311_body_unreadable"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", "open311_key_missing"),
        ("application/x-www-form-urlencoded; charset=gbk", b"a=%C2%B7", "open311_body_unreadable"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 300), "open311_body_unreadable"),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 1_100_000, "open311_too_large"),
    ],
)  # fmt: skip
def test_bodies_that_are_no_form_are_refused_and_never_parsed_as_xml(
    world: World, kind: str, sent: bytes, wrong: str, form: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("requests", "servicerequestupdates"):
        answer = client.post(
            f"{V2}{path}.{form}", sent, content_type=kind, HTTP_ACCEPT_LANGUAGE="en"
        )
        assert reasons(answer, form) == [wrong]
        assert answer.status_code == (403 if "key" in wrong else 400)


def test_words_in_another_encoding_are_refused(world: World) -> None:
    fields = body(world)
    raw = "&".join(f"{k}={v}" for k, v in fields.items() if k != "description").encode()
    raw += b"&description=" + "路灯".encode("gb18030")
    escaped = raw[: raw.rindex(b"=") + 1] + b"%C2%B7%B5%C6"
    for sent, reason in ((raw, "open311_body_unreadable"), (escaped, "open311_text_unreadable")):
        kind = "application/x-www-form-urlencoded"
        answer = Client().post(f"{V2}requests.json", sent, content_type=kind)
        assert (answer.status_code, reasons(answer, "json")) == (400, [reason])


def test_a_program_is_held_to_the_limit_of_its_account(world: World, settings: Any) -> None:
    settings.LIMITS = {"account": 2, "visitor": 1}
    token = key(world.chen)
    codes = [send("requests.json", body(world, api_key=token)).status_code for _ in range(3)]
    assert codes == [201, 201, 429]
    wrong = [send("requests.json", body(world, api_key=k)).status_code for k in ("x", "")]
    assert wrong == [403, 429], "a form without a key costs reading it too"


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_under_one_key_are_one_request(settings: Any) -> None:
    settings.LIMITS = {}
    world = build_world()
    fields = body(world, api_key=key(world.chen), idempotency_key="retry-1")

    def one(_: int) -> tuple[int, bytes]:
        try:
            answer = send("requests.json", fields)
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({content for _, content in answers}) == 1
    assert Matter.objects.count() == ProgramReport.objects.count() == 1

"""Reporting: any place, any sender, sent again, sent badly."""

from __future__ import annotations

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from maplebridge.core.models import StoredFile
from maplebridge.core.values import uuid7
from maplebridge.matters.models import Matter, MatterEvent, MatterPhoto
from maplebridge.matters.views import visitors
from maplebridge.people.models import Post
from tests.world import World, build_world, client_for, photo

JSON = "application/json"


def form(world: World, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "words": "路灯不亮", "place": str(world.grid.pk)} | more


def body(**more: Any) -> str:
    lon, lat = 115.905, 28.685
    return json.dumps({"id": str(uuid7()), "words": "路灯不亮", "lon": lon, "lat": lat} | more)


def test_the_form_offers_the_own_home_and_a_search_without_a_map(world: World) -> None:
    wang = client_for(world.wang)
    page = wang.get("/matters/report/").content.decode()
    assert str(world.grid.pk) in page
    found = wang.post("/matters/report/", form(world, place="", place_search="3棟", find="1"))
    assert found.status_code == 200
    assert str(world.building.pk) in found.content.decode()
    assert "路灯不亮" in found.content.decode()
    assert Matter.objects.count() == 0


def test_photos_and_words_survive_a_mistake(world: World) -> None:
    wang = client_for(world.wang)
    sent = form(world, words="", photos=photo())
    page = wang.post("/matters/report/", sent)
    assert page.status_code == 422
    assert 'name="kept"' in page.content.decode()
    token = page.content.decode().split('name="kept" value="')[1].split('"')[0]
    assert wang.get(f"/matters/report/photo/{token}/").status_code == 200
    assert wang.get(f"/matters/report/photo/{token}x/").status_code == 404
    assert wang.post("/matters/report/", form(world, kept=token)).status_code == 302
    assert MatterPhoto.objects.count() == 1


def test_a_point_finds_the_grid_and_a_point_far_away_is_refused(world: World) -> None:
    wang = client_for(world.wang)
    lon, lat = world.point
    sent = form(world, place="", lon=str(lon), lat=str(lat))
    assert wang.post("/matters/report/", sent).status_code == 302
    assert Matter.objects.get().grid_id == world.grid.pk
    assert Matter.objects.get().handler_id == world.li_post.pk
    lon, lat = world.far_away
    sent = form(world, place="", lon=str(lon), lat=str(lat))
    page = wang.post("/matters/report/", sent)
    assert page.status_code == 422
    assert "路灯不亮" in page.content.decode()


def test_without_a_grid_worker_the_operator_gets_it_and_without_anybody_it_is_not_lost(
    world: World,
) -> None:
    wang = client_for(world.wang)
    wang.post("/matters/report/", form(world, place=str(world.next_grid.pk)))
    matter = Matter.objects.get()
    assert matter.handler is not None
    assert matter.handler.person_id == world.sun.pk
    Post.objects.update(term_to="2025-01-01")
    answer = wang.post("/matters/report/", form(world), follow=True)
    lost = Matter.objects.exclude(pk=matter.pk).get()
    assert lost.handler_id is None
    assert lost.reference in answer.content.decode()


def test_a_visitor_gets_a_receipt_and_comes_back_with_it(world: World) -> None:
    visitor = client_for(None)
    sent = visitor.post("/matters/report/", form(world))
    page = visitor.get(sent["Location"]).content.decode()
    matter = Matter.objects.get()
    assert matter.reporter_id is None
    from maplebridge.matters.actions import receipt_for

    code = receipt_for(matter.pk)
    assert code in page
    assert code not in matter.receipt_hash
    later = client_for(None)
    assert later.get(f"/matters/{matter.pk}/").status_code == 302
    assert later.post("/matters/receipt/", {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    back = later.post("/matters/receipt/", {"code": code.lower()}, follow=True)
    assert matter.reference in back.content.decode()
    words = later.post(f"/matters/{matter.pk}/words/", {"words-text": "在三楼"})
    assert words.status_code == 302
    assert later.post(f"/matters/{matter.pk}/accept/").status_code == 302  # asked to sign in
    assert Matter.objects.get().state == "received"


def test_the_same_id_is_the_same_matter_and_other_content_is_refused(world: World) -> None:
    wang, sent = client_for(world.wang), body()
    assert wang.post("/api/v1/matters", sent, JSON).status_code == 201
    assert wang.post("/api/v1/matters", sent, JSON).status_code == 200
    other = json.dumps(json.loads(sent) | {"words": "别的事"})
    refused = wang.post("/api/v1/matters", other, JSON)
    assert (refused.status_code, refused.json()["code"]) == (409, "matter_id_taken")
    chen = client_for(world.chen).post("/api/v1/matters", sent, JSON)
    assert chen.status_code == 409
    assert Matter.objects.count() == 1


def test_a_worker_reports_for_a_resident_of_the_grid_and_for_nobody_else(world: World) -> None:
    li = client_for(world.li)
    mine = li.post("/api/v1/matters", body(reporter_id=str(world.wang.pk)), JSON)
    assert mine.status_code == 201
    matter = Matter.objects.get()
    assert (matter.reporter_id, matter.on_behalf_by_id) == (world.wang.pk, world.li.pk)
    other = li.post("/api/v1/matters", body(reporter_id=str(world.stranger.pk)), JSON)
    assert (other.status_code, other.json()["code"]) == (403, "matter_not_for_them")


@pytest.mark.parametrize(
    "sent",
    [
        {"words": ""},
        {"words": "x\x00y"},
        {"words": "\ufffd"},
        {"words": "长" * 2001},
        {"words": "长" * 400_000},
        {"id": "not-a-uuid"},
        {"id": "0" * 400},
        {"place": "7"},
        {"place": str(uuid.uuid4())},
        {"place": "", "lon": "1" * 400, "lat": "28"},
        {"place": "", "lon": "NaN", "lat": "NaN"},
        {"place": "", "lon": "inf", "lat": "-inf"},
        {"place": "", "lon": "115.9"},
        {"place_text": "长" * 201},
        {"category": "nope"},
        {"category": "../../etc/passwd"},
        {f"field{i}": "x" for i in range(10_000)},
        {"kept": "forged-token"} | {"words": ""},
    ],
    ids=lambda sent: next(iter(sent)) + str(len(str(sent))),
)
def test_hostile_forms_keep_nothing(world: World, sent: dict[str, str]) -> None:
    client = client_for(world.wang, raise_request_exception=False)
    answer = client.post("/matters/report/", form(world, **sent))
    assert answer.status_code in {400, 404, 413, 422}
    assert (Matter.objects.count(), MatterEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("raw", "statuses"),
    [
        (b"", {400}),
        (b"{", {400}),
        (b"\xff\xfe\x00{", {400}),
        ('{"words": "路灯"}'.encode("gbk"), {400}),
        (b"[]", {422}),
        (b"null", {400, 422}),
        (b"[" * 100_000, {400, 413}),
        (body(words="x\x00y").encode(), {400}),
        (body(words="x\x01y").encode(), {422}),
        (body(words="").encode(), {422}),
        (body(words=" \n ").encode(), {422}),
        (body(words="\ud800").encode(), {400, 422}),
        (body(words="长" * 1_000_000).encode(), {413}),
        (body(id="nope").encode(), {422}),
        (body(lon=float("nan")).encode(), {400, 422}),
        (body(lon=float("inf")).encode(), {400, 422}),
        (body(lon=10**400).encode(), {400, 422}),
        (body(lat=None).encode(), {422}),
        (body(photos=["forged"]).encode(), {422}),
        (body(photos=["x"] * 5).encode(), {422}),
        (body(reporter_id=str(uuid.uuid4())).encode(), {403}),
        (body(place_id=str(uuid.uuid4())).encode(), {404}),
    ],
)
def test_hostile_json_keeps_nothing(world: World, raw: bytes, statuses: set[int]) -> None:
    client = client_for(world.wang, raise_request_exception=False)
    answer = client.generic("POST", "/api/v1/matters", raw, JSON)
    assert answer.status_code in statuses, answer.content[:300]
    assert set(answer.json()) == {"code", "message"}
    assert (Matter.objects.count(), MatterEvent.objects.count()) == (0, 0)


def test_hostile_uploads_keep_nothing(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    wang = client_for(world.wang)
    for name, content in [("a.png", b""), ("a.png", b"<svg/>"), ("a.png", b"\x89PNG\r\n\x1a\nxx")]:
        upload = SimpleUploadedFile(name, content, content_type="image/png")
        page = wang.post("/matters/report/", form(world, photos=upload))
        assert page.status_code == 422
        upload.seek(0)
        answer = wang.post("/api/v1/matters/photos", {"photo": upload})
        assert answer.status_code in {400, 413, 422}
    many = [photo() for _ in range(5)]
    assert wang.post("/matters/report/", form(world, photos=many)).status_code == 422
    assert (Matter.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_bad_query_strings_are_answered_calmly(world: World) -> None:
    wang = client_for(world.wang, raise_request_exception=False)
    for query in ("after=%00", "after=xyz", "after=%ff%fe", "state=nope", "after=" + "A" * 5000):
        assert wang.get(f"/matters/?{query}").status_code in {200, 400, 422}, query
        assert wang.get(f"/api/v1/matters?{query}").status_code in {200, 400, 422}, query
    assert wang.get("/matters/report/kinds/?words=%00%ff").status_code == 400
    assert wang.get("/matters/report/places/?place_search=%00&place=%00").status_code == 400
    assert wang.get("/matters/not-a-uuid/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_64_clients_that_retry_at_once_make_no_double(settings: Any) -> None:
    settings.LIMITS = {}
    world = build_world()
    clients = [client_for(world.wang) for _ in range(16)]
    sends = [body(words=f"路灯 {i}") for i in range(16)]

    def send(job: int) -> int:
        try:
            answer = clients[job % 16].post("/api/v1/matters", sends[(job // 4) % 16], JSON)
            return answer.status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(64 if connection.vendor == "postgresql" else 16) as pool:
        statuses = list(pool.map(send, range(64)))
    assert set(statuses) <= {200, 201}, statuses
    assert statuses.count(201) == 16
    assert Matter.objects.count() == MatterEvent.objects.count() == 16
    assert len(set(Matter.objects.values_list("reference", flat=True))) == 16


def test_one_address_reports_twenty_times_an_hour_without_signing_in(world: World) -> None:
    ids = [str(uuid7()) for _ in range(21)]
    answers = [Client().post("/matters/report/", form(world, id=sent)) for sent in ids]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    page = answers[-1].content.decode()
    assert "路灯不亮" in page
    assert "一小时内反映的事太多了" in page
    again = Client().post("/matters/report/", form(world, id=ids[0]))
    elsewhere = Client(REMOTE_ADDR="10.0.0.9").post("/matters/report/", form(world))
    signed_in = client_for(world.wang).post("/matters/report/", form(world))
    assert (again.status_code, elsewhere.status_code, signed_in.status_code) == (302, 302, 302)
    assert Matter.objects.count() == 22


def test_one_address_leaves_only_so_many_photos_without_signing_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "PHOTOS_AN_HOUR", 2)
    first = [
        Client().post("/matters/report/", form(world, words=words, photos=photo()))
        for words in ("", "路灯不亮")
    ]
    refused = Client().post("/matters/report/", form(world, photos=photo()))
    assert [answer.status_code for answer in first] == [422, 302]
    assert refused.status_code == 429
    assert "路灯不亮" in refused.content.decode()
    assert 'name="kept"' not in refused.content.decode()


def test_the_count_of_an_address_does_not_keep_the_address(world: World) -> None:
    Client(REMOTE_ADDR="203.0.113.77").post("/matters/report/", form(world))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM people_shared_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert keys, "counted, under a keyed hash"
    assert not any("203.0.113.77" in key for key in keys)


def test_a_suggested_kind_says_that_it_is_a_suggestion_and_is_not_chosen(world: World) -> None:
    client = client_for(world.wang)
    words = "楼道灯不亮，老人不方便"
    suggested = client.get("/matters/report/kinds/", {"words": words}).content.decode()
    assert "checked" not in suggested
    assert re.search("Suggestion:|建议：", suggested)
    assert re.search("Nothing is chosen yet|还没有选定", suggested)
    code = re.search(r'name="category" value="(\w+)"', suggested)
    assert code is not None
    sent = {"words": words, "category": code[1]}
    chosen = client.get("/matters/report/kinds/", sent).content.decode()
    assert chosen.count("checked") == 1
    assert re.search("You chose|您选的是", chosen)

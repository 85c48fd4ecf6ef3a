"""Much is allowed, endlessly much is not; no address or number is written down while counting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.people import actions
from maplebridge.people import public as people
from maplebridge.people.public import Scope
from tests.world import World, build_world, client_for, viewer

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
WORDS = "三樓的燈又壞了，晚上看不見路。"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def _few(db: None, settings: Any) -> Iterator[None]:
    settings.LIMITS = {"search": 5, "visitor": 3, "account": 2}
    cache.clear()
    yield
    caches["limits"].clear()


def rename(client: Client, name: str = WORDS) -> Any:
    return client.post("/people/name/", {"name": name}, HTTP_ACCEPT_LANGUAGE="en")


def test_too_many_writes_of_an_account_are_answered_with_429_and_the_words(world: World) -> None:
    client = client_for(world.wang)
    assert [rename(client).status_code for _ in range(2)] == [302, 302]
    refused = rename(client)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    page = refused.content.decode()
    assert WORDS in page, "what was typed is on the page"
    assert "too fast" in page.lower()
    assert client.get("/people/").status_code == 200, "reading goes on"
    assert rename(client_for(world.chen)).status_code == 302, "a neighbour at the same address too"


def test_a_minute_later_it_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from maplebridge.portal import middleware

    client = client_for(world.wang)
    monkeypatch.setattr(middleware, "clock", lambda: 1_000_000.0)
    assert [rename(client).status_code for _ in range(3)] == [302, 302, 429]
    monkeypatch.setattr(middleware, "clock", lambda: 1_000_061.0)
    assert rename(client).status_code == 302


def test_visitors_count_by_address(world: World) -> None:
    here, there = Client(), Client(REMOTE_ADDR="203.0.113.9")
    sent = {"words": WORDS, "find": "1"}
    statuses = [here.post("/matters/report/", sent, **ENGLISH).status_code for _ in range(4)]  # type: ignore[arg-type]  # headers
    assert statuses == [200, 200, 200, 429]
    assert there.post("/matters/report/", sent).status_code == 200


def test_searches_count_and_other_pages_do_not(world: World) -> None:
    client = Client()
    statuses = [client.get(reverse("territory:search"), {"q": "东"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert client.get("/").status_code == 200


def test_the_api_answers_in_json_and_counts_programs_by_their_account(world: World) -> None:
    now = timezone.now()
    token = actions.make_token(
        viewer=viewer(world.wang), id=uuid4(), name="x", scopes=list(Scope), now=now,
        ends_on=calendar.today(now) + timedelta(days=1),
    )  # fmt: skip
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    for n, status in enumerate([201, 201, 429]):
        body = {"id": str(uuid4()), "words": f"{WORDS}{n}", "place_id": str(world.grid.pk)}
        answer = Client().post("/api/v1/matters", body, "application/json", **head)  # type: ignore[arg-type]  # headers
        assert answer.status_code == status, answer.content
    assert answer.json()["code"] == "too_fast"
    assert int(answer["Retry-After"]) >= 1
    session = client_for(world.wang).post("/api/v1/matters", {}, "application/json")
    assert (session.status_code, session.json()["code"]) == (429, "too_fast"), "one account"


def test_limits_can_be_switched_off(world: World, settings: Any) -> None:
    settings.LIMITS = {}
    client = client_for(world.wang)
    assert {rename(client).status_code for _ in range(5)} == {302}


def test_no_number_and_no_address_stands_in_the_shared_cache(world: World) -> None:
    phone, client = "13812347777", Client(REMOTE_ADDR="203.0.113.77")
    client.post("/account/login/", {"login": phone, "password": "wrong-password"})
    client.post("/account/login/", {"login": phone})
    client.post("/matters/report/", {"id": str(uuid4()), "words": WORDS})
    cache.set("plain", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM people_shared_cache")
        rows = cursor.fetchall()
    assert len(rows) > 2
    for key, value in rows:
        assert len(key) == 64
        assert set(key) <= set("0123456789abcdef")
        for clear in (phone, "203.0.113", "login", "plain"):
            assert clear not in key + str(value)
    assert cache.get("plain") == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (1, "", "203.0.113.7"),
        (1, "nonsense", ""),
    ],
)
def test_only_what_our_own_proxy_wrote_tells_the_address(
    settings: Any, proxies: int, forwarded: str, counted: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    made = RequestFactory(REMOTE_ADDR="203.0.113.7")
    request = made.get("/", **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))  # type: ignore[arg-type]  # headers
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    mark = people.address_mark(request)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    plain = people.address_mark(RequestFactory(REMOTE_ADDR=counted or "x").get("/"))
    assert mark == plain

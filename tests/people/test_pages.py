"""Who may open which page: role x page x place, and that the pages work as forms without scripts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from maplebridge.core.viewer import Role
from maplebridge.people.models import Person
from tests.people.ground import Ground

MaxQueries = Callable[[int], AbstractContextManager[Any]]


class Cast:
    """One of each who may come to a page."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.resident = ground.person("王小明", home=ground.home)
        self.neighbour = ground.person("張三丰", home=ground.other_home)
        self.stranger = ground.person("遠行客")
        self.worker = ground.worker("李芳", ground.grid)
        self.far_worker = ground.worker("趙強", ground.far_grid)
        self.head = ground.worker("周主任", ground.root, Role.HEAD)
        self.volunteer = ground.worker("何幫忙", ground.grid, Role.VOLUNTEER)
        self.staff = ground.person("錢修理")
        self.staff.account.may_staff = True
        self.staff.account.save()
        self.post = self.worker.posts.get()

    def client(self, who: str) -> Client:
        client = Client()
        if who != "visitor":
            client.force_login(getattr(self, who).account)
        return client


@pytest.fixture
def cast(ground: Ground) -> Cast:
    cache.clear()
    return Cast(ground)


WHO = ("visitor", "resident", "stranger", "volunteer", "worker", "far_worker", "head", "staff")
TO_SIGN_IN = 302
# page (GET)              visitor, resident, stranger, volunteer, worker, far_worker, head, staff
PAGES = {
    "/people/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/name/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/log/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/household/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/household/move/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/household/move/?q=楓林": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/household/move/?place={building}": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/consents/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/mandates/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/close/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/again/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/people/leave/": (302, 403, 403, 200, 200, 200, 200, 403),
    "/people/staff/": (302, 403, 403, 403, 403, 403, 403, 200),
    "/people/residents/": (302, 403, 403, 403, 200, 200, 200, 403),
    "/people/residents/register/": (302, 403, 403, 403, 200, 200, 200, 403),
    "/people/residents/register/?home={home}": (302, 403, 403, 403, 200, 404, 200, 403),
    "/people/residents/{resident}/": (302, 200, 404, 404, 200, 404, 200, 404),
    "/people/residents/{stranger}/": (302, 404, 200, 404, 404, 404, 200, 404),
    "/people/residents/{nobody}/": (302, 404, 404, 404, 404, 404, 404, 404),
    "/people/posts/{post}/deputy/": (302, 404, 404, 404, 200, 404, 200, 404),
    "/people/posts/{nobody}/deputy/": (302, 404, 404, 404, 404, 404, 404, 404),
    # only ever sent, never opened
    "/people/export/": (302, 405, 405, 405, 405, 405, 405, 405),
    "/people/staff/end/": (302, 405, 405, 405, 405, 405, 405, 405),
    "/people/household/move-out/": (302, 405, 405, 405, 405, 405, 405, 405),
    "/people/mandates/{nobody}/revoke/": (302, 405, 405, 405, 405, 405, 405, 405),
    "/people/leave/{nobody}/end/": (302, 405, 405, 405, 405, 405, 405, 405),
    "/people/residents/{nobody}/mandate/": (302, 405, 405, 405, 405, 405, 405, 405),
    "/people/language/": (302, 405, 405, 405, 405, 405, 405, 405),
    "/account/login/": (200, 302, 302, 302, 302, 302, 302, 302),
    "/account/inactive/": (200, 200, 200, 200, 200, 200, 200, 200),
    "/account/logout/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/account/phone/change/": (302, 200, 200, 200, 200, 200, 200, 200),
    "/account/passkeys/": (302, 200, 200, 200, 200, 200, 200, 200),
}


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_to_those_it_is_for(cast: Cast, path: str) -> None:
    keys = {
        "home": cast.ground.home.pk,
        "building": cast.ground.building.pk,
        "resident": cast.resident.pk,
        "stranger": cast.stranger.pk,
        "post": cast.post.pk,
        "nobody": uuid4(),
    }
    address = path.format(**keys)
    found = tuple(cast.client(who).get(address).status_code for who in WHO)
    assert dict(zip(WHO, found, strict=True)) == dict(zip(WHO, PAGES[path], strict=True))


# what is sent               visitor, resident, stranger, volunteer, worker, far_worker, head, staff
SENDS: list[tuple[str, dict[str, str], tuple[int, ...]]] = [
    (
        "/people/residents/{neighbour}/",
        {"reason": "call back about the gas smell"},
        (302, 404, 404, 404, 200, 404, 200, 404),
    ),
    (
        "/people/residents/register/?home={home}",
        {"name": "新來", "phone": ""},
        (302, 403, 403, 403, 302, 404, 302, 403),
    ),
    (
        "/people/residents/{neighbour}/mandate/",
        {"agent_phone": "", "valid_to": "2027-06-01"},
        (302, 404, 404, 404, 302, 404, 302, 404),
    ),
    (
        "/people/leave/",
        {"first_day": "2099-01-01", "last_day": "2099-01-02"},
        (302, 403, 403, 302, 302, 302, 302, 403),
    ),
    (
        "/people/staff/",
        {"reason": "repair the index", "minutes": "15"},
        (302, 403, 403, 403, 403, 403, 403, 302),
    ),
    (
        "/people/posts/{post}/deputy/",
        {"person": "{volunteer}"},
        (302, 404, 404, 404, 302, 404, 302, 404),
    ),
    ("/people/mandates/{nobody}/revoke/", {}, (302, 404, 404, 404, 404, 404, 404, 404)),
    ("/people/leave/{nobody}/end/", {}, (302, 422, 422, 422, 422, 422, 422, 422)),
    ("/people/export/", {}, (302, 200, 200, 200, 200, 200, 200, 200)),
    ("/people/close/", {}, (302, 302, 302, 422, 422, 422, 422, 302)),
    ("/people/language/", {"language": "en"}, (302, 302, 302, 302, 302, 302, 302, 302)),
    ("/people/language/", {"language": "xx-../"}, (302, 404, 404, 404, 404, 404, 404, 404)),
]


@pytest.mark.parametrize(("path", "data", "expected"), SENDS)
def test_each_form_is_taken_from_those_it_is_for(
    cast: Cast, path: str, data: dict[str, str], expected: tuple[int, ...]
) -> None:
    keys = {
        "home": cast.ground.home.pk,
        "neighbour": cast.neighbour.pk,
        "volunteer": cast.volunteer.pk,
        "post": cast.post.pk,
        "nobody": uuid4(),
    }
    address = path.format(**keys)
    sent = {name: value.format(**keys) for name, value in data.items()}
    found = {who: cast.client(who).post(address, sent).status_code for who in WHO}
    assert found == dict(zip(WHO, expected, strict=True))


def test_a_closed_card_shows_no_name_and_no_number(cast: Cast) -> None:
    page = cast.client("worker").get(f"/people/residents/{cast.resident.pk}/").content.decode()
    assert "王*" in page
    assert "王小明" not in page
    assert cast.resident.phone not in page
    assert "楓林苑" not in page
    listed = cast.client("worker").get("/people/residents/").content.decode()
    assert "王*" in listed
    assert cast.resident.phone not in listed


def test_a_reason_opens_the_card_once_and_the_person_reads_it(cast: Cast) -> None:
    worker, address = cast.client("worker"), f"/people/residents/{cast.resident.pk}/"
    opened = worker.post(address, {"reason": "call back about the gas smell"}).content.decode()
    assert cast.resident.phone in opened
    assert "楓林苑3棟 101" in opened
    assert cast.resident.phone not in worker.get(address).content.decode()
    seen = cast.client("resident").get("/people/log/").content.decode()
    assert "call back about the gas smell" in seen
    assert "李芳" in seen


@pytest.mark.parametrize("reason", ["", "x", "x" * 5000])
def test_without_a_real_reason_the_card_stays_closed(cast: Cast, reason: str) -> None:
    answer = cast.client("worker").post(
        f"/people/residents/{cast.resident.pk}/", {"reason": reason}
    )
    assert answer.status_code == 422
    assert cast.resident.phone not in answer.content.decode()
    assert cast.client("resident").get("/people/log/").context["rows"] == []


def test_a_reason_with_a_sign_that_no_text_has_opens_nothing(cast: Cast) -> None:
    address = f"/people/residents/{cast.resident.pk}/"
    answer = cast.client("worker").post(address, {"reason": "bad\x00reason"})
    assert answer.status_code == 400
    assert cast.resident.phone not in answer.content.decode()
    assert cast.client("resident").get("/people/log/").context["rows"] == []


def test_staff_mode_opens_anybody_and_shows_its_banner_words(cast: Cast) -> None:
    staff = cast.client("staff")
    address = f"/people/residents/{cast.resident.pk}/"
    assert staff.get(address).status_code == 404
    staff.post("/people/staff/", {"reason": "repair the index", "minutes": "15"})
    assert staff.get(address).status_code == 200
    staff.post("/people/staff/end/")
    assert staff.get(address).status_code == 404


def test_what_was_typed_stays_when_it_is_refused(cast: Cast) -> None:
    answer = cast.client("worker").post(
        f"/people/residents/register/?home={cast.ground.home.pk}",
        {"name": "新來", "phone": "12345"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="新來"' in page
    assert 'value="12345"' in page
    assert not Person.objects.filter(name="新來").exists()


def test_registering_the_number_of_somebody_who_joined_links_them(cast: Cast) -> None:
    joined = cast.ground.person("自己來", phone="13812340000")
    address = f"/people/residents/register/?home={cast.ground.home.pk}"
    data = {"name": "別的名字", "phone": "138 1234 0000"}
    assert cast.client("worker").post(address, data).status_code == 302
    joined.refresh_from_db()
    assert joined.name == "自己來"
    assert joined.stays.get().household.home == cast.ground.home
    again = cast.client("head").post(
        f"/people/residents/register/?home={cast.ground.far_home.pk}", data
    )
    assert again.status_code == 422
    assert Person.objects.filter(phone="13812340000").count() == 1


@pytest.mark.parametrize("key", ["x", "1" * 5000, "{resident}'--"])
def test_a_key_that_is_none_is_nothing_there(cast: Cast, key: str) -> None:
    for address in (f"/people/log/?before={key}", f"/people/household/move/?place={key}"):
        assert cast.client("resident").get(address).status_code == 404


def test_lists_turn_pages_without_losing_a_row(cast: Cast) -> None:
    for number in range(60):
        cast.ground.live(cast.ground.person(f"甲{number}", account=False), cast.ground.home)
    client, address, seen = cast.client("worker"), "/people/residents/", []
    while address:
        page = client.get(address).context
        seen += [one.person_id for one in page["rows"]]
        address = page["older"]
    assert len(seen) == len(set(seen)) == 62
    assert seen == sorted(seen)


BUDGET = {
    "/people/": 10,
    "/people/log/": 5,
    "/people/household/": 8,
    "/people/consents/": 5,
    "/people/mandates/": 9,
    "/people/leave/": 8,
    "/people/residents/": 5,
}


@pytest.mark.parametrize("path", BUDGET)
def test_a_page_asks_little_however_many_there_are(
    cast: Cast, path: str, assert_queries: MaxQueries
) -> None:
    for number in range(40):
        cast.ground.live(cast.ground.person(f"甲{number}", account=False), cast.ground.home)
    cast.ground.live(cast.worker, cast.ground.home)
    client = cast.client("worker")
    client.get(path)
    with assert_queries(BUDGET[path] + 4):  # session, account and two for the viewer
        assert client.get(path).status_code == 200


def test_while_staff_mode_is_on_every_page_says_so(cast: Cast) -> None:
    staff = cast.client("staff")
    assert "repair the index" not in staff.get("/people/log/").content.decode()
    staff.post("/people/staff/", {"reason": "repair the index", "minutes": "15"})
    assert "repair the index" in staff.get("/people/log/").content.decode()

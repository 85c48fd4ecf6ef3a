"""Somebody's session ended while they wrote: they are told, land on a page, and keep their words."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.people.ground import Ground

NUMBER = "13812340000"
OTHER = "13812349999"
WORDS = "三樓的燈又壞了，晚上看不見路。"
UNSENT = "/people/unsent/"


@pytest.fixture(autouse=True)
def _demo(db: None, settings: Any) -> None:
    settings.DEMO = True
    cache.clear()


@pytest.fixture
def client(ground: Ground) -> Client:
    """A phone on which Wang was signed in until a moment ago."""
    phone, wang = Client(), ground.person("王小明", phone=NUMBER)
    phone.force_login(wang.account)
    phone.get("/people/")
    phone.post("/account/logout/")
    return phone


def send(client: Client, path: str, page: str, data: dict[str, str] | None = None) -> str:
    """The page that sign-in will lead to after a form on `page` was sent to `path`."""
    more = {"HTTP_REFERER": f"http://testserver{page}"} if page else {}
    answer = client.post(path, data or {}, **more)  # type: ignore[arg-type]  # headers
    assert answer.status_code == 302
    there = urlsplit(answer["Location"])
    assert there.path == "/account/login/"
    return parse_qs(there.query)["next"][0]


def sign_in(client: Client, onward: str, number: str = NUMBER) -> Any:
    client.post("/account/login/", {"login": number, "next": onward})
    code = client.session["demo_code"]
    return client.post("/account/login/code/confirm/", {"code": code, "next": onward}, follow=True)


NOTHING = "00000000-0000-7000-8000-000000000001"
LEAVE_END = f"/people/leave/{NOTHING}/end/"


@pytest.mark.parametrize(
    ("path", "page", "lands"),
    [
        (LEAVE_END, "/people/leave/", "/people/leave/"),
        ("/people/export/", "/people/?x=1", "/people/?x=1"),
        ("/people/export/", "", "/"),
        ("/people/export/", "/people/export/", "/people/"),
        ("/people/staff/end/", "/people/staff/end/", "/people/staff/"),
        (LEAVE_END, LEAVE_END, "/people/leave/"),
        (f"/matters/{NOTHING}/accept/", "/matters/inbox/", "/matters/inbox/"),
        ("/people/export/", "/nowhere/at/all/", "/"),
        ("/people/name/", "/people/name/", "/people/name/"),
    ],
)
def test_sign_in_leads_to_a_page_that_opens(
    client: Client, path: str, page: str, lands: str
) -> None:
    assert send(client, path, page) == lands
    answer = sign_in(client, lands)
    assert answer.status_code in (200, 403), "403: a page of those who hold a post"


@pytest.mark.parametrize(
    "page", ["https://evil.example/people/", "//evil.example/", "javascript:x"]
)
def test_a_page_elsewhere_is_never_where_one_lands(client: Client, page: str) -> None:
    answer = client.post("/people/export/", HTTP_REFERER=page)
    assert answer["Location"] == "/account/login/?next=/"


def test_it_is_said_that_nothing_was_done(client: Client) -> None:
    english = {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_REFERER": "http://testserver/people/"}
    client.post("/people/export/", **english)  # type: ignore[arg-type]  # headers
    assert "signed out" in client.get("/account/login/", HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_what_was_written_comes_back_once_after_sign_in(client: Client) -> None:
    typed = {
        "name": WORDS,
        "csrfmiddlewaretoken": "x" * 32,
        "place": str(uuid4()),
        "password": "p" * 9,
    }
    assert send(client, "/people/name/", "/people/name/", typed) == UNSENT
    shown = sign_in(client, UNSENT).content.decode()
    assert WORDS in shown
    assert 'href="/people/name/"' in shown
    assert typed["place"] not in shown
    assert "ppppppppp" not in shown
    assert WORDS not in client.get(UNSENT, follow=True).content.decode()


def test_somebody_else_who_signs_in_on_the_same_phone_never_sees_them(
    client: Client, ground: Ground
) -> None:
    ground.person("陳鄰居", phone=OTHER)
    assert send(client, "/people/name/", "/people/name/", {"name": WORDS}) == UNSENT
    assert WORDS not in sign_in(client, UNSENT, OTHER).content.decode()
    client.post("/account/logout/")
    assert WORDS not in sign_in(client, UNSENT).content.decode(), "gone, not waiting for later"


def test_words_of_nobody_known_are_not_kept(client: Client) -> None:
    stranger = Client()
    assert send(stranger, "/people/name/", "/people/name/", {"name": WORDS}) == "/people/name/"
    assert "unsent" not in stranger.session
    stranger.cookies["last_here"] = "forged"
    send(stranger, "/people/name/", "/people/name/", {"name": WORDS})
    assert WORDS not in sign_in(stranger, UNSENT).content.decode()


def test_words_wait_ten_minutes_for_their_writer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, "/people/name/", "/people/name/", {"name": WORDS})
    session = client.session
    session["unsent"] |= {"at": timezone.now().timestamp() - 601}
    session.save()
    assert WORDS not in sign_in(client, UNSENT).content.decode()


def test_a_very_long_text_is_kept_short_and_bytes_harm_nobody(client: Client) -> None:
    send(client, "/people/name/", "/people/name/", {f"f{n}": "字" * 3000 for n in range(9)})
    assert sum(len(words) for words in client.session["unsent"]["words"]) <= 4000
    body, kind = b"name=\xff\xfe%00abcdefgh", "application/x-www-form-urlencoded"
    assert Client().post("/people/name/", body, content_type=kind).status_code == 400
    without = body.replace(b"%00", b"")
    assert Client().post("/people/name/", without, content_type=kind).status_code == 302


def test_signing_in_itself_keeps_nothing(client: Client) -> None:
    client.post("/account/password/change/", {"password1": "maple leaves fall"})
    client.post("/people/again/", {"words": WORDS})
    assert "unsent" not in client.session
